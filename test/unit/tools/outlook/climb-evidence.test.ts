import assert from 'node:assert/strict';
import { evidenceOf } from '../../../../tools/outlook/climb-evidence.ts';

/** A sample a second. */
const samplesOf = (seconds: number, valueAt: (second: number) => number) =>
  Array.from({ length: seconds }, (_, time) => ({ time, value: valueAt(time) + Math.sin(time) }));

describe('the evidence that dma watch tells', () => {
  it('is a climb with its rise, its pace and the time to the limit', () => {
    const climb = evidenceOf(
      samplesOf(600, (second) => 300 + 2 * Math.max(0, second - 360)),
      1000,
      60,
      1,
    )!.climb!;
    assert.ok(Math.abs(climb.rise - 480) < 10, `${climb.rise}`);
    assert.ok(Math.abs(climb.ratePerSecond - 2) < 0.4, `${climb.ratePerSecond}`);
    assert.ok(Math.abs(climb.secondsToLimit - 110) < 20, `${climb.secondsToLimit}`);
    assert.ok(climb.probability > 0.3, `${climb.probability}`);
  });

  it('is the same for a fall to a lower limit', () => {
    const [up, down] = [1, -1].map((sign) =>
      evidenceOf(
        samplesOf(600, (second) => 300 + 2 * Math.max(0, second - 360)).map(({ time, value }) => ({
          time,
          value: sign * value,
        })),
        sign * 1000,
        60,
        sign as 1 | -1,
      ),
    );
    assert.deepEqual({ ...down, changes: [] }, { ...up, changes: [] });
  });

  it('counts earlier climbs of this pace, and how far they got', () => {
    // Three climbs to 700, then the fourth.
    const saw = evidenceOf(
      samplesOf(780, (second) => 100 + 3 * (second % 200)),
      1000,
      60,
      1,
    )!;
    assert.deepEqual(saw.precedents, { gotThisFar: 3, reached: 0 });
  });

  it('has the times at which the series began to go the other way, near the lows and the tops', () => {
    const saw = samplesOf(780, (second) => 100 + 3 * (second % 200));
    const { changes } = evidenceOf(saw, 1000, 60, 1)!;
    assert.deepEqual(
      changes.map(({ way }) => way),
      ['up', 'down', 'up', 'down', 'up', 'down', 'up'],
    );
    for (const [index, near] of [0, 199, 200, 399, 400, 599, 600].entries())
      assert.ok(Math.abs(changes[index]!.time - near) < 10, `${index}: ${changes[index]!.time}`);
    const fallen = saw.map(({ time, value }) => ({ time, value: -value }));
    assert.deepEqual(
      evidenceOf(fallen, -1000, 60, -1)!.changes,
      changes.map(({ time, way }) => ({ time, way: way === 'up' ? 'down' : 'up' })),
    );
  });

  it('has no change point in ups and downs that are not worth telling', () => {
    const small = samplesOf(780, (second) => 300 + 0.01 * (second % 200));
    assert.deepEqual(evidenceOf(small, 1000, 60, 1)!.changes, []);
  });

  it('is no climb while there are only ups and downs, and nothing without samples', () => {
    assert.equal(
      evidenceOf(
        samplesOf(600, () => 300),
        1000,
        60,
        1,
      )!.climb,
      undefined,
    );
    assert.equal(evidenceOf([], 1000, 60, 1), undefined);
    assert.equal(evidenceOf([{ time: 0, value: Number.NaN }], 1000, 60, 1), undefined);
  });
});
