import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Window } from '../../../analysis/window.ts';

describe('a window', () => {
  it('keeps times relative to its newest sample', () => {
    const window = Window.of([
      { time: 1_800_000_000, value: 3 },
      { time: 1_800_000_000.5, value: 4 },
      { time: 1_800_000_002, value: 5 },
    ]);
    assert.equal(window.origin, 1_800_000_002);
    assert.deepEqual([...window.offsets], [-2, -1.5, 0]);
    assert.deepEqual([...window.values], [3, 4, 5]);
    assert.equal(window.newest, 5);
    assert.equal(window.length, 3);
  });

  it('lets the oldest sample go when it is full', () => {
    const window = new Window(2);
    for (const [time, value] of [
      [1, 10],
      [2, 20],
      [4, 40],
    ] as const) {
      assert.equal(window.append(time, value), true);
    }
    assert.deepEqual([...window.offsets], [-2, 0]);
    assert.deepEqual([...window.values], [20, 40]);
  });

  it('is empty at first, with nothing newest', () => {
    const window = new Window(3);
    assert.equal(window.length, 0);
    assert.equal(window.newest, Number.NaN);
    assert.equal(window.origin, Number.NaN);
    assert.equal(Window.of([]).length, 0);
  });

  it('refuses and counts samples that are not finite or not newer', () => {
    const window = new Window(4);
    window.append(10, 1);
    const refused = [
      [Number.NaN, 1],
      [11, Number.NaN],
      [11, Number.POSITIVE_INFINITY],
      [Number.NEGATIVE_INFINITY, 1],
      [10, 2],
      [9.5, 2],
    ] as const;
    for (const [time, value] of refused) assert.equal(window.append(time, value), false, `${time} ${value}`);
    assert.equal(window.dropped, refused.length);
    assert.deepEqual([...window.values], [1]);
    assert.equal(window.append(10.5, 2), true);
    assert.deepEqual([...window.offsets], [-0.5, 0]);
  });

  it('refuses a capacity that is not a whole number from 1', () => {
    for (const capacity of [0, -1, 1.5, Number.NaN]) {
      assert.throws(() => new Window(capacity), {
        name: 'RangeError',
        message: `a window keeps a whole number of samples, at least 1, not ${capacity}`,
      });
    }
  });

  it('moves numbers in place once it is full', () => {
    const window = new Window(3);
    for (let time = 1; time <= 3; time++) window.append(time, time);
    const { offsets, values } = window;
    window.append(4, 4);
    assert.equal(window.offsets, offsets);
    assert.equal(window.values, values);
    assert.deepEqual([...values], [2, 3, 4]);
  });

  it('holds the newest accepted samples, increasing in time, whatever is appended', () => {
    const samples = fc.array(
      fc.tuple(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.double()), fc.oneof(fc.double(), fc.integer())),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 8 }), (given, capacity) => {
        const window = new Window(capacity);
        const accepted = given.filter(([time, value]) => window.append(time, value));
        assert.equal(accepted.length + window.dropped, given.length);
        assert.deepEqual(
          [...window.values],
          accepted.slice(-capacity).map(([, value]) => value),
        );
        assert.equal(window.length, Math.min(capacity, accepted.length));
        if (accepted.length === 0) return;
        assert.equal(window.origin, accepted.at(-1)![0]);
        assert.equal(window.offsets.at(-1), 0);
      }),
    );
  });
});
