import assert from 'node:assert/strict';
import { seasonPeriod } from '../../../../analysis/forecasters/season-period.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

function periodOf(count: number, valueAt: (index: number) => number): number | undefined {
  return seasonPeriod(
    Float64Array.from({ length: count }, (_, index) => valueAt(index)),
    count,
  );
}

describe('the period of a season', () => {
  it('is found exactly under any slope, from two periods on', () => {
    for (const period of [2, 3, 4, 5, 12, 37]) {
      for (const slope of [0, 1, -50]) {
        const valueAt = (i: number): number => 1e6 + slope * i + Math.sin((2 * Math.PI * i) / period + 1);
        assert.equal(periodOf(2 * period, valueAt), period, `two of ${period}, slope ${slope}`);
        assert.equal(periodOf(5 * period + 3, valueAt), period, `five of ${period}, slope ${slope}`);
        assert.equal(periodOf(2 * period - 1, valueAt), undefined, `less than two of ${period}`);
      }
    }
  });

  it('is not a multiple of the shortest one, nor a part of it that is only a little alike', () => {
    const random = seededRandom(1);
    for (let tries = 0; tries < 50; tries++) {
      assert.equal(
        periodOf(120, (i) => 20 * Math.sin((2 * Math.PI * i) / 12) + 8 * random()),
        12,
      );
    }
    assert.equal(
      periodOf(120, (i) => Math.sin((2 * Math.PI * i) / 24) + 1.5 * Math.sin((2 * Math.PI * i) / 12)),
      24,
    );
  });

  it('is none for lines, curves and noise', () => {
    const random = seededRandom(3);
    for (const valueAt of [
      () => 5,
      (i: number) => 1e9 + i / 3,
      // Rounded to halves, which alternate with a period of 5.
      (i: number) => 4e15 + i / 5,
      (i: number) => i * i,
      (i: number) => Math.exp(i / 30),
      (i: number) => (i < 50 ? 0 : 10),
    ]) {
      assert.equal(periodOf(120, valueAt), undefined);
    }
    for (let tries = 0; tries < 200; tries++)
      assert.equal(
        periodOf(120, () => random()),
        undefined,
      );
  });

  it('is none for what is smooth and a little noisy, though neighbours are alike', () => {
    const random = seededRandom(4);
    for (let tries = 0; tries < 200; tries++) {
      assert.equal(
        periodOf(120, (i) => i * i + 1500 * random()),
        undefined,
      );
    }
  });

  it('is seldom found in a random walk', () => {
    const random = seededRandom(5);
    let found = 0;
    for (let tries = 0; tries < 500; tries++) {
      let value = 0;
      if (periodOf(120, () => (value += random() - 0.5)) !== undefined) found++;
    }
    assert.ok(found < 25, `${found} of 500`);
  });
});
