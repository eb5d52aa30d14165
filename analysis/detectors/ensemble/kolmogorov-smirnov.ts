import { kolmogorovTail } from '../../maths/distributions.ts';
import { maxSurprise, surpriseOf, type AnomalyTest, type FollowingTest } from './anomaly-test.ts';
import type { RecentSamples } from './recent-samples.ts';

/** The last minutes: this many samples, which are 18 s apart or more. */
const newest = 18;
const minBefore = 60;

/**
 * Kolmogorov and Smirnov's test of two samples: the last minutes against the hour before. It sees what no single value
 * shows, a change of level, spread or shape.
 *
 * Equation: D = max |F_new - F_before|, K = D (sqrt(e) + 0.12 + 0.11 / sqrt(e)), e = n m / (n + m).
 * Successive samples depend on each other, so that its probabilities are too small; it votes when it is surest only.
 * Source: Smirnov (1948), Annals of Mathematical Statistics 19; for the small samples, Stephens (1970), JRSS B 32.
 * O(18 log 200), when a sample joins the recent ones.
 */
export const kolmogorovSmirnov = {
  name: 'Kolmogorov-Smirnov',
  votesFrom: maxSurprise,
  weight: 0.1,
  follow: () => new NewAgainstBefore(),
} satisfies AnomalyTest;

class NewAgainstBefore implements FollowingTest {
  #surprise = Number.NaN;

  judge(time: number, value: number, recent: RecentSamples): number {
    if (recent.isDue(time)) this.#surprise = surpriseOfNewest(value, recent);
    return this.#surprise;
  }
}

const sorted = new Float64Array(newest);

function surpriseOfNewest(value: number, recent: RecentSamples): number {
  const kept = Math.min(newest - 1, recent.length);
  const before = recent.length - kept;
  if (before < minBefore) return Number.NaN;
  sorted[0] = value;
  for (let age = 0; age < kept; age++) sorted[age + 1] = recent.value(age);
  sorted.sort();
  let farthest = 0;
  for (let i = 0; i < newest; i++) {
    const x = sorted[i]!;
    let equals = i;
    while (equals + 1 < newest && sorted[equals + 1] === x) equals++;
    // The recent samples hold the newest ones too, but for this one.
    const isHere = value <= x ? 1 : 0;
    const wasBelow = value < x ? 1 : 0;
    const upTo = recent.upTo(x) - (equals + 1 - isHere);
    const below = recent.below(x) - (i - wasBelow);
    farthest = Math.max(
      farthest,
      Math.abs((equals + 1) / newest - upTo / before),
      Math.abs(i / newest - below / before),
    );
    i = equals;
  }
  const size = Math.sqrt((newest * before) / (newest + before));
  return surpriseOf(kolmogorovTail(farthest * (size + 0.12 + 0.11 / size)));
}
