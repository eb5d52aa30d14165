import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { monotonicSeconds } from '../../plugins/process/clock.ts';
import { OutsideError } from '../process/command-error.ts';
import { ProgressBar, type ProgressStream } from '../report/progress-bar.ts';
import { readRedisSeries, type SeriesRange } from '../series/redis-series.ts';
import type { SeriesInput } from '../series/series-input.ts';
import { horizonOfSeries } from '../series/series-horizon.ts';

/** A series that a committee judges, and how far ahead its target looks. */
export interface AnomalySeries {
  readonly series: SeriesInput;
  readonly horizonSeconds: number;
}

/**
 * Reads the past of one series of a target with an ensemble.
 *
 * @param judged its target, undefined where that is not to say the horizon, with its options
 * @returns rejects with OutsideError when it is not there, or is not what write_redis writes
 */
export async function readAnomalySeries(
  reader: WriteRedisReader,
  { target, config }: { readonly target: string | undefined; readonly config: TargetConfig },
  range: Omit<SeriesRange, 'dataSource'>,
  { clock, stderr }: { readonly clock: number; readonly stderr: ProgressStream },
): Promise<AnomalySeries> {
  const name = range.identifiers[0]!;
  const bar = new ProgressBar(stderr, 'Reading', monotonicSeconds);
  try {
    const horizon = await horizonOfSeries(reader, { target, config, name }, range.to ?? clock);
    const whole = { ...range, dataSource: config.dataSource };
    const read = await readRedisSeries(reader, whole, clock, (share) => bar.update(share));
    const remarks = [...(horizon.remark ? [horizon.remark] : []), ...read.remarks];
    return { series: { ...read, remarks }, horizonSeconds: horizon.seconds };
  } catch (error) {
    if (!(error instanceof SeriesError)) throw error;
    throw new OutsideError(`${name}: ${error.message}; write_redis did not write it`, { cause: error });
  } finally {
    bar.end();
  }
}
