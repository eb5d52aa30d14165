import { hostOf, isOwnName } from '../../plugins/collectd/identifier.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import { silenceByEntries } from '../../plugins/samples/silence-to-forget.ts';
import type { FoundSeries } from '../../plugins/series/series-start.ts';
import { TargetMatches } from '../../plugins/prediction/target-matches.ts';
import { awaitArrivals } from './awaited-arrivals.ts';
import { riskNameOf } from './given-back.ts';
import { freshIntervals, isRecent, offsetOf } from './recent.ts';
import type { SeenSeries, SeriesState, SightParts } from './sight.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { checkTimes, minAheadSeconds } from '../../plugins/samples/series-clock.ts';
import type { SeriesNames } from '../../plugins/samples/series-names.ts';

/** The series of all targets. */
export interface Sight {
  /** In the order of the targets and of their arrival. */
  readonly series: readonly SeenSeries[];
  /** Number of series that were not looked at, because time was up. */
  readonly unseen: number;
}

/** Number of series that are asked for at once. */
const seriesAtOnce = 1000;
/** The longest interval after which a second sample is waited for. */
const maxYoungSeconds = 600;
/** After its start collectd has read everything once within this time. */
const maxStartSeconds = 30;
/**
 * Looks at the newest samples of all series that the targets match, the ones in collectd's cache first. What seems late
 * and is not in the cache is read again some seconds later: samples with old times come from a clock that is behind.
 *
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function lookAtSeries(
  targets: Readonly<Record<string, TargetConfig>>,
  parts: SightParts,
): Promise<Sight> {
  const found = Object.entries(targets).flatMap(([target, config]) => matchesOf(target, config, parts.names));
  const { cached } = parts;
  const isCached = ({ identifier }: FoundSeries): boolean => cached?.has(identifier.name) ?? false;
  const ordered = cached ? [...found.filter(isCached), ...found.filter((one) => !isCached(one))] : found;
  // What is given back for a host does not come from it.
  const hosts = new Set([...(cached?.keys() ?? [])].filter((name) => !isOwnName(name)).map(hostOf));
  const seen = new Map<FoundSeries, SeenSeries>();
  for (let start = 0; start < ordered.length && !parts.isTimeUp(); start += seriesAtOnce)
    // All at once: the client sends them as one stream.
    for (const one of await Promise.all(
      ordered.slice(start, start + seriesAtOnce).map((series) => lookAtOne(series, parts)),
    ))
      seen.set(one.found, one.series);
  const undecided = [...seen].filter(
    ([{ identifier }, { state, ageSeconds }]) =>
      (state === 'late' || state === 'gone' || isFromFuture(ageSeconds)) && !hosts.has(identifier.host),
  );
  for (const [one, arrived] of await awaitArrivals(undecided, parts)) seen.set(one, arrived);
  const series = found.flatMap((one) => seen.get(one) ?? []);
  return { series, unseen: found.length - series.length };
}

function matchesOf(target: string, config: TargetConfig, names: SeriesNames): readonly FoundSeries[] {
  const matches = new TargetMatches(target, config);
  matches.update({ added: names.all.map(({ name }) => name), gone: new Set() }, names);
  return matches.found;
}

async function lookAtOne(
  found: FoundSeries,
  parts: SightParts,
): Promise<{ readonly found: FoundSeries; readonly series: SeenSeries }> {
  const { reader, cached, now, startedSeconds = Number.POSITIVE_INFINITY } = parts;
  const { name } = found.identifier;
  try {
    const { entries } = await reader.newest(name, 3);
    checkTimes(entries);
    const [newest, before] = entries.toReversed();
    const ageSeconds = newest ? now - newest.time : Number.POSITIVE_INFINITY;
    const intervalSeconds = newest && before ? newest.time - before.time : undefined;
    const isForgotten = newest !== undefined && ageSeconds > silenceByEntries(entries);
    const cachedTime = cached?.get(name);
    const isStored =
      newest !== undefined &&
      cachedTime !== undefined &&
      isRecent(cachedTime - newest.time, intervalSeconds ?? maxYoungSeconds / freshIntervals);
    // dma predict has seen a sample arrive less than two intervals ago, though it may have been from the cache.
    const isPredicted = cachedTime === undefined && cached?.has(riskNameOf(found));
    const isNew =
      (startedSeconds < maxStartSeconds && !isForgotten) || (!before && ageSeconds <= maxYoungSeconds);
    const state = (): SeriesState => {
      if (isRecent(ageSeconds, intervalSeconds) || isStored || isPredicted)
        return intervalSeconds === undefined ? 'young' : 'fresh';
      if (isNew) return 'young';
      if (cachedTime !== undefined) return 'unstored';
      return isForgotten || newest === undefined ? 'gone' : 'late';
    };
    // A sample that collectd holds as its newest one has arrived.
    const hasArrived = isStored && (before !== undefined || Math.abs(cachedTime - newest.time) < 1);
    const offsetSeconds = hasArrived ? offsetOf(newest, now, intervalSeconds) : 0;
    return {
      found,
      series: { ...found, state: state(), newest, ageSeconds, intervalSeconds, offsetSeconds },
    };
  } catch (error) {
    if (!(error instanceof SeriesError)) throw error;
    const unknown = {
      newest: undefined,
      ageSeconds: Number.POSITIVE_INFINITY,
      intervalSeconds: undefined,
      offsetSeconds: 0,
    };
    return { found, series: { ...found, state: 'unreadable', problem: error.message, ...unknown } };
  }
}

function isFromFuture(ageSeconds: number): boolean {
  return ageSeconds < -minAheadSeconds;
}
