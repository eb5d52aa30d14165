import assert from 'node:assert/strict';
import {
  classifyError,
  classifyStatus,
  describeRefusal,
  parseRetryAfter,
} from '../../../../notifiers/http-client/http-outcome.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';

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
    [300, 'rejected', /nothing takes requests there/],
    [301, 'rejected', /address that it redirects to/],
    [302, 'rejected', /address that it redirects to/],
    [307, 'rejected', /address that it redirects to/],
    [304, 'rejected', /nothing takes requests there/],
    [399, 'rejected', /nothing takes requests there/],
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

describe('a status', () => {
  for (const [status, expected] of [
    [199, 'rejected false'],
    [200, 'delivered'],
    [299, 'delivered'],
    [400, 'rejected false'],
    [408, 'timeout true'],
    [425, 'timeout true'],
    [429, 'rate-limited true'],
    [499, 'rejected false'],
    [500, 'server-error true'],
    [599, 'server-error true'],
  ] as const)
    it(`${status} is ${expected}`, () => {
      const answer = { kind: 'answer', status, headers: {}, body: '', excerpt: '', label: 'POST x' } as const;
      const delivery = classifyStatus(answer);
      const found =
        delivery.outcome === 'failed' ? `${delivery.reason} ${delivery.recoverable}` : 'delivered';
      assert.equal(found, expected);
    });
});

describe('the description of a refusal', () => {
  it('has the request, the status, what is known and what the receiver says', () => {
    const answer = {
      kind: 'answer',
      status: 401,
      headers: {},
      body: '',
      excerpt: '',
      label: 'POST x',
    } as const;
    assert.equal(describeRefusal(answer), 'POST x: answered 401');
    assert.equal(
      describeRefusal({ ...answer, excerpt: 'No' }, 'the password is wrong'),
      'POST x: answered 401: the password is wrong; it says: No',
    );
  });
});

function messageOf(message: string, code?: string): string {
  const error = Object.assign(new Error(message), code && { code });
  return classifyError(error, 'GET x', new KnownSecrets()).message;
}

describe('the description of an error', () => {
  it('has what OpenSSL says, without its codes and source positions', () => {
    const alert =
      'write EPROTO 80FB:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../rec.c:354:';
    assert.equal(messageOf(alert, 'EPROTO'), 'GET x: TLS: wrong version number');
    assert.equal(messageOf('self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'), 'GET x: self-signed');
  });

  it('is one line of at most 300 printable ASCII characters', () => {
    assert.equal(messageOf('a\u202e\u00e9b', 'ECONNRESET'), 'GET x: a b');
    assert.equal(messageOf('x'.repeat(400)), `GET x: ${'x'.repeat(300)}`);
  });
});
