import { normalTwoSidedTail } from '../../maths/distributions.ts';
import { safeScale, surpriseOf, threeSigma, type AnomalyTest, type FollowingTest } from './anomaly-test.ts';

const minSamples = 20;
/** The median deviation of a normal distribution, times this, is its standard deviation. */
const consistency = 1.4826;
/** More than half of equal values have no median deviation: this share of their standard deviation is the least. */
const leastShare = 0.25;

/**
 * The distance of the newest sample from the median, in median absolute deviations: outliers do not move either.
 *
 * Equation: z = |x - median| / (1.4826 MAD), normal distribution.
 * Source: Hampel (1974), The influence curve and its role in robust estimation, JASA 69.
 */
export const medianDeviation = {
  name: 'median absolute deviation',
  votesFrom: 2 * threeSigma,
  weight: 0,
  follow: () => judge,
} satisfies AnomalyTest;

/** It keeps nothing of its own. */
const judge: FollowingTest = {
  judge(_time, value, recent) {
    if (recent.length < minSamples) return Number.NaN;
    const { median } = recent;
    const spread = Math.max(consistency * recent.medianDeviation, leastShare * recent.standardDeviation);
    return surpriseOf(normalTwoSidedTail(Math.abs(value - median) / safeScale(spread, median)));
  },
};
