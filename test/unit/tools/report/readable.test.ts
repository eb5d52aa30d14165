import assert from 'node:assert/strict';
import { formatDuration, formatQuantity, formatTime } from '../../../../tools/report/readable.ts';

describe('what people read', () => {
  it('has times of day, or seconds in a recording that begins with 0', () => {
    assert.equal(formatTime(1_795_226_400.9), '2026-11-21 02:00:00 UTC');
    assert.equal(formatTime(36.3), '36.3 s');
    assert.equal(formatTime(9e15), '9000000000000000 s');
    assert.equal(formatTime(253_402_300_799), '9999-12-31 23:59:59 UTC');
    assert.equal(formatTime(253_402_300_800), '253402300800 s');
    assert.equal(formatTime(-1), '-1 s');
  });

  it('has durations in at most two units', () => {
    for (const [seconds, text] of [
      [0, '0.0 s'],
      [26.04, '26.0 s'],
      [60, '1 min'],
      [200, '3 min 20 s'],
      [7500, '2 h 5 min'],
      [14_400, '4 h'],
      [273_600, '3 d 4 h'],
    ] as const) {
      assert.equal(formatDuration(seconds), text);
    }
  });

  it('has bytes with a binary prefix and other numbers as they are', () => {
    for (const [value, text] of [
      [0, '0 B'],
      [68.3648, '68.4 B'],
      [1000, '1,000 B'],
      [62.5 * 2 ** 30, '62.5 GiB'],
      [500 * 2 ** 20, '500 MiB'],
      [-2048, '-2.0 KiB'],
    ] as const) {
      assert.equal(formatQuantity(value, 'bytes'), text);
    }
    assert.equal(formatQuantity(12_345.6, 'plain'), '12,345.6');
  });
});
