import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { isReport } from '../../plugins/self/other-predictors.ts';
import { lateReportSeconds, newestTime } from './predictions.ts';

export interface StoredNames {
  readonly reader: Pick<WriteRedisReader, 'newest'>;
  /** The names of all series in Redis. */
  readonly stored: readonly string[];
  /** Epoch seconds of each series' newest value in the cache of a collectd that writes there; undefined without. */
  readonly cached: ReadonlyMap<string, number> | undefined;
  /** Epoch seconds. */
  readonly now: number;
}

/**
 * The names of the series to look at: those in Redis. Where a `dma predict` reports to this collectd and nothing of it
 * comes into Redis, write_redis does not write there, and may not have done since Redis was empty: then also those in
 * collectd's cache.
 *
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function namesToLookAt({
  reader,
  stored,
  cached,
  now,
}: StoredNames): Promise<readonly string[]> {
  const reports = [...(cached ?? [])].filter(
    ([name, time]) => isReport(name) && now - time <= lateReportSeconds,
  );
  if (cached === undefined || reports.length === 0) return stored;
  const times = await Promise.all(reports.map(([name]) => newestTime(reader, name)));
  const isStored = reports.some(
    ([, time], index) => time - (times[index] ?? Number.NEGATIVE_INFINITY) <= lateReportSeconds,
  );
  return isStored ? stored : [...new Set([...stored, ...cached.keys()])];
}
