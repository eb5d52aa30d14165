import assert from 'node:assert/strict';
import { IntakePace } from '../../../../plugins/delivery/intake-pace.ts';

/** The counts and times of these rounds of a storm on a disk where one notification takes this long. */
function rounds(pace: IntakePace, secondsEach: number, number = 20): { count: number; seconds: number }[] {
  return Array.from({ length: number }, () => {
    const { count } = pace;
    const seconds = count * secondsEach;
    pace.took(seconds, true);
    return { count, seconds };
  });
}

describe('the pace of the intake', () => {
  it('is a hundred at once on a fast disk', () => {
    assert.equal(rounds(new IntakePace(), 0.001).at(-1)!.count, 100);
  });

  for (const secondsEach of [0.02, 0.1, 0.3, 1.1]) {
    it(`holds deliveries up for two seconds at most where each takes ${secondsEach} s`, () => {
      const settled = rounds(new IntakePace(), secondsEach).slice(5);
      for (const { seconds } of settled) assert.ok(seconds <= 2, `${seconds} s`);
    });
  }

  it('is one at a time where even one takes longer, and recovers', () => {
    const pace = new IntakePace();
    assert.equal(rounds(pace, 6).at(-1)!.count, 1);
    assert.equal(rounds(pace, 0.001).at(-1)!.count, 100);
  });

  it('is one at a time after it was not possible', () => {
    const pace = new IntakePace();
    rounds(pace, 0.001);
    pace.failed();
    assert.equal(pace.count, 1);
  });

  it('learns nothing of the speed of a disk while nothing arrives', () => {
    const pace = new IntakePace();
    const { count } = pace;
    for (let round = 0; round < 100; round++) pace.took(0.0001, false);
    assert.equal(pace.count, count);
  });
});
