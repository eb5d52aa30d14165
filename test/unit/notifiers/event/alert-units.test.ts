import assert from 'node:assert/strict';
import {
  formatAmount,
  formatAmounts,
  formatDuration,
  formatDurations,
} from '../../../../notifiers/event/alert-units.ts';

describe('the units of an alert', () => {
  it('are those in which an amount is read most easily', () => {
    const amounts: readonly (readonly [number, string])[] = [
      [0, '0 B'],
      [1023, '1023 B'],
      [1024, '1.0 KiB'],
      [-1.5 * 2 ** 20, '-1.5 MiB'],
      [2 ** 30, '1.0 GiB'],
      [3.25 * 2 ** 40, '3.3 TiB'],
      [2 ** 70, '1048576.0 PiB'],
    ];
    for (const [amount, text] of amounts) assert.equal(formatAmount(amount, 'bytes'), text);
    assert.equal(formatAmounts([2 ** 20, 2 ** 30], ' of ', 'bytes'), '0.0 of 1.0 GiB');
    assert.equal(formatAmounts([1234.56, 0.000123456], ' to ', 'plain'), '1235 to 0.0001235');
  });

  it('of a duration grow with it', () => {
    const durations: readonly (readonly [number, string])[] = [
      [0.4, '0 s'],
      [41.4, '41 s'],
      [119, '119 s'],
      [120, '2 min'],
      [7199, '120 min'],
      [7200, '2.0 h'],
      [172_800, '2.0 days'],
    ];
    for (const [seconds, text] of durations) assert.equal(formatDuration(seconds), text);
  });

  it('are those of the longest duration', () => {
    assert.equal(formatDurations([70, 210], ' to '), '1 to 4 min');
    assert.equal(formatDurations([-7200, 60], ' to '), '-2.0 to 0.0 h');
  });
});
