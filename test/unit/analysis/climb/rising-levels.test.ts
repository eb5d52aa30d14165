import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { FirstAbove, LastBelow } from '../../../../analysis/climb/rising-levels.ts';
import { longClimbs } from './long-climbs.ts';

function firstAboveOf(values: readonly number[]): FirstAbove {
  const above = new FirstAbove();
  for (const [index, value] of values.entries()) above.append(10 * index, value);
  return above;
}

describe('the first time above a level', () => {
  it('is what looking through all samples finds', () => {
    const level = fc.integer({ min: -3, max: 203 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 120 }), level, (values, asked) => {
        const index = values.findIndex((value) => value >= asked);
        assert.equal(firstAboveOf(values).timeOf(asked), index < 0 ? undefined : 10 * index);
      }),
      { numRuns: 500 },
    );
  });

  it('is forgotten by a reset', () => {
    const above = firstAboveOf([1, 2, 3]);
    above.reset();
    assert.equal(above.timeOf(1), undefined);
    above.append(100, 2);
    assert.equal(above.timeOf(1), 100);
    assert.equal(above.timeOf(3), undefined);
  });

  it('remembers a long climb more coarsely, and never claims a time before the level was reached', () => {
    const above = firstAboveOf(Array.from({ length: 2000 }, (_, index) => index));
    for (let asked = 0; asked < 2000; asked += 7) {
      const time = above.timeOf(asked)!;
      assert.ok(time >= 10 * asked && time <= 19_990, `${time} for ${asked}`);
    }
    assert.equal(above.timeOf(1999), 19_990);
    assert.equal(above.timeOf(2000), undefined);
  });

  it('is right within 3 % of the time of a long steady climb', () => {
    for (const count of [5000, 18_537, 100_000]) {
      const above = firstAboveOf(Array.from({ length: count }, (_, index) => index));
      for (const share of [0.1, 0.5]) {
        const time = above.timeOf(share * count)! / 10;
        assert.ok(Math.abs(time - share * count) <= 0.03 * count, `${share}: ${time}`);
      }
    }
  });

  for (const [name, valueAt] of Object.entries(longClimbs)) {
    it(`is right within a thirtieth of the height of a long climb: ${name}`, () => {
      const count = 100_000;
      const above = firstAboveOf(Array.from({ length: count }, (_, index) => valueAt(index / count)));
      for (let level = 0.05; level < 1; level += 0.05) {
        const missed = valueAt(above.timeOf(level)! / 10 / count) - level;
        assert.ok(missed >= -1e-9 && missed <= 1 / 30, `${level}: ${missed}`);
      }
    });
  }
});

function lastBelowOf(values: readonly number[]): LastBelow {
  const below = new LastBelow();
  for (const [index, value] of values.entries()) below.append(10 * index, value);
  return below;
}

describe('the last time below a level', () => {
  it('is what looking through all samples finds', () => {
    const level = fc.integer({ min: -3, max: 23 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 120 }), level, (values, asked) => {
        const index = values.findLastIndex((value) => value <= asked);
        assert.equal(lastBelowOf(values).timeOf(asked), index < 0 ? undefined : 10 * index);
      }),
      { numRuns: 500 },
    );
  });

  it('is forgotten by a reset', () => {
    const below = lastBelowOf([1, 2, 3]);
    below.reset();
    assert.equal(below.timeOf(5), undefined);
    below.append(100, 4);
    assert.equal(below.timeOf(3), undefined);
    assert.equal(below.timeOf(4), 100);
  });

  it('remembers a long climb more coarsely, and never claims a time at which the level was exceeded', () => {
    const values = Array.from({ length: 2000 }, (_, index) => index);
    const below = lastBelowOf(values);
    for (let asked = 0; asked < 2000; asked += 7) {
      const time = below.timeOf(asked)!;
      assert.ok(time >= 0 && time <= 10 * asked, `${time} for ${asked}`);
    }
    assert.equal(below.timeOf(1999), 19_990);
    assert.equal(below.timeOf(-1), undefined);
  });

  it('is right within 3 % of the time of a long steady climb', () => {
    for (const count of [5000, 18_537, 100_000]) {
      const below = lastBelowOf(Array.from({ length: count }, (_, index) => index));
      for (const share of [0.1, 0.5]) {
        const time = below.timeOf(share * count)! / 10;
        assert.ok(Math.abs(time - share * count) <= 0.03 * count, `${share}: ${time}`);
      }
    }
  });

  for (const [name, valueAt] of Object.entries(longClimbs)) {
    it(`is right within a thirtieth of the height of a long climb: ${name}`, () => {
      const count = 100_000;
      const below = lastBelowOf(Array.from({ length: count }, (_, index) => valueAt(index / count)));
      for (let level = 0.05; level < 1; level += 0.05) {
        const missed = level - valueAt(below.timeOf(level)! / 10 / count);
        assert.ok(missed >= -1e-9 && missed <= 1 / 30, `${level}: ${missed}`);
      }
    });
  }

  it('is within a thousandth of the time of a long steady climb, where the time of a level is interpolated', () => {
    const count = 20_000;
    const below = lastBelowOf(Array.from({ length: count }, (_, index) => index));
    for (const share of [0.03, 0.1, 0.3, 0.77]) {
      const time = below.interpolatedTimeOf(share * count)! / 10;
      assert.ok(Math.abs(time - share * count) <= 0.001 * count, `${share}: ${time}`);
    }
  });

  it('is interpolated only between two levels', () => {
    const below = lastBelowOf([1, 2, 4]);
    assert.deepEqual(
      [0.5, 1, 1.5, 2, 3, 4, 5].map((level) => below.interpolatedTimeOf(level)),
      [undefined, 0, 5, 10, 15, 20, 20],
    );
  });
});
