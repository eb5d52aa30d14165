import type { BinnedPast } from './binned-past.ts';

/**
 * Cuts the points of a past, from one of them to the newest, into blocks of as equal numbers as can be, and averages
 * each.
 *
 * @param from index of the first point
 * @param mostBlocks no more blocks than this, and than there are points
 * @param times is filled with the mean time of each block
 * @param values is filled with the mean value of each
 * @returns how many blocks there are
 */
export function averageBlocks(
  past: BinnedPast,
  from: number,
  mostBlocks: number,
  times: Float64Array,
  values: Float64Array,
): number {
  const points = past.length - from;
  const blocks = Math.min(mostBlocks, points);
  for (let block = 0; block < blocks; block++) {
    const start = from + Math.floor((block * points) / blocks);
    const end = from + Math.floor(((block + 1) * points) / blocks);
    times[block] = past.meanTime(start, end);
    values[block] = past.meanValue(start, end);
  }
  return blocks;
}
