import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { monotonicSeconds } from '../../plugins/process/clock.ts';
import { isNeverNegative, readTypesDb, unitOf } from '../../plugins/collectd/types-db.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { SampleOfShare } from '../../plugins/samples/capacity-track.ts';
import { pastHorizons } from '../../plugins/samples/past-loader.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { outputNames } from '../../plugins/series/prediction-values.ts';
import { minimumOf } from '../../plugins/series/value-bounds.ts';
import { OutsideError } from '../process/command-error.ts';
import { ProgressBar, type ProgressStream } from '../report/progress-bar.ts';
import { capacityOfTarget, limitOfTarget } from '../series/configured-target.ts';
import { horizonOfSeries } from '../series/series-horizon.ts';
import { samplesOfShare } from '../series/moving-capacity.ts';
import { readRedisSeries } from '../series/redis-series.ts';
import type { BacktestArguments } from './arguments.ts';
import type { BacktestJob } from './backtest.ts';
import type { Detection } from './chosen-detector.ts';
import { askedHorizon, replayOptions } from './replay-options.ts';

/** A series to replay, and how. */
export type Source = Pick<BacktestJob, 'series' | 'options' | 'unit' | 'since'>;

/** The part of the past that is asked for, and what is known of the series. */
export interface Wanted {
  readonly identifiers: readonly string[];
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly limit: number | undefined;
  /** Epoch seconds. */
  readonly clock: number;
  readonly detection: Detection;
  /** The lower bound of forecasts. */
  readonly minimum: number;
}

/** The same replay in percent of a capacity that moves. */
function asShare(source: Source, samples: readonly SampleOfShare[], shareOfCapacity: number): Source {
  const { series, options } = source;
  const remark = `${series.name}: its capacity changes, so it is replayed as a share of it, in percent`;
  return {
    ...source,
    series: { ...series, samples, remarks: [...series.remarks, remark] },
    options: { ...options, shareOfCapacity, limit: 100 * shareOfCapacity },
    unit: 'plain',
  };
}

/** The lower bound of the forecasts of a series, as `dma predict` has it. */
export function minimumOfSeries(
  { typesDb: file }: Config,
  { dataSource, output }: TargetConfig,
  name: string,
): number {
  const typesDb = readTypesDb(file);
  const identifier = parseIdentifier(name);
  const knowledge = {
    isNeverNegative: (type: string, source: number): boolean => isNeverNegative(typesDb, type, source),
  };
  return minimumOf(knowledge, identifier, dataSource, {
    names: outputNames(identifier.host, 'any', output, []),
  });
}

/**
 * Reads the past of one series of a target from Redis, with the options of its replay.
 *
 * @param given options that override the target
 * @returns rejects with OutsideError when it is not there, or is not what write_redis writes
 */
export async function readTargetPast(
  given: Partial<BacktestArguments>,
  streams: { readonly stderr: ProgressStream },
  reader: WriteRedisReader,
  target: TargetConfig,
  wanted: Wanted,
): Promise<Source> {
  try {
    return await readTarget(given, streams, reader, target, wanted);
  } catch (error) {
    if (!(error instanceof SeriesError)) throw error;
    throw new OutsideError(`${wanted.identifiers[0]}: ${error.message}; write_redis did not write it`, {
      cause: error,
    });
  }
}

async function readTarget(
  given: Partial<BacktestArguments>,
  { stderr }: { readonly stderr: ProgressStream },
  reader: WriteRedisReader,
  target: TargetConfig,
  { identifiers, from, to, limit, clock, detection, minimum }: Wanted,
): Promise<Source> {
  const identifier = identifiers[0]!;
  const bound = limit ?? (await limitOfTarget(reader, target, identifier, clock));
  const found =
    given.target === undefined ? undefined : await capacityOfTarget(reader, target, identifier, clock);
  const capacity = found && 'value' in found ? found.value : undefined;
  const parts = found && 'value' in found && limit === undefined ? found.parts : undefined;
  const asked = askedHorizon(given, target);
  const isOwn = target.horizonSeconds === 'auto' && given.horizon === undefined;
  const horizon = await horizonOfSeries(
    reader,
    {
      target: isOwn ? given.target : undefined,
      config: { ...target, horizonSeconds: asked },
      name: identifier,
    },
    to ?? clock,
  );
  const options = {
    ...replayOptions(given, target, bound, horizon.seconds),
    minimum,
    capacity,
    ...detection,
  };
  const warmUpSeconds = pastHorizons * options.horizonSeconds;
  const range = { identifiers, dataSource: target.dataSource, from, to, warmUpSeconds };
  const bar = new ProgressBar(stderr, 'Reading', monotonicSeconds);
  try {
    const read = await readRedisSeries(reader, range, clock, (share) => bar.update(share));
    const series = { ...read, remarks: [...(horizon.remark ? [horizon.remark] : []), ...read.remarks] };
    const unit = unitOf(parseIdentifier(identifier));
    const plain = { series, options, unit, since: from };
    if (!parts || typeof target.limit === 'number') return plain;
    const samples = await samplesOfShare(reader, series.samples, parts, options.horizonSeconds, clock);
    return samples ? asShare(plain, samples, target.limit.shareOfCapacity) : plain;
  } finally {
    bar.end();
  }
}
