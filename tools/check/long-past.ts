import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import type { Finding } from './finding.ts';
import type { SeenSeries } from './sight.ts';

/** Some 25 MB for each series. */
const manySamples = 200_000;
/** A sample is looked for in this number of intervals. */
const lookIntervals = 1000;

export interface PastParts {
  readonly reader: Pick<WriteRedisReader, 'after'>;
  /** Epoch seconds. */
  readonly now: number;
}

/**
 * Says when Redis keeps very many samples of a series: the write_redis of some machine may have no bound.
 *
 * @param living the series of all targets that get samples; one of each target is looked at
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function checkLongPast(
  living: readonly SeenSeries[],
  parts: PastParts,
): Promise<Finding | undefined> {
  const byTarget = new Map(living.map((one) => [one.target, one]));
  for (const one of byTarget.values()) {
    const { name, host } = one.identifier;
    if (!(await hasLongPast(one, parts))) continue;
    const text = `keeps more than ${manySamples} samples of ${name}, and may grow until its memory is full: has the write_redis of ${host} a MaxSetSize or MaxSetDuration?`;
    return { subject: 'Redis', ok: true, kind: 'note', text };
  }
  return undefined;
}

/** True when there are samples that long ago, and half as long ago: a single old one is left from before a pause. */
async function hasLongPast(
  { identifier, intervalSeconds = 0 }: SeenSeries,
  { reader, now }: PastParts,
): Promise<boolean> {
  if (intervalSeconds <= 0) return false;
  const hasAt = async (samples: number): Promise<boolean> => {
    const until = now - samples * intervalSeconds;
    const { entries } = await reader.after(
      identifier.name,
      until - lookIntervals * intervalSeconds,
      1,
      until,
    );
    return entries.length > 0;
  };
  try {
    return (await hasAt(manySamples)) && (await hasAt(manySamples / 2));
  } catch (error) {
    if (error instanceof SeriesError) return false;
    throw error;
  }
}
