import { normalTail } from '../maths/distributions.ts';
import type { Likeness } from './shifts.ts';

/**
 * The score has to be this many times that at any other shift: what repeats is a season, also one of which the grid
 * holds only two.
 */
const minAbove = 2;

/** Less explains too little to be told, however sure it is; the fewer steps, the more chance has to be kept out. */
const minCorrelationOf = (length: number): number => Math.max(0.3, Math.min(0.6, 6.5 / Math.sqrt(length)));

/**
 * The number of comparisons that would be as surprising by chance; undefined for two series that do not move
 * together.
 *
 * @param length steps that were compared
 * @param tests how many comparisons were made: each counts (Bonferroni)
 */
export function expectedByChance(
  { correlation, score, otherScore }: Likeness,
  length: number,
  tests: number,
): number | undefined {
  const isOnce = score > 2 && score > minAbove * otherScore;
  return isOnce && Math.abs(correlation) >= minCorrelationOf(length)
    ? 2 * normalTail(score) * tests
    : undefined;
}
