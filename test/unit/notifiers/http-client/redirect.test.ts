import assert from 'node:assert/strict';
import nock from 'nock';
import type { HttpRequest } from '../../../../notifiers/http-client/http-request.ts';
import { sendFollowingRedirects } from '../../../../notifiers/http-client/redirect.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';

const request: HttpRequest = {
  method: 'PUT',
  url: 'http://receiver.test/a',
  headers: { authorization: 'Bearer SeKrEt' },
  body: 'text',
  secrets: new KnownSecrets(),
  label: 'PUT http://receiver.test',
};

function redirect(path: string, location: string | undefined, status = 307, origin = 'http://receiver.test') {
  nock(origin)
    .put(path)
    .reply(status, '', location === undefined ? {} : { location });
}

describe('a request that follows redirects', () => {
  interceptHttp();

  for (const status of [307, 308]) {
    it(`goes on unchanged, credentials included, within the origin after ${status}`, async () => {
      redirect('/a', '/b?c=1', status);
      redirect('/b?c=1', 'http://receiver.test/d', status);
      const last = nock('http://receiver.test', { reqheaders: { authorization: 'Bearer SeKrEt' } })
        .put('/d', 'text')
        .reply(204);
      const answer = await sendFollowingRedirects(request);
      assert.equal(answer.kind === 'answer' && answer.status, 204);
      assert.ok(last.isDone());
    });
  }

  it('goes on from http to https of the same host, on the usual ports', async () => {
    redirect('/a', 'https://receiver.test/a');
    nock('https://receiver.test', { reqheaders: { authorization: 'Bearer SeKrEt' } })
      .put('/a', 'text')
      .reply(200);
    const answer = await sendFollowingRedirects(request);
    assert.equal(answer.kind === 'answer' && answer.status, 200);
  });

  for (const [title, from, to, shown] of [
    ['another host', 'http://receiver.test', 'http://evil.test/SeKrEt?SeKrEt', 'http://evil.test'],
    ['another host with https', 'http://receiver.test', 'https://evil.test/', 'https://evil.test'],
    ['a host without its scheme', 'http://receiver.test', '//evil.test/a', 'http://evil.test'],
    ['another port', 'http://receiver.test', 'http://receiver.test:81/', 'http://receiver.test:81'],
    [
      'https on another port',
      'http://receiver.test',
      'https://receiver.test:8443/',
      'https://receiver.test:8443',
    ],
    ['https from another port', 'http://receiver.test:81', 'https://receiver.test/', 'https://receiver.test'],
    ['http from https', 'https://receiver.test', 'http://receiver.test/', 'http://receiver.test'],
  ] as const) {
    it(`is not sent to ${title}`, async () => {
      redirect('/a', to, 307, from);
      const answer = await sendFollowingRedirects({ ...request, url: `${from}/a` });
      assert.ok(answer.kind === 'failed');
      assert.deepEqual(answer.delivery, {
        outcome: 'failed',
        reason: 'rejected',
        recoverable: true,
        message: `PUT http://receiver.test: answered 307 to ${shown}, which is not followed`,
        cure: 'put the new address into url',
      });
    });
  }

  for (const location of [
    undefined,
    '',
    'ftp://receiver.test/',
    'http://u:SeKrEt@receiver.test/',
    'http://[',
  ]) {
    it(`fails at the Location ${JSON.stringify(location)}`, async () => {
      redirect('/a', location);
      const answer = await sendFollowingRedirects(request);
      assert.deepEqual(answer.kind === 'failed' && answer.delivery, {
        outcome: 'failed',
        reason: 'rejected',
        recoverable: true,
        message: 'PUT http://receiver.test: answered 307 without a usable Location',
        cure: 'put the new address into url',
      });
    });
  }

  it('follows three redirects and no fourth', async () => {
    for (const [from, to] of ['ab', 'bc', 'cd', 'de'] as const) redirect(`/${from}`, `/${to}`);
    const beyond = nock('http://receiver.test').put('/e').reply(200);
    const answer = await sendFollowingRedirects(request);
    assert.ok(answer.kind === 'failed');
    const { reason, recoverable, message } = answer.delivery;
    assert.equal(message, 'PUT http://receiver.test: answered 307 after 3 redirects');
    assert.deepEqual([reason, recoverable], ['bad-answer', true], 'a loop is not the fault of the event');
    assert.equal(beyond.isDone(), false);
  });

  for (const status of [301, 302, 303]) {
    it(`takes ${status}, which would make a GET of it, as the answer`, async () => {
      redirect('/a', '/b', status);
      const answer = await sendFollowingRedirects(request);
      assert.equal(answer.kind === 'answer' && answer.status, status);
    });
  }
});
