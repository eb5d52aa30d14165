import { hostOf } from '../../plugins/collectd/identifier.ts';
import { forgottenSeconds } from '../../plugins/samples/silence-to-forget.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import type { Shard } from '../../plugins/samples/shard.ts';
import { isReport } from '../../plugins/self/other-predictors.ts';
import { lateReportSeconds } from '../check/predictions.ts';

/** One `dma predict`, as it reports on itself every ten seconds. */
export interface PredictorSight {
  readonly host: string;
  /** The name of its Redis, where there are several. */
  readonly store?: string;
  /** False when the last report is late. */
  readonly isAlive: boolean;
  /** Seconds since the last report. */
  readonly ageSeconds: number;
  /** Number of series that it predicts, and that it should predict and does not; undefined when not reported. */
  readonly series: number | undefined;
  readonly unpredicted: number | undefined;
  /** Number of series that several writers write; absent when not reported. */
  readonly mixed?: number;
  /** Number of hosts whose clock is wrong; absent when not reported. */
  readonly wrongClocks?: number;
  /** Number of other dma predict that give the same values; absent when not reported. */
  readonly duplicates?: number;
  /** Mean seconds of its last rounds. */
  readonly roundSeconds: number | undefined;
  /** The part of the hosts that it predicts; absent for all. */
  readonly shard?: Shard;
}

/**
 * Finds every `dma predict` that writes to this Redis, by its host. One that has been silent for an hour is left out,
 * unless there is no other.
 *
 * @param known the names that Redis holds
 * @param now epoch seconds
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function lookAtPredictors(
  reader: Pick<WriteRedisReader, 'newest'>,
  known: ReadonlySet<string>,
  now: number,
): Promise<readonly PredictorSight[]> {
  const reports = [...known].filter(isReport);
  const found = await Promise.all(reports.map((name) => lookAt(reader, name, now)));
  const recent = found.filter(({ ageSeconds }) => ageSeconds <= forgottenSeconds);
  const newest = found.toSorted((a, b) => a.ageSeconds - b.ageSeconds).slice(0, 1);
  return recent.length > 0 ? recent : newest;
}

async function lookAt(
  reader: Pick<WriteRedisReader, 'newest'>,
  report: string,
  now: number,
): Promise<PredictorSight> {
  const before = report.slice(0, report.lastIndexOf('gauge-'));
  const read = async (value: string) => {
    try {
      return (await reader.newest(before + value, 1)).entries.at(-1);
    } catch (error) {
      if (error instanceof SeriesError) return undefined;
      throw error;
    }
  };
  const [series, unpredicted, mixed, wrongClocks, duplicates, round, shard, shards] = await Promise.all(
    [
      'gauge-series',
      'gauge-unpredicted',
      'gauge-mixed',
      'gauge-wrong_clocks',
      'gauge-duplicates',
      'duration-round',
      'gauge-shard',
      'gauge-shards',
    ].map(read),
  );
  // Older ones are of an earlier process.
  const [index, count] = [shard, shards].map((value) =>
    value && series && series.time - value.time <= lateReportSeconds ? value.values[0] : undefined,
  );
  // The clock of another host may be ahead.
  const ageSeconds = Math.abs(now - (series?.time ?? Number.NEGATIVE_INFINITY));
  return {
    host: hostOf(report),
    isAlive: ageSeconds <= lateReportSeconds,
    ageSeconds,
    series: series?.values[0],
    unpredicted: unpredicted?.values[0],
    roundSeconds: round?.values[0],
    ...(mixed?.values[0] !== undefined && { mixed: mixed.values[0] }),
    ...(wrongClocks?.values[0] !== undefined && { wrongClocks: wrongClocks.values[0] }),
    ...(duplicates?.values[0] !== undefined && { duplicates: duplicates.values[0] }),
    ...(index !== undefined && count !== undefined && { shard: { index, count } }),
  };
}
