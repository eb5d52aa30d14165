/**
 * P(Z <= z) of the standard normal distribution, absolute error below 8e-8.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17.
 */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * polynomial;
  return z >= 0 ? 1 - tail : tail;
}

/**
 * P(Z > z) of the standard normal distribution for z of at least 2, where {@link normalCdf} has no digits left:
 * relative error below 1e-6.
 *
 * Source: Laplace's continued fraction, Abramowitz and Stegun, 26.2.14.
 */
export function normalTail(z: number): number {
  let denominator = z;
  for (let k = 40; k >= 1; k--) denominator = z + k / denominator;
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) / denominator;
}

/** P(|Z| >= z) of the standard normal distribution, relative error below 1e-5. @param z at least 0 */
export function normalTwoSidedTail(z: number): number {
  return 2 * (z < 2 ? 1 - normalCdf(z) : normalTail(z));
}

/**
 * The z with P(Z <= z) = p, for p between 0 and 1, absolute error below 3e-6 for p from 0.005 to 0.995, and below
 * 4e-5 for p from 0.0005 to 0.9995.
 *
 * Bisection on the cdf; answers are remembered.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability lies between 0 and 1, not ${p}`);
  const known = normalQuantiles.get(p);
  if (known !== undefined) return known;
  const quantile = bisect(-9, 9, (z) => normalCdf(z) < p);
  normalQuantiles.set(p, quantile);
  return quantile;
}

/** Bounded by the levels in use. */
const normalQuantiles = new Map<number, number>();

/**
 * The t with P(|T| <= t) = level, for Student's distribution with `degreesOfFreedom` (a whole number from 1).
 *
 * The cdf is the finite trigonometric series of Abramowitz and Stegun, 26.7.3 and 26.7.4, inverted by bisection;
 * answers are remembered.
 */
export function studentTwoSidedQuantile(level: number, degreesOfFreedom: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`a level lies between 0 and 1, not ${level}`);
  const key = `${level}/${degreesOfFreedom}`;
  const known = quantiles.get(key);
  if (known !== undefined) return known;
  const angle = bisect(0, Math.PI / 2, (theta) => studentTwoSidedCdf(theta, degreesOfFreedom) < level);
  const quantile = Math.sqrt(degreesOfFreedom) * Math.tan(angle);
  quantiles.set(key, quantile);
  return quantile;
}

/**
 * P(|T| >= t) of Student's distribution, absolute error below 1e-14.
 *
 * @param t at least 0
 * @param degreesOfFreedom a whole number from 1
 */
export function studentTwoSidedTail(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  return Math.max(0, 1 - studentTwoSidedCdf(angle, degreesOfFreedom));
}

/**
 * P(K >= d) of Kolmogorov's distribution: the largest distance of two empirical distributions times the root of
 * their effective size.
 *
 * Source: Kolmogorov (1933); the series of Smirnov (1948), Annals of Mathematical Statistics 19.
 *
 * @param d at least 0
 */
export function kolmogorovTail(d: number): number {
  // The series converges slowly where the probability is 1 all the same.
  if (d < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 8; k++) {
    const term = Math.exp(-2 * k * k * d * d);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-16) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/** Bounded by levels in use times window sizes. */
const quantiles = new Map<string, number>();

/** P(|T| <= sqrt(n) tan(theta)). */
function studentTwoSidedCdf(theta: number, n: number): number {
  const cosSquared = Math.cos(theta) ** 2;
  let term = 1;
  let sum = n === 1 ? 0 : 1;
  for (let k = n % 2 === 0 ? 2 : 3; k <= n - 2; k += 2) {
    term *= (cosSquared * (k - 1)) / k;
    sum += term;
  }
  if (n % 2 === 0) return Math.sin(theta) * sum;
  return (2 / Math.PI) * (theta + Math.sin(theta) * Math.cos(theta) * sum);
}

function bisect(low: number, high: number, isBelow: (x: number) => boolean): number {
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
