import { studentTwoSidedQuantile } from '../maths/distributions.ts';

/**
 * Half width of the prediction interval of a straight line.
 *
 * Equation: t s sqrt(1 + 1/n + leverage) with t of Student's distribution for n - 2 degrees of freedom.
 *
 * @param standardError s, of the samples around the line
 * @param length n, at least 3
 * @param leverage (h - x̄)^2 / Sxx: how far from the middle of the samples the horizon is
 * @param level coverage, between 0 and 1
 */
export function lineHalfWidth(
  standardError: number,
  length: number,
  leverage: number,
  level: number,
): number {
  return studentTwoSidedQuantile(level, length - 2) * standardError * Math.sqrt(1 + 1 / length + leverage);
}
