import assert from 'node:assert/strict';
import { parseRetryAfter } from '../../../../notifiers/http-client/http-outcome.ts';

const date = 'Sat, 21 Nov 2026 02:00:00 GMT';

describe('Retry-After', () => {
  for (const [text, expected] of [
    ['120', 120],
    [' 0 ', 0],
    ['9999999999', 86_400],
    ['Sat, 21 Nov 2026 02:01:30 GMT', 90],
    ['Sat, 21 Nov 2026 01:00:00 GMT', 0],
    ['Sat, 21 Nov 2037 01:00:00 GMT', 86_400],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['soon GMT', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(text)} is ${expected === undefined ? 'not understood' : `${expected} s`}`, () => {
      assert.equal(parseRetryAfter({ 'retry-after': text, date }), expected);
    });
  }

  it('is unknown when there is none, or a date without one to compare it with', () => {
    assert.equal(parseRetryAfter({ date }), undefined);
    assert.equal(parseRetryAfter({ 'retry-after': date }), undefined);
  });
});
