import { medianInPlace } from './quantile.ts';

const maxPoints = 16;
const pairSlopes = new Float64Array((maxPoints * (maxPoints - 1)) / 2);

/**
 * The median of the slopes between all pairs of the first `count` points, in units of the value per unit of time; NaN
 * for a single point. O(count²), no allocation.
 *
 * Source: Sen (1968), Estimates of the regression coefficient based on Kendall's tau, JASA 63.
 *
 * @param times all different
 * @param count at most 16
 */
export function medianSlope(times: Float64Array, values: Float64Array, count: number): number {
  let pairs = 0;
  for (let j = 1; j < count; j++) {
    for (let i = 0; i < j; i++) {
      pairSlopes[pairs++] = (values[j]! - values[i]!) / (times[j]! - times[i]!);
    }
  }
  return medianInPlace(pairSlopes, pairs);
}
