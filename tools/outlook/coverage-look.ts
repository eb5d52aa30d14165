import { hostOf } from '../../plugins/collectd/identifier.ts';
import type { Config } from '../../plugins/config/config.ts';
import { coverageOf, type Coverage } from '../../plugins/coverage/coverage.ts';
import type { Reason } from '../../plugins/coverage/reason.ts';
import {
  capacityReason,
  nameReason,
  noValuesReason,
  silentReason,
  sumReason,
  unreadableReason,
  waitingReason,
} from '../../plugins/coverage/series-reasons.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { sumParts } from '../../plugins/samples/related-series.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { absencesOf } from '../check/absences.ts';
import { firstSamples, neededSamples } from '../check/needed-samples.ts';
import { capacityAmong } from '../series/configured-target.ts';
import type { LookTime } from './series-details.ts';
import type { SeriesSight, WatchedSeries } from './watched-series.ts';

/** Series that are asked at length why they are not predicted, and the seconds after which no further one is. */
const [maxAsked, maxAskSeconds] = [500, 2];

/**
 * Judges which targets and hosts are predicted, and why others are not, from the names and values that Redis holds.
 *
 * @param monotonic seconds of the monotonic clock
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function lookAtCoverage(
  reader: WriteRedisReader,
  config: Pick<Config, 'targets'>,
  sight: SeriesSight,
  time: LookTime,
  monotonic: () => number,
): Promise<Coverage> {
  const { names } = sight;
  const end = time.monotonic + maxAskSeconds;
  const isTimeUp = (): boolean => monotonic() >= end;
  const asked = sight.series.filter(({ standing }) => standing !== 'predicted').slice(0, maxAsked);
  const found = await Promise.all(asked.map((one) => reasonOf(reader, one, names, time)));
  const reasons = new Map(asked.map(({ key }, index) => [key, found[index]!]));
  const seen = sight.series.map((one) => ({ ...one, state: 'fresh' as const }));
  const absences = await absencesOf(config, seen, {
    reader,
    names,
    cached: undefined,
    now: time.now,
    isTimeUp,
  });
  return coverageOf(
    Object.entries(config.targets).map(([target, options]) => ({
      target,
      config: options,
      series: [
        ...sight.series
          .filter((one) => one.target === target)
          .map(({ key, standing, identifier: { name, host } }) => {
            const reason = reasons.get(key) ?? (standing === 'predicted' ? undefined : unexplained);
            return { name, host, ...(reason && { reason }) };
          }),
        ...sight.malformed
          .filter((one) => one.target === target)
          .map(({ name }) => ({ name, host: hostOf(name), reason: nameReason })),
      ],
      absences: absences.get(target) ?? [],
    })),
  );
}

/** Nothing in Redis explains it. */
const unexplained: Reason = {
  kind: 'abstention',
  cause: 'no prediction of it comes back',
  cure: 'does dma predict run? dma check says more',
};

async function reasonOf(
  reader: WriteRedisReader,
  series: WatchedSeries,
  names: SeriesSight['names'],
  { now, monotonic }: LookTime,
): Promise<Reason> {
  const { config, identifier, newest, standing } = series;
  if (standing === 'late') return silentReason;
  try {
    const parts = await sumParts(reader, config.addends, config.series, identifier, names);
    if (parts.kind === 'incomplete') return sumReason(parts.problem);
    const { entries } = await reader.newest(identifier.name, firstSamples);
    const value = newest?.values[config.dataSource];
    if (newest && value === undefined)
      return unreadableReason(`it lacks data source ${config.dataSource} (counted from 0)`);
    if (entries.every(({ values }) => Number.isNaN(values[config.dataSource]))) return noValuesReason;
    const capacity = await capacityAmong(reader, config, identifier, names, now, undefined, monotonic);
    if ('problem' in capacity) return capacityReason(capacity.problem, capacity.isZero);
    const needed = neededSamples(series);
    const held = needed > firstSamples ? await reader.newest(identifier.name, needed) : { entries };
    return held.entries.length < needed ? waitingReason : unexplained;
  } catch (error) {
    if (error instanceof SeriesError) return unreadableReason(error.message);
    throw error;
  }
}
