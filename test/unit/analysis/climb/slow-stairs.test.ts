import assert from 'node:assert/strict';
import type { GrowthAhead } from '../../../../analysis/climb/highest-values.ts';
import { SlowStairs } from '../../../../analysis/climb/slow-stairs.ts';

const horizonSeconds = 60;
const limit = 1000;

/** The stairs ahead after each second. */
function aheadOf(
  valueAt: (second: number) => number,
  seconds: number,
  from = 0,
): (GrowthAhead | undefined)[] {
  const slow = new SlowStairs(horizonSeconds);
  return Array.from({ length: seconds - from }, (_, index) => {
    const second = from + index;
    slow.append(1.8e9 + second, valueAt(second));
    return slow.ahead(valueAt(second), limit);
  });
}

/** Up by `height` every `gap` seconds, to the limit at second 2000. */
function stairs(gap: number, height = 5): (second: number) => number {
  return (second) => limit - height * Math.ceil((2000 - second) / gap);
}

/** As the stairs with a step every 50 s, of which every fifth is taken back. */
function dented(second: number): number {
  return stairs(50)(second) - (Math.floor(second / 50) % 5 === 0 ? 5 : 0);
}

/** The values, and from second `end` on the one that it has then. */
function until(end: number, valueAt: (second: number) => number): (second: number) => number {
  return (second) => valueAt(Math.min(second, end));
}

describe('slow stairs', () => {
  it('lead to the limit within two horizons at the pace of their steps', () => {
    for (const gap of [50, 83, 110]) {
      const { slope, secondsToLimit } = aheadOf(stairs(gap), 2000).at(-1)!;
      assert.ok(Math.abs(slope / (5 / gap) - 1) < 0.15, `${gap}: slope ${slope}`);
      assert.ok(Math.abs(secondsToLimit / gap - 1) < 0.15, `${gap}: in ${secondsToLimit} s`);
    }
  });

  it('are not in sight before, nor when a step takes longer than that', () => {
    const ahead = aheadOf(stairs(50), 2000);
    assert.ok(ahead.slice(0, 1880).every((each) => each === undefined));
    assert.ok(aheadOf(stairs(150), 2000).every((each) => each === undefined));
  });

  it('are seen when one step in five is taken back', () => {
    assert.ok(aheadOf(dented, 2000).some((each) => each !== undefined));
  });

  it('need a past of 15 horizons', () => {
    const ahead = aheadOf(stairs(50), 2000, 2000 - 13 * horizonSeconds);
    assert.ok(ahead.every((each) => each === undefined));
    assert.ok(aheadOf(stairs(50), 2000, 2000 - 17 * horizonSeconds).at(-1) !== undefined);
  });

  it('are not what grows without rests, or what does not grow', () => {
    for (const series of [
      (second: number) => limit - 0.1 * (2001 - second),
      (second: number) => limit - 5 + (second % 7) - 7,
      () => limit - 1,
      (second: number) => limit - 1 - (second % 100 < 50 ? 3 : 0),
    ]) {
      assert.ok(aheadOf(series, 2000).every((each) => each === undefined));
    }
  });

  it('are over once they have stopped for as long as they are looked at', () => {
    const ahead = aheadOf(until(1999, stairs(50)), 2000 + 16 * horizonSeconds);
    assert.ok(ahead[1999] !== undefined);
    assert.ok(ahead.at(-1) === undefined || ahead.at(-1)!.ageSeconds > 15 * horizonSeconds);
    assert.equal(aheadOf(until(1999, stairs(50)), 2000 + 61 * horizonSeconds).at(-1), undefined);
  });

  it('are left when the value comes down by more than is missing to the limit', () => {
    const slow = new SlowStairs(horizonSeconds);
    for (let second = 0; second < 2000; second++) slow.append(1.8e9 + second, stairs(50)(second));
    assert.ok(slow.ahead(991, limit) !== undefined);
    assert.equal(slow.ahead(989, limit), undefined);
  });

  it('are seen as if nothing had stopped after a restart that replays 60 horizons', () => {
    const series = stairs(110, 4);
    const [always, replayed] = [aheadOf(series, 2000, -6000), aheadOf(series, 2000, 2000 - 60 * 60)];
    assert.deepEqual(replayed.at(-1), always.at(-1));
    assert.ok(always.at(-1) !== undefined);
  });
});
