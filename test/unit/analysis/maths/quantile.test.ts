import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { medianInPlace, quantile } from '../../../../analysis/maths/quantile.ts';

function medianOf(...numbers: number[]): number {
  return medianInPlace(Float64Array.from(numbers), numbers.length);
}

describe('the median in place', () => {
  it('agrees with sorting, also among equal numbers', () => {
    const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 }));
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const middle = sorted.length >> 1;
        const expected =
          sorted.length % 2 === 1 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
        assert.ok(medianOf(...numbers) === expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('looks at the first numbers alone', () => {
    assert.equal(medianInPlace(Float64Array.of(5, 1, 3, 1000, 1000, 1000), 3), 3);
  });

  it('does not overflow between two large numbers', () => {
    assert.equal(medianOf(1.7e308, 1.7e308), 1.7e308);
  });

  it('is NaN without numbers or with a NaN among them, and takes infinities as they are', () => {
    assert.ok(Number.isNaN(medianOf()));
    for (let place = 0; place < 5; place++) {
      const numbers = [1, 2, 3, 4, 5];
      numbers[place] = Number.NaN;
      assert.ok(Number.isNaN(medianOf(...numbers)), `at ${place}`);
    }
    assert.equal(medianOf(Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY), 1);
  });
});

describe('a quantile', () => {
  it('lies on the straight line between its neighbours, whatever the order of the numbers', () => {
    const numbers = [100, 1, 10, -2, 0, 3];
    for (const [share, expected] of [
      [0, -2],
      [0.25, 0.25],
      [0.5, 2],
      [0.9, 55],
      [1, 100],
    ] as const)
      assert.equal(quantile(numbers, share), expected, `${share}`);
    assert.deepEqual(numbers, [100, 1, 10, -2, 0, 3], 'they stay in their order');
  });

  it('is the only number, and undefined without any', () => {
    assert.equal(quantile([7], 0.3), 7);
    assert.equal(quantile([], 0.5), undefined);
  });
});
