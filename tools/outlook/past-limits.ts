import type { Sample } from '../../analysis/window.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { SeriesNames } from '../../plugins/samples/series-names.ts';
import { capacityAmong } from '../series/configured-target.ts';
import { withCapacities } from '../series/moving-capacity.ts';
import type { WatchedSeries } from './watched-series.ts';

/** A limit that has changed by less than this share is drawn as one. */
const minChangeShare = 0.001;

/**
 * Reads the limit at the time of each sample, in the unit of the series, where it is a share of a capacity that has
 * changed.
 *
 * @param samples oldest first
 * @param now epoch seconds
 * @returns none where the limit was the same all the time, or is not known; rejects as the reader does
 */
export async function pastLimits(
  reader: WriteRedisReader,
  { config, identifier }: Pick<WatchedSeries, 'config' | 'identifier'>,
  names: SeriesNames,
  samples: readonly Sample[],
  now: number,
): Promise<readonly Sample[]> {
  const { limit, horizonSeconds } = config;
  if (typeof limit !== 'object' || samples.length === 0) return [];
  const found = await capacityAmong(reader, config, identifier, names, now);
  if (!('value' in found) || !found.parts) return [];
  const limits = (await withCapacities(reader, samples, found.parts, horizonSeconds, now)).flatMap(
    ({ time, capacity }) =>
      capacity === undefined ? [] : [{ time, value: limit.shareOfCapacity * capacity }],
  );
  const values = limits.map(({ value }) => value);
  const [lowest, highest] = [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), 0),
  ];
  return highest - lowest > minChangeShare * highest ? limits : [];
}
