import assert from 'node:assert/strict';
import { ClockWatch } from '../../../../plugins/delivery/clock-watch.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const [day, year] = [86_400, 365 * 86_400];

describe('the watch over the clock', () => {
  let now: number;
  let monotonic: number;
  const { log, said } = recordedLog(() => monotonic);
  let watch: ClockWatch;

  beforeEach(() => {
    [now, monotonic] = [1e9, 5];
    log.subject('the clock').recovered();
    said();
    watch = new ClockWatch({ now: () => now, monotonic: () => monotonic, log });
  });

  /** Looks every second, as `dma deliver` does, while these seconds pass. */
  function pass(seconds: number, each = 1): void {
    for (let passed = 0; passed < seconds; passed += each) {
      now += each;
      monotonic += each;
      watch.look();
    }
  }

  function set(seconds: number): void {
    now += seconds;
    watch.look();
  }

  it('is certain of no age in its first hour, and of every age afterwards', () => {
    pass(3599);
    assert.deepEqual([watch.isAgeCertain(864), watch.isAgeCertain(day)], [true, false]);
    pass(1);
    assert.equal(watch.isAgeCertain(day), true);
    assert.deepEqual(said(), []);
  });

  it('is settled when it has run evenly for an hour, since the start and since it was set', () => {
    pass(3599);
    assert.equal(watch.isSettled, false);
    pass(1);
    assert.equal(watch.isSettled, true);
    set(60);
    assert.equal(watch.isSettled, false);
    pass(3600, 60);
    assert.equal(watch.isSettled, true);
  });

  for (const [name, jump] of [
    ['ahead', year],
    ['back', -3600],
  ] as const) {
    it(`is uncertain of an age while the clock has not run evenly for so long since it was set ${name}, says so once, and the end of it`, () => {
      pass(2 * day, 60);
      set(jump);
      set(-jump);
      assert.equal(said().filter((line) => line.includes(` (${Math.abs(jump)} s ${name}); `)).length, 1);
      pass(day - 60, 60);
      assert.equal(watch.isAgeCertain(day), false);
      assert.deepEqual(said(), []);
      pass(60);
      assert.equal(watch.isAgeCertain(day), true);
      assert.deepEqual(said(), [`the clock recovered after ${day} s`]);
    });
  }

  it('takes no clock for one that was set that is only corrected, or late because the machine is slow', () => {
    pass(3600, 60);
    for (let second = 0; second < 3600; second++) {
      now += 0.0005;
      pass(1);
    }
    pass(120, 30);
    now += 4;
    watch.look();
    assert.equal(watch.isAgeCertain(day), true);
    assert.deepEqual(said(), []);
  });
});
