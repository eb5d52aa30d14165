import { studentTwoSidedTail } from '../../maths/distributions.ts';
import { safeScale, surpriseOf, threeSigma, type AnomalyTest, type FollowingTest } from './anomaly-test.ts';
import type { RecentSamples } from './recent-samples.ts';

/** Samples of the line. */
const lineSamples = 20;
const minErrors = 20;
/** Errors of this many samples are remembered; they are not independent of each other. */
const memorySamples = 300;
const degreesOfFreedom = 30;

/**
 * The residual of the newest sample from the least-squares line through the twenty before it, against the residuals
 * before: a jump within a trend.
 *
 * Equations: with u = -19 to 0 for the samples of the line, b = sum (u - mean u)(y - mean y) / sum (u - mean u)^2, r =
 * x - (mean y + b (1 - mean u)); t = |r| / s, Student's distribution.
 */
export const leastSquares = {
  name: 'least squares',
  votesFrom: threeSigma,
  weight: 0,
  follow: () => new LineResidual(),
} satisfies AnomalyTest;

const meanPlace = (lineSamples - 1) / 2;
const squaredPlaces = (lineSamples * (lineSamples ** 2 - 1)) / 12;

class LineResidual implements FollowingTest {
  #errors = 0;
  #squares = 0;

  judge(time: number, value: number, recent: RecentSamples): number {
    if (recent.length < lineSamples) return Number.NaN;
    let mean = 0;
    let products = 0;
    for (let age = 0; age < lineSamples; age++) {
      const y = recent.value(age);
      mean += y / lineSamples;
      products += (meanPlace - age) * y;
    }
    const residual = value - (mean + (products / squaredPlaces) * (meanPlace + 1));
    const scale = safeScale(Math.sqrt(this.#squares), mean);
    const surprise =
      this.#errors < minErrors
        ? Number.NaN
        : surpriseOf(studentTwoSidedTail(Math.abs(residual) / scale, degreesOfFreedom));
    if (recent.isDue(time))
      this.#squares += Math.max(1 / memorySamples, 1 / ++this.#errors) * (residual ** 2 - this.#squares);
    return surprise;
  }
}
