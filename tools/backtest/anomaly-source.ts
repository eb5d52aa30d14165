import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { maxEnsembleSeconds } from '../../plugins/series/series-start.ts';
import { archiveWish } from '../archives/archive-arguments.ts';
import { readGivenArchive, type ArchiveStreams } from '../archives/given-archive.ts';
import { prometheusQuestion } from '../archives/prometheus-arguments.ts';
import type { Unit } from '../report/readable.ts';
import { chosenOf, horizonText } from '../series/chosen-horizon.ts';
import { requireSeries, seriesOfTarget } from '../series/configured-target.ts';
import { withRedis } from '../series/open-redis.ts';
import { readAnomalySeries, type AnomalySeries } from './anomaly-past.ts';
import { askedRange, type BacktestArguments } from './arguments.ts';
import { askedHorizon } from './replay-options.ts';
import { describeInterval } from './series-remarks.ts';

/** A series that a committee judges, with a past that is not to be told of. */
export interface AnomalySource extends AnomalySeries {
  readonly unit: Unit;
  /** Rows are told of from this time on, in epoch seconds; undefined for all. */
  readonly from: number | undefined;
}

/** Reads a series of Redis. @returns rejects with UsageError or OutsideError */
export async function storedSource(
  given: BacktestArguments,
  { redis }: Pick<Config, 'redis'>,
  target: TargetConfig,
  { stderr, secrets }: ArchiveStreams,
): Promise<AnomalySource> {
  const { target: name, host, series: identifier, horizon } = given;
  const config = { ...target, horizonSeconds: askedHorizon(given, target) };
  const clock = epochSeconds();
  const { from, to } = askedRange(given, clock);
  return withRedis(redis, secrets, async (reader) => {
    if (identifier !== undefined) await requireSeries(reader, identifier);
    const identifiers =
      name === undefined
        ? [identifier!]
        : await seriesOfTarget(reader, name, target, { host, series: identifier });
    const range = { identifiers, from, to, warmUpSeconds: maxEnsembleSeconds };
    const isOwn = horizon === undefined;
    const judged = { target: isOwn ? name : undefined, config };
    const past = await readAnomalySeries(reader, judged, range, { clock, stderr });
    return { ...past, from, unit: unitOf(parseIdentifier(identifiers[0]!)) };
  });
}

/**
 * Reads a series that was recorded. Values of a longer time are averages there: what is odd may lie on both sides.
 *
 * @returns rejects with UsageError or OutsideError
 */
export async function archivedSource(
  given: BacktestArguments,
  target: TargetConfig,
  streams: ArchiveStreams,
): Promise<AnomalySource> {
  const clock = epochSeconds();
  const horizon = askedHorizon(given, target);
  const wish = { ...archiveWish(given, 'average', clock), warmUpSeconds: maxEnsembleSeconds };
  const series = await readGivenArchive(given.file ?? prometheusQuestion(given, clock)!, wish, streams);
  const { name, samples } = series;
  const chosen = horizon === 'auto' ? chosenOf(name, samples) : undefined;
  const horizonSeconds = chosen?.horizonSeconds ?? Number(horizon);
  const remarks = chosen ? [horizonText(name, chosen)] : describeInterval(series, horizonSeconds);
  return {
    series: { ...series, remarks: [...series.remarks, ...remarks] },
    horizonSeconds,
    unit: 'plain',
    from: wish.from,
  };
}
