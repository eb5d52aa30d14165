import assert from 'node:assert/strict';
import { horizonSeconds, predictSeries, raisedSeconds } from '../support/predicted-series.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

const samples = 1200;

/** The seconds of an alert on noise between 825 and 975, which never reaches the limit and goes nowhere. */
function raisedOnNoise(seed: number, interval: number): readonly number[] {
  const random = seededRandom(seed);
  return raisedSeconds(predictSeries(() => 900 + 150 * (random() - 0.5), samples * interval, interval));
}

describe('noise of 75 around a value 100 below the limit', () => {
  for (const interval of [1, 2]) {
    for (const seed of [1, 2, 3, 4, 5]) {
      it(`raises nothing with a sample every ${interval} s, seed ${seed}`, () => {
        assert.deepEqual(raisedOnNoise(seed, interval), []);
      });
    }
  }

  // Before, a dozen points may look like a climb, and no earlier error of the forecast says better.
  for (const interval of [1, 2, 5, 10]) {
    it(`raises nothing once there are six horizons of it, with a sample every ${interval} s`, () => {
      for (let seed = 1; seed <= 15; seed++) {
        const late = raisedOnNoise(seed, interval).filter((second) => second >= 6 * horizonSeconds);
        assert.deepEqual(late, [], `seed ${seed}`);
      }
    });
  }
});
