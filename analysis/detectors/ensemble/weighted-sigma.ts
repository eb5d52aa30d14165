import { normalTwoSidedTail } from '../../maths/distributions.ts';
import { safeScale, surpriseOf, threeSigma, type AnomalyTest, type FollowingTest } from './anomaly-test.ts';

const minSamples = 20;
/** The newest sample weighs one part in this many. */
const memorySamples = 300;

/**
 * Three sigma over an exponentially weighted past of 300 samples.
 *
 * Equations: m' = m + a d, v' = (1 - a)(v + a d^2), d = x - m; z = |d| / sqrt(v), normal distribution.
 * Source: Roberts (1959), Control chart tests based on geometric moving averages, Technometrics 1; for the variance,
 * Finch (2009), Incremental calculation of weighted mean and variance.
 */
export const weightedSigma = {
  name: 'weighted three sigma',
  votesFrom: threeSigma,
  weight: 0,
  follow: () => new WeightedPast(),
} satisfies AnomalyTest;

class WeightedPast implements FollowingTest {
  #samples = 0;
  #mean = 0;
  #variance = 0;

  judge(_time: number, value: number): number {
    const scale = safeScale(Math.sqrt(this.#variance), this.#mean);
    const distance = value - this.#mean;
    const surprise =
      this.#samples < minSamples ? Number.NaN : surpriseOf(normalTwoSidedTail(Math.abs(distance) / scale));
    // The mean of all until there are that many.
    const share = Math.max(1 / memorySamples, 1 / ++this.#samples);
    this.#mean += share * distance;
    this.#variance = this.#samples === 1 ? 0 : (1 - share) * (this.#variance + share * distance * distance);
    return surprise;
  }
}
