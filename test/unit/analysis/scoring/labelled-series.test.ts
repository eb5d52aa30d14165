import assert from 'node:assert/strict';
import { firstNotBefore, maxStepSeconds, valueAt } from '../../../../analysis/scoring/labelled-series.ts';

const samples = [
  { time: 10, value: 100 },
  { time: 14, value: 120 },
  { time: 15, value: 0 },
];

describe('a whole series', () => {
  it('has a value at each time between its ends, on the straight line between its samples', () => {
    for (const [time, value] of [
      [9.9, undefined],
      [10, 100],
      [11, 105],
      [14, 120],
      [14.75, 30],
      [15, 0],
      [15.1, undefined],
    ] as const)
      assert.equal(valueAt(samples, time), value, `${time} s`);
    assert.equal(valueAt([], 0), undefined);
  });

  it('has a first sample at or after each time, or none any more', () => {
    for (const [time, index] of [
      [0, 0],
      [10, 0],
      [10.1, 1],
      [15, 2],
      [15.1, 3],
    ] as const)
      assert.equal(firstNotBefore(samples, time), index, `${time} s`);
  });

  it('has a gap where nothing came for more than five intervals', () => {
    assert.equal(maxStepSeconds(10), 50);
  });
});
