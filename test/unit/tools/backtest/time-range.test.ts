import assert from 'node:assert/strict';
import { parseTime } from '../../../../tools/backtest/time-range.ts';

const now = 1_795_226_400.5;

describe('a time on the command line', () => {
  for (const [text, expected] of [
    ['now', now],
    ['-30s', now - 30],
    ['-90m', now - 5400],
    ['-1.5h', now - 5400],
    ['-7d', now - 604_800],
    ['-2w', now - 1_209_600],
    ['1795226400.25', 1_795_226_400.25],
    ['2026-11-21', 1_795_219_200],
    ['2026-11-21T02:00', 1_795_226_400],
    ['2026-11-21 02:00:00.5', 1_795_226_400.5],
    ['2026-11-21T02:00:00Z', 1_795_226_400],
    ['2026-11-21T04:00+02:00', 1_795_226_400],
  ] as const) {
    it(`may be ${text}`, () => assert.equal(parseTime(text, '--from', now), expected));
  }

  it('is refused with the option and what is expected when it is none', () => {
    for (const text of ['', 'yesterday', '7d', '-7', '-7x', '2026-13-01', '2026-11-21T25:00', '12']) {
      assert.throws(() => parseTime(text, '--to', now), {
        name: 'UsageError',
        message: `--to: expected a time such as 2026-11-14T08:30 (UTC), -7d, now, or epoch seconds, not "${text}"`,
      });
    }
  });
});
