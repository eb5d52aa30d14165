import assert from 'node:assert/strict';
import { classifyStatus, parseRetryAfter } from '../../../../notifiers/http-client/http-outcome.ts';

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

describe('a status that blames no event', () => {
  for (const [status, reason, cure] of [
    [301, 'rejected', /address that it redirects to/],
    [302, 'rejected', /address that it redirects to/],
    [307, 'rejected', /address that it redirects to/],
    [304, 'rejected', /nothing takes requests there/],
    [401, 'unauthorized', /credentials/],
    [402, 'forbidden', /account/],
    [403, 'forbidden', /permission/],
    [404, 'not-found', /URL/],
    [405, 'rejected', /URL or method/],
    [406, 'rejected', /headers/],
    [407, 'unauthorized', /proxyAuth/],
    [410, 'not-found', /gone for good/],
    [413, 'too-large', /limit/],
    [415, 'rejected', /format/],
    [421, 'rejected', /another server/],
    [426, 'rejected', /https/],
    [451, 'forbidden', /another receiver/],
  ] as const)
    it(`${status} holds the queue, with the cure`, () => {
      const answer = { kind: 'answer', status, headers: {}, body: '', excerpt: '', label: 'POST x' } as const;
      const delivery = classifyStatus(answer);
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], [reason, true]);
      assert.match(delivery.cure ?? '', cure);
    });

  for (const status of [400, 409, 422])
    it(`${status} is none: it makes a dead letter`, () => {
      const answer = { kind: 'answer', status, headers: {}, body: '', excerpt: '', label: 'POST x' } as const;
      const delivery = classifyStatus(answer);
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.recoverable, delivery.cure], [false, undefined]);
    });
});
