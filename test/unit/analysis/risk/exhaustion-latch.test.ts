import assert from 'node:assert/strict';
import { ExhaustionLatch } from '../../../../analysis/risk/exhaustion-latch.ts';

const limit = 1000;
const horizonSeconds = 60;

/** Exhausted or not, after a past between 1000 and a low, some seconds at the limit, and a fall by `gap`. */
function isExhausted({
  past,
  low,
  gap,
  noise = 0.1,
}: {
  past: number;
  low: number;
  gap: number;
  noise?: number;
}): boolean {
  const latch = new ExhaustionLatch(horizonSeconds);
  for (let second = 0; second < past; second++) latch.append(second, low, limit, noise, false);
  for (let second = past; second < past + 10; second++) latch.append(second, limit, limit, noise, false);
  return latch.append(past + 10, limit - gap, limit, noise, true);
}

/** At 0, at the limit from 100 s on, and just below it from 110 s on, with one touch at 400 s. */
function hovering(second: number): number {
  if (second < 100) return 0;
  return second < 110 || second === 400 ? limit : limit - 1;
}

describe('the end of an exhaustion', () => {
  it('comes when 2 % of the limit are free again, for a series that is as wide as its limit', () => {
    assert.equal(isExhausted({ past: 900, low: 0, gap: 19 }), true);
    assert.equal(isExhausted({ past: 900, low: 0, gap: 21 }), false);
  });

  it('comes when 4 % of the own range are free again, for a series that lives just under its limit', () => {
    assert.equal(isExhausted({ past: 900, low: 950, gap: 1.9 }), true);
    assert.equal(isExhausted({ past: 900, low: 950, gap: 2.1 }), false);
  });

  it('does not come by what is four changes from sample to sample', () => {
    assert.equal(isExhausted({ past: 900, low: 950, gap: 7.9, noise: 2 }), true);
    assert.equal(isExhausted({ past: 900, low: 950, gap: 8.1, noise: 2 }), false);
  });

  it('goes by the limit until the range has been seen for ten horizons', () => {
    assert.equal(isExhausted({ past: 500, low: 950, gap: 15 }), true);
    assert.equal(isExhausted({ past: 500, low: 950, gap: 21 }), false);
  });

  it('comes when the value has stayed below the limit for ten horizons, however near, and not before', () => {
    const latch = new ExhaustionLatch(horizonSeconds);
    const exhausted: number[] = [];
    for (let second = 0; second < 1200; second++) {
      const isOn = latch.append(second, hovering(second), limit, 0.1, exhausted.at(-1) === second - 1);
      if (isOn) exhausted.push(second);
    }
    // The second sample at the limit begins it; the touch at 400 s prolongs it.
    assert.deepEqual([exhausted[0], exhausted.at(-1), exhausted.length], [101, 1000, 900]);
  });

  it('does not come while the value is at the limit, however long and flat', () => {
    const latch = new ExhaustionLatch(horizonSeconds);
    latch.append(0, 0, limit, 0, false);
    latch.append(1, limit, limit, 0, true);
    assert.ok(
      Array.from({ length: 5000 }, (_, i) => latch.append(i + 2, limit, limit, 0, true)).every(Boolean),
    );
  });

  it('comes ten horizons after it was known from elsewhere, where the limit is not reached again', () => {
    const latch = new ExhaustionLatch(horizonSeconds);
    latch.append(0, 990, limit, 0.1, false);
    assert.equal(latch.recall(), true);
    assert.equal(latch.append(600, 990, limit, 0.1, true), true);
    assert.equal(latch.append(601, 990, limit, 0.1, true), false);
  });

  it('goes by the limit where the exhaustion is known from elsewhere, until that much was free', () => {
    const latch = new ExhaustionLatch(horizonSeconds);
    for (let second = 0; second < 900; second++) latch.append(second, 990, limit, 0.1, false);
    assert.equal(latch.recall(), true);
    assert.equal(latch.append(900, 985, limit, 0.1, false), true);
    assert.equal(latch.append(901, 979, limit, 0.1, true), false);
    assert.equal(latch.append(902, 985, limit, 0.1, true), false, 'it is forgotten');
    assert.equal(latch.recall(), false);
  });
});
