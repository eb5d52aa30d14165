import { maxSurprise, type AnomalyTest, type FollowingTest } from './anomaly-test.ts';
import { usualBins, ValueHistogram } from './value-histogram.ts';

/**
 * How rare values near the newest one have been, in all the past that is remembered: see `value-histogram.ts`.
 *
 * Source: Goldstein and Dengel (2012), Histogram-based outlier score (HBOS), KI 2012.
 */
export const histogramBins = {
  name: 'histogram',
  votesFrom: 3,
  weight: 1,
  keeps: () => usualBins,
  follow: (_options, numbers, from) => new RareValues(numbers, from),
} satisfies AnomalyTest;

class RareValues implements FollowingTest {
  readonly #histogram: ValueHistogram;

  constructor(numbers: Float32Array, from: number) {
    this.#histogram = new ValueHistogram(usualBins, numbers, from);
  }

  judge(time: number, value: number): number {
    const rareness = this.#histogram.rareness(value);
    this.#histogram.append(time, value);
    return Math.min(maxSurprise, rareness);
  }
}
