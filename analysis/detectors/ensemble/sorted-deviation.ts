/**
 * The median distance of sorted values from their median: the values nearest to it are taken in turn from both sides.
 * O(count); 0 without a value.
 *
 * @param sorted ascending; the first `count` are looked at
 */
export function sortedDeviation(sorted: Float64Array, count: number, median: number): number {
  let above = 0;
  while (above < count && sorted[above]! < median) above++;
  let below = above - 1;
  let distance = 0;
  for (let taken = 0; taken <= (count - 1) >> 1; taken++) {
    const down = below >= 0 ? median - sorted[below]! : Number.POSITIVE_INFINITY;
    const up = above < count ? sorted[above]! - median : Number.POSITIVE_INFINITY;
    distance = Math.min(down, up);
    if (down <= up) below--;
    else above++;
  }
  return distance;
}
