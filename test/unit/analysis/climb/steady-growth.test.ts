import assert from 'node:assert/strict';
import type { GrowthAhead } from '../../../../analysis/climb/highest-values.ts';
import { SteadyGrowth } from '../../../../analysis/climb/steady-growth.ts';

const horizonSeconds = 60;
const limit = 1000;
const end = 3000;
const slope = 0.2;

type Series = (second: number) => number;

/** The growth ahead after each second from `from` on. */
function aheadOf(valueAt: Series, seconds = end, from = 0): (GrowthAhead | undefined)[] {
  const growth = new SteadyGrowth(horizonSeconds);
  return Array.from({ length: seconds - from }, (_, index) => {
    const second = from + index;
    growth.append(1.8e9 + second, valueAt(second));
    return growth.ahead(1.8e9 + second, valueAt(second), limit);
  });
}

const isQuiet = (ahead: readonly (GrowthAhead | undefined)[]): boolean =>
  ahead.every((each) => each === undefined);

/** Climbs by 24 for 60 s, rests for 60 s, gives a little back; a climb from second 3000 on reaches the limit. */
function staggering(second: number): number {
  const inTurn = second % 120;
  const risen = Math.min(inTurn, 60) / 60;
  const givenBack = inTurn > 110 ? 2 : 0;
  return limit - slope * (end - (second - inTurn) - 120 * risen) - givenBack - 12;
}

/** The same, a sixth of a climb nearer to the limit. */
function nearer(second: number): number {
  return staggering(second) + 4;
}

/** On a line that slows down to a stop. */
function slowingDown(second: number): number {
  return limit - 1 - 0.0001 * (end - second) ** 2;
}

describe('steady growth', () => {
  it('leads a climb that staggers to the limit, about a horizon ahead', () => {
    const ahead = aheadOf(staggering, end - 10);
    const first = ahead.findIndex((each) => each !== undefined);
    assert.ok(Math.abs(end - first - 1.11 * horizonSeconds) < 60, `${end - first} s ahead`);
    const { slope: seen, secondsToLimit } = ahead.at(-1)!;
    assert.ok(Math.abs(seen / slope - 1) < 0.2, `slope ${seen}`);
    assert.ok(secondsToLimit <= 1.11 * horizonSeconds);
  });

  it('is seen over eight horizons, and over 32 where these swing', () => {
    assert.equal(aheadOf(nearer, end, end - 12 * horizonSeconds).at(-5)?.ageSeconds, 8 * horizonSeconds);
    const wave: Series = (second) => staggering(second) - 16 * (1 - Math.cos((second - end) / 80));
    const ages = aheadOf(wave, end - 5).map((each) => each?.ageSeconds);
    assert.ok(ages.includes(32 * horizonSeconds), 'over 32 horizons');
    assert.ok(!ages.includes(8 * horizonSeconds), 'over eight');
  });

  it('needs a past of eight horizons', () => {
    assert.ok(isQuiet(aheadOf(staggering, end - 10, end - 8 * horizonSeconds)));
  });

  it('is none where it slows down, goes back or is far from the limit', () => {
    assert.ok(isQuiet(aheadOf(slowingDown)), 'slows down');
    assert.ok(isQuiet(aheadOf((second) => staggering(second) - 60)), 'is far away');
    const fallen: Series = (second) => staggering(second) - (second > end - 200 ? 80 : 0);
    assert.ok(isQuiet(aheadOf(fallen).slice(end - 200)), 'goes back');
    assert.ok(isQuiet(aheadOf((second) => staggering(end) - 5 * (second % 7))), 'does not grow');
  });

  it('has left its line with a value above the limit', () => {
    const beyond: Series = (second) => staggering(second) + (second === end - 40 ? 100 : 0);
    assert.equal(aheadOf(beyond, end - 30).at(-1), undefined);
  });
});
