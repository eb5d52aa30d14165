/**
 * How far a bend is followed when the forecast is asked for `ahead`: all the way up to `reach`, more and more slowly
 * beyond it, never further than twice `reach`.
 *
 * Equation: h up to R, R (2 - e^(1 - h/R)) beyond, which is smooth at R. What bends wildly far outside the samples is
 * then bounded by what it is at 2 R, whatever the horizon. Same unit for both, above 0.
 */
export function dampedReach(ahead: number, reach: number): number {
  return ahead <= reach ? ahead : reach * (2 - Math.exp(1 - ahead / reach));
}
