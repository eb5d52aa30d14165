import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { exhaustionOf, sightHorizons } from '../../../../analysis/interval/exhaustion.ts';

const horizonSeconds = 60;

/** A path from `gap` below the limit at this slope. */
function line(gap: number, perSecond: number): (aheadSeconds: number) => number {
  return (aheadSeconds) => perSecond * aheadSeconds - gap;
}

function assertNear(actual: number | undefined, expected: number, what: string): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) < 0.01,
    `${what}: ${actual}, not ${expected}`,
  );
}

describe('the time to exhaustion', () => {
  it('is where the path reaches the limit, near and far', () => {
    for (const seconds of [0.5, 7, 59, 61, 600, 3500]) {
      const found = exhaustionOf(-2 * seconds, line(2 * seconds, 2), 0, 0, horizonSeconds)!;
      for (const [name, time] of Object.entries(found)) assertNear(time as number, seconds, name);
    }
  });

  it('is 0 when the newest value is at the limit, whatever is expected of it', () => {
    for (const gap of [0, 5]) {
      assert.deepEqual(
        exhaustionOf(gap, () => undefined, -1, 1, horizonSeconds),
        { seconds: 0, earliest: 0, latest: 0 },
      );
    }
  });

  it('is undefined when no crossing is in sight', () => {
    assert.equal(sightHorizons, 60);
    for (const path of [line(2 * horizonSeconds * sightHorizons + 1, 2), line(1, 0), line(1, -2)]) {
      assert.equal(exhaustionOf(path(0), path, 0, 0, horizonSeconds), undefined);
    }
  });

  it('is undefined when the forecaster abstains', () => {
    assert.equal(
      exhaustionOf(-1, () => undefined, -1, 1, horizonSeconds),
      undefined,
    );
  });

  it('is the first crossing of a path that comes back', () => {
    const found = exhaustionOf(-20, (ahead) => 10 - Math.abs(ahead - 30), 0, 0, horizonSeconds)!;
    assertNear(found.seconds, 20, 'seconds');
  });

  it('has an interval: where the ends of a wide path cross', () => {
    // Within a horizon the ends are 30 sqrt(h) away, beyond it 30 h.
    const early = exhaustionOf(-60, line(60, 1), -30, 30, horizonSeconds)!;
    assertNear(early.seconds, 60, 'seconds');
    const root = (Math.sqrt(30 ** 2 + 4 * 60 * 60) - 30) / (2 * 60);
    assertNear(early.earliest, 60 * root ** 2, 'earliest');
    assertNear(early.latest, 120, 'latest');
  });

  it('may only be possible: the interval reaches the limit and the path does not', () => {
    const { seconds, earliest, latest } = exhaustionOf(-20, () => -20, -30, 30, horizonSeconds)!;
    assert.equal(seconds, undefined);
    assert.equal(latest, undefined);
    assertNear(earliest, 60 * (20 / 30) ** 2, 'earliest');
  });

  it('has no latest time when the far end never gets there', () => {
    const { seconds, latest } = exhaustionOf(-60, line(60, 1), -60, 0, horizonSeconds)!;
    assertNear(seconds, 60, 'seconds');
    assert.equal(latest, undefined);
  });

  it('is in order, for any line and interval', () => {
    const size = fc.double({ min: 0, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        size,
        size,
        (gap, perSecond, below, above) => {
          const found = exhaustionOf(-gap, line(gap, perSecond), -below, above, horizonSeconds);
          if (found === undefined) {
            assert.ok(gap >= horizonSeconds * sightHorizons * perSecond - 1e-6);
            return;
          }
          const { seconds, earliest, latest } = found;
          assert.ok(earliest >= 0);
          assert.ok(seconds === undefined || earliest <= seconds);
          assert.ok(latest === undefined || (seconds !== undefined && seconds <= latest));
        },
      ),
    );
  });
});
