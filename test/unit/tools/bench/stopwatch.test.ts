import assert from 'node:assert/strict';
import { measure, type Work, yardstick } from '../../../../tools/bench/stopwatch.ts';

const tick = 1e-6;

/** A clock that is a microsecond later whenever it is asked, and can be set forward. */
class SlowClock {
  seconds = 0;
  readonly now = (): number => (this.seconds += tick);
}

function workOf(
  clock: SlowClock,
  durations: readonly number[],
  prepare?: () => void,
): Work & { runs: number } {
  const work = {
    runs: 0,
    steps: 10,
    ...(prepare && { prepare }),
    run: () => {
      clock.seconds += durations[Math.min(work.runs++, durations.length - 1)]!;
      return work.runs;
    },
  };
  return work;
}

describe('a stopwatch', () => {
  it('tells the median step after the warm-up', () => {
    const clock = new SlowClock();
    const work = workOf(clock, [9, 9, 9, 0.002, 0.5, 0.001]);
    const cost = measure(work, { budgetSeconds: 0, leastRepetitions: 3, now: clock.now });
    assert.equal(work.runs, 6);
    assert.equal(cost.repetitions, 3);
    assert.ok(Math.abs(cost.microseconds - 200.1) < 0.01);
  });

  it('compares it with yardsticks, of which 64 took a microsecond', () => {
    const clock = new SlowClock();
    const cost = measure(workOf(clock, [1e-3]), { budgetSeconds: 0, leastRepetitions: 2, now: clock.now });
    assert.ok(Math.abs(cost.yardsticks / (cost.microseconds * 64) - 1) < 1e-6);
  });

  it('does not count the preparation', () => {
    const clock = new SlowClock();
    const prepare = (): void => void (clock.seconds += 1);
    const cost = measure(workOf(clock, [0.001], prepare), {
      budgetSeconds: 0,
      leastRepetitions: 2,
      now: clock.now,
    });
    assert.ok(cost.microseconds < 101);
  });

  it('goes on until the time is over, a quarter of which is for warming up', () => {
    const clock = new SlowClock();
    const work = workOf(clock, [0.1]);
    const cost = measure(work, { budgetSeconds: 1.99, leastRepetitions: 2, now: clock.now });
    assert.equal(work.runs, 20);
    assert.equal(cost.repetitions, 16);
  });

  it('refuses work that answers NaN', () => {
    const work = { run: () => Number.NaN, steps: 1 };
    const options = { budgetSeconds: 0, leastRepetitions: 1, now: new SlowClock().now };
    assert.throws(() => measure(work, options), /the work that is measured answered NaN/);
  });
});

describe('the yardstick', () => {
  it('is the median of the slopes between its points', () => {
    const values = Array.from({ length: 12 }, (_, i) => Math.sin(7 * i));
    const slopes: number[] = [];
    for (let j = 1; j < 12; j++) for (let i = 0; i < j; i++) slopes.push((values[j]! - values[i]!) / (j - i));
    slopes.sort((a, b) => a - b);
    assert.equal(yardstick(), (slopes[32]! + slopes[33]!) / 2);
  });
});
