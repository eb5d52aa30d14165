import assert from 'node:assert/strict';
import { chooseHorizon, minChosenSeconds } from '../../../analysis/auto-horizon.ts';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import type { Sample } from '../../../analysis/window.ts';

function every(seconds: number, count: number, valueAt: (index: number) => number): Sample[] {
  return Array.from({ length: count }, (_, index) => ({
    time: 1.8e9 + index * seconds,
    value: valueAt(index),
  }));
}

/** Each climbs for 30 samples. */
const teeth = (index: number): number => index % 31;

function secondsOf(interval: number): number | undefined {
  return chooseHorizon(every(interval, 100, () => 5))?.horizonSeconds;
}

describe('the horizon that auto chooses', () => {
  it('is 20 intervals, as a round number of at least a minute and at most a day', () => {
    assert.deepEqual(
      [0.1, 1, 5, 10, 30, 60, 300, 3600, 86_400].map(secondsOf),
      [60, 60, 60, 180, 600, 1200, 3600, 43_200, 86_400],
    );
    assert.equal(minChosenSeconds, 60);
  });

  it('is 10 intervals where the series goes up and down', () => {
    assert.deepEqual(chooseHorizon(every(60, 300, teeth)), {
      horizonSeconds: 600,
      intervalSeconds: 60,
      hasTeeth: true,
    });
    // Four climbs have ended, and a fifth goes on.
    assert.equal(chooseHorizon(every(60, 4 * 31 + 20, teeth))?.hasTeeth, false);
  });

  it('is the same for teeth that begin anywhere in a past of the same length', () => {
    for (let start = 0; start < 31; start++)
      assert.equal(
        chooseHorizon(every(60, 300, (index) => teeth(index + start)))?.horizonSeconds,
        600,
        `${start}`,
      );
  });

  it('takes neither a climb nor noise around it for teeth', () => {
    const random = seededRandom(3);
    assert.equal(chooseHorizon(every(60, 1200, (index) => index))?.horizonSeconds, 1200);
    const noisy = every(60, 300, (index) => 10 * index + random());
    assert.equal(chooseHorizon(noisy)?.horizonSeconds, 1200);
  });

  it('does not depend on the limit, the unit or the sign of the values, or when it is', () => {
    const past = every(60, 300, teeth);
    const chosen = chooseHorizon(past);
    const scaled = past.map(({ time, value }) => ({ time: time - 1e9, value: 2 ** 30 * value - 1e9 }));
    assert.deepEqual(chooseHorizon(scaled), chosen);
  });

  it('stays the same while samples come a little earlier or later', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      for (const [interval, horizon] of [
        [10, 180],
        [30, 600],
        [60, 1200],
      ] as const) {
        const past = every(interval, 200, () => 5).map(({ time, value }) => ({
          time: time + 0.02 * interval * random(),
          value,
        }));
        assert.equal(chooseHorizon(past)?.horizonSeconds, horizon, `seed ${seed}`);
      }
    }
  });

  it('ignores holes, unknown values, samples of the same time, and what is longer ago than 1,200 samples', () => {
    const past = every(10, 200, () => 5);
    const hole = past.filter((_, index) => index < 50 || index > 100);
    const unknown = past.map((sample, index) =>
      index % 9 === 0 ? { ...sample, value: Number.NaN } : sample,
    );
    const twice = past.flatMap((sample) => [sample, sample]);
    for (const one of [hole, unknown, twice]) assert.equal(chooseHorizon(one)?.horizonSeconds, 180);
    const before = every(1, 500, teeth).map(({ time, value }) => ({ time: time - 1e6, value }));
    assert.equal(chooseHorizon([...before, ...every(60, 1200, () => 5)])?.horizonSeconds, 1200);
  });

  it('needs five samples', () => {
    assert.equal(chooseHorizon([]), undefined);
    assert.equal(chooseHorizon(every(1, 4, () => 5)), undefined);
    assert.equal(chooseHorizon(every(1, 5, () => 5))?.horizonSeconds, 60);
  });
});
