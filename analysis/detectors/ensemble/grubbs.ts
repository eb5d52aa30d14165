import { studentTwoSidedTail } from '../../maths/distributions.ts';
import { safeScale, surpriseOf, threeSigma, type AnomalyTest, type FollowingTest } from './anomaly-test.ts';

const minSamples = 20;

/**
 * Grubbs' test for the newest sample as the one outlier of the recent ones: mean and deviation include it, and any of
 * the samples might have been the most extreme.
 *
 * Equations: G = |x - m| / s, t^2 = n (n - 2) G^2 / ((n - 1)^2 - n G^2), p = n P(|T| >= t) with n - 2 degrees of
 * freedom.
 * Source: Grubbs (1950), Sample criteria for testing outlying observations, Annals of Mathematical Statistics 21.
 */
export const grubbs = {
  name: 'Grubbs',
  votesFrom: threeSigma,
  weight: 0,
  follow: () => judge,
} satisfies AnomalyTest;

/** It keeps nothing of its own. */
const judge: FollowingTest = {
  judge(_time, value, recent) {
    const before = recent.length;
    if (before < minSamples) return Number.NaN;
    const n = before + 1;
    const distance = value - recent.mean;
    const mean = recent.mean + distance / n;
    const scale = safeScale(recent.standardDeviation, recent.mean);
    const squares = (before - 1) * scale ** 2 + distance * (value - mean);
    const squaredG = (value - mean) ** 2 / (squares / (n - 1));
    const rest = Math.max((n - 1) ** 2 - n * squaredG, Number.MIN_VALUE);
    const t = Math.sqrt((n * (n - 2) * squaredG) / rest);
    return surpriseOf(n * studentTwoSidedTail(t, n - 2));
  },
};
