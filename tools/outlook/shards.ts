import { firstOf } from '../check/first-of.ts';
import type { PredictorSight } from './predictors.ts';

/**
 * Says which shards of `dma predict` are missing among those that report, or that their numbers do not fit together.
 * Shards that are silent are left out: that is told of each.
 *
 * @returns undefined where all are there, and where there are no shards
 */
export function shardFault(predictors: readonly PredictorSight[]): string | undefined {
  const alive = predictors.filter(({ isAlive }) => isAlive).flatMap(({ shard }) => shard ?? []);
  const counts = [...new Set(alive.map(({ count }) => count))].toSorted((a, b) => a - b);
  const [count] = counts;
  if (count === undefined) return undefined;
  if (counts.length > 1)
    return `dma predict runs with --shard .../${counts.join(' and .../')}: hosts may be predicted twice, or not at all; start all with one count`;
  const known = new Set(predictors.flatMap(({ shard }) => (shard?.count === count ? shard.index : [])));
  const missing = Array.from({ length: count }, (_, index) => index).filter((index) => !known.has(index));
  if (missing.length === 0) return undefined;
  const names = firstOf(
    missing.map((index) => `${index}/${count}`),
    ', ',
  );
  return `no dma predict --shard ${names} reports, and its hosts are not predicted: start it (dma-predict@${missing[0]})`;
}
