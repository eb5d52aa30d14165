import { studentTwoSidedTail } from '../../maths/distributions.ts';
import { safeScale, surpriseOf, threeSigma, type AnomalyTest, type FollowingTest } from './anomaly-test.ts';

const minSamples = 20;

/**
 * Three sigma over a moving window: how many standard deviations of the recent samples the newest one is from their
 * mean.
 *
 * Equation: t = |x - m| / (s sqrt(1 + 1/n)), Student's distribution with n - 1 degrees of freedom.
 * Source: Shewhart (1931), Economic control of quality of manufactured product.
 */
export const movingSigma = {
  name: 'three sigma',
  votesFrom: threeSigma,
  weight: 0,
  follow: () => judge,
} satisfies AnomalyTest;

/** It keeps nothing of its own. */
const judge: FollowingTest = {
  judge(_time, value, recent) {
    const { length, mean } = recent;
    if (length < minSamples) return Number.NaN;
    const scale = safeScale(recent.standardDeviation, mean) * Math.sqrt(1 + 1 / length);
    return surpriseOf(studentTwoSidedTail(Math.abs(value - mean) / scale, length - 1));
  },
};
