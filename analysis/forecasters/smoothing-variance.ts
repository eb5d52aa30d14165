/**
 * The variance of the error at `steps` steps, as a factor of the variance at one step, for
 * exponential smoothing with additive errors: 1 + the sum over j from 1 to steps - 1 of c_j^2, with
 * c_j = alpha + beta (phi + ... + phi^j).
 *
 * Written in closed form, so that a fraction of a step and a million steps cost the same; below one step it is 1.
 * Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 8.7 (the table of forecast
 * variances).
 *
 * @param beta of the trend, as a share of the whole error: alpha times the beta of the component form
 * @param phi damping per step, above 0, at most 1 (not damped)
 */
export function trendVariance(steps: number, alpha: number, beta: number, phi: number): number {
  const h = Math.max(1, steps);
  if (phi === 1) {
    return 1 + (h - 1) * (alpha * alpha + alpha * beta * h + (beta * beta * h * (2 * h - 1)) / 6);
  }
  const undamped = 1 - phi;
  const power = phi ** h;
  const steady = ((beta * phi * h) / undamped ** 2) * (2 * alpha * undamped + beta * phi);
  const fading =
    ((beta * phi * (1 - power)) / (undamped ** 2 * (1 - phi * phi))) *
    (2 * alpha * (1 - phi * phi) + beta * phi * (1 + 2 * phi - power));
  return 1 + alpha * alpha * (h - 1) + steady - fading;
}

/**
 * The share of an additive season on top of `trendVariance`: `gamma` once more for each whole period passed. Same
 * source.
 */
export function seasonVariance(
  steps: number,
  alpha: number,
  beta: number,
  gamma: number,
  period: number,
): number {
  const periods = Math.floor((Math.max(1, steps) - 1) / period);
  return gamma * periods * (2 * alpha + gamma + beta * period * (periods + 1));
}
