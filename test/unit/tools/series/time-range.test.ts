import assert from 'node:assert/strict';
import { parseTime } from '../../../../tools/series/time-range.ts';
import { inTimeZone } from '../../../support/time-zone.ts';

const now = 1_795_226_400.5;

describe('a time on the command line', function () {
  inTimeZone('Europe/Berlin');

  for (const [text, expected] of [
    ['now', now],
    ['-30s', now - 30],
    ['-90m', now - 5400],
    ['-1.5h', now - 5400],
    ['-7d', now - 604_800],
    ['-2w', now - 1_209_600],
    ['1795226400.25', 1_795_226_400.25],
    ['2026-11-21T02:00:00Z', 1_795_226_400],
    ['2026-11-21T04:00+02:00', 1_795_226_400],
    ['2026-11-21 04:00+0200', 1_795_226_400],
  ] as const) {
    it(`may be ${text}`, () => assert.equal(parseTime(text, '--from', now), expected));
  }

  for (const [text, expected] of [
    ['2026-11-21', 1_795_215_600],
    ['2026-11-21T03:00', 1_795_226_400],
    ['2026-11-21 03:00:00.5', 1_795_226_400.5],
    ['2026-07-01 12:00', Date.UTC(2026, 6, 1, 10) / 1000],
  ] as const) {
    it(`is local without a zone: ${text}`, () => assert.equal(parseTime(text, '--from', now), expected));
  }

  it('is the first of the two when the clocks are put back', () => {
    assert.equal(parseTime('2026-10-25 02:30', '--from', now), Date.UTC(2026, 9, 25, 0, 30) / 1000);
  });

  it('is refused with the option and what is expected when it is none', () => {
    for (const text of [
      '',
      'yesterday',
      '7d',
      '-7',
      '-7x',
      '2026-13-01',
      '2026-11-21T25:00',
      '2026-02-30',
      '2026-02-30T10:00Z',
      '12',
    ]) {
      assert.throws(() => parseTime(text, '--to', now), {
        name: 'UsageError',
        message: `--to: expected a time such as 2026-11-14T08:30 (local time), 2026-11-14T08:30Z, -7d, now, or epoch seconds, not "${text}"`,
      });
    }
  });

  it('is refused when the clocks are put forward over it', () => {
    assert.throws(() => parseTime('2026-03-29 02:30', '--from', now), { name: 'UsageError' });
    assert.equal(parseTime('2026-03-29 02:30Z', '--from', now), Date.UTC(2026, 2, 29, 2, 30) / 1000);
  });
});
