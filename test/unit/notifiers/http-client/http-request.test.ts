import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createPlainTlsServer } from 'node:tls';
import nock from 'nock';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { classifyStatus } from '../../../../notifiers/http-client/http-outcome.ts';
import { sendHttpRequest } from '../../../../notifiers/http-client/http-request.ts';
import { ProxyChoice } from '../../../../notifiers/http-client/proxy.ts';
import { expiredCertificate, expiredKey } from '../../../support/expired-certificate.ts';
import { fastMisbehaviours, HostileReceiver, slowMisbehaviours } from '../../../support/hostile-receiver.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';
import { loopbackCertificate, loopbackKey } from '../../../support/loopback-certificate.ts';
import { until } from '../../../support/until.ts';

const url = 'http://user:SeKrEt@receiver.test/path?key=SeKrEt';

describe('one HTTP request', () => {
  interceptHttp();

  it('has nothing of what it sends as a secret in the beginning of the answer, wherever that is repeated', async () => {
    const secrets = new KnownSecrets();
    secrets.add('from-a-file');
    nock('http://receiver.test')
      .get('/')
      .reply(400, function () {
        return `${JSON.stringify(this.req.headers)} pa$$word t0ken-1234 opensesame from-a-file`;
      });
    const answer = await sendHttpRequest({
      secrets,
      method: 'GET',
      url: 'http://user:pa%24%24word@receiver.test/',
      headers: { 'x-auth-token': 't0ken-1234', 'x-api-key': 'opensesame', 'x-team': 'operations' },
    });
    assert.ok(answer.kind === 'answer');
    assert.doesNotMatch(answer.excerpt, /pa\$|t0ken|opens|from-a/);
    assert.match(answer.excerpt, /"Basic \*\*\*.*"x-team":"operations".* \*\*\* \*\*\* \*\*\* \*\*\*$/);
  });

  it('has no credentials of an unknown scheme there, nor the first word of a secret with a space', async () => {
    nock('http://receiver.test').get('/').reply(400, 'no t0ken-1234 of open sesame');
    const answer = await sendHttpRequest({
      secrets: new KnownSecrets(),
      method: 'GET',
      url: 'http://receiver.test/',
      headers: { authorization: 'Custom t0ken-1234', 'x-api-key': 'open sesame' },
    });
    assert.equal(answer.kind === 'answer' && answer.excerpt, 'no *** of ***');
  });

  it('has text as body also where the answer is compressed, which nobody asked for', async () => {
    nock('http://receiver.test').get('/').reply(200, Buffer.from('done'), { 'content-encoding': 'gzip' });
    const answer = await sendHttpRequest({
      secrets: new KnownSecrets(),
      method: 'GET',
      url: 'http://receiver.test/',
    });
    assert.deepEqual(answer.kind === 'answer' && [answer.body, answer.excerpt], ['done', '']);
  });

  it('sends JSON with its length, never chunked, and says who it is', async () => {
    const headers: Record<string, unknown>[] = [];
    nock('http://receiver.test')
      .put('/path')
      .query(true)
      .reply(function () {
        headers.push(this.req.headers);
        return [200, 'done', { 'x-a': 'b' }];
      });
    const answer = await sendHttpRequest({
      secrets: new KnownSecrets(),
      method: 'PUT',
      url,
      json: [{ a: '\u00e9' }],
    });
    assert.ok(answer.kind === 'answer');
    assert.deepEqual([answer.status, answer.body, answer.headers['x-a']], [200, 'done', 'b']);
    const [sent] = headers;
    assert.equal(String(sent?.['content-length']), '12');
    assert.equal(String(sent?.['content-type']), 'application/json');
    assert.equal(String(sent?.['user-agent']), 'collectd-dma');
    assert.equal(sent?.['transfer-encoding'], undefined);
    assert.equal(
      String(sent?.['connection']),
      'close',
      'a kept connection may be closed when it is used again',
    );
    assert.equal(sent?.['accept-encoding'], undefined, 'a compressed answer could be of any size');
  });

  it('names the request in messages without user info and query', async () => {
    nock('http://receiver.test').get('/path').query(true).reply(503);
    const answer = await sendHttpRequest({ secrets: new KnownSecrets(), method: 'GET', url });
    assert.ok(answer.kind === 'answer');
    assert.deepEqual(classifyStatus(answer), {
      outcome: 'failed',
      reason: 'server-error',
      recoverable: true,
      message: 'GET http://receiver.test/path: answered 503',
    });
  });

  it('passes Retry-After on with 429 and 503, and with nothing else', async () => {
    for (const [status, seconds] of [
      [429, 7],
      [503, 7],
      [500, undefined],
      [400, undefined],
    ] as const) {
      nock('http://receiver.test').get('/path').query(true).reply(status, '', { 'Retry-After': '7' });
      const answer = await sendHttpRequest({ secrets: new KnownSecrets(), method: 'GET', url });
      assert.ok(answer.kind === 'answer');
      const delivery = classifyStatus(answer);
      assert.equal(delivery.outcome === 'failed' && delivery.retryAfterSeconds, seconds, String(status));
    }
  });

  it('sends a text as it is, with its own Content-Type', async () => {
    let type: unknown;
    const receiver = nock('http://receiver.test')
      .put('/path', '{ }')
      .query(true)
      .reply(function () {
        type = this.req.headers['content-type'];
        return [200];
      });
    await sendHttpRequest({
      secrets: new KnownSecrets(),
      method: 'PUT',
      url,
      body: '{ }',
      headers: { 'content-type': 'text/plain' },
    });
    assert.ok(receiver.isDone());
    assert.equal(type, 'text/plain');
  });

  it("names OpenStack's request id, but nothing that is not one", async () => {
    for (const [id, expected] of [
      ['req-1', 'GET http://receiver.test/path: answered 400 (req-1)'],
      ['x'.repeat(65), 'GET http://receiver.test/path: answered 400'],
    ] as const) {
      nock('http://receiver.test').get('/path').query(true).reply(400, '', { 'X-Openstack-Request-Id': id });
      const answer = await sendHttpRequest({ secrets: new KnownSecrets(), method: 'GET', url });
      assert.ok(answer.kind === 'answer');
      const delivery = classifyStatus(answer);
      assert.equal(delivery.outcome === 'failed' && delivery.message, expected);
    }
  });

  it('follows no redirect and repeats nothing', async () => {
    for (const status of [301, 307, 429, 503]) {
      const single = nock('http://receiver.test')
        .get('/')
        .reply(status, '', { location: 'http://other.test/' });
      const answer = await sendHttpRequest({
        secrets: new KnownSecrets(),
        method: 'GET',
        url: 'http://receiver.test/',
      });
      assert.equal(answer.kind === 'answer' && answer.status, status);
      assert.ok(single.isDone());
    }
  });

  for (const [code, reason, recoverable, cure = ''] of [
    ['ECONNREFUSED', 'unreachable', true, '; nothing listens there: start the server, or correct its URL'],
    ['ENOTFOUND', 'unreachable', true, '; correct the name in its URL, or in DNS'],
    ['ECONNRESET', 'unreachable', true, '; the server closed the connection, or was stopped: see its log'],
    [
      'EHOSTUNREACH',
      'unreachable',
      true,
      '; is that machine up, and is there a route to it past the firewalls?',
    ],
    ['EOTHER', 'unreachable', true],
    ['ETIMEDOUT', 'timeout', true],
    ['CERT_HAS_EXPIRED', 'tls', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', true],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls', true],
    ['ERR_MISSING_PASSPHRASE', 'tls', true],
    ['EPROTO', 'tls', true],
    ['HPE_INVALID_CONSTANT', 'bad-answer', true],
  ] as const) {
    it(`calls ${code} ${reason}${cure}`, async () => {
      nock('http://receiver.test')
        .get('/path')
        .query(true)
        .replyWithError(Object.assign(new Error('of the\nsocket'), { code }));
      assert.deepEqual(await sendHttpRequest({ secrets: new KnownSecrets(), method: 'GET', url }), {
        kind: 'failed',
        delivery: {
          outcome: 'failed',
          reason,
          recoverable,
          message: `GET http://receiver.test/path: of the socket${cure}`,
        },
      });
    });
  }

  it('gives up after its timeout', async () => {
    nock('http://receiver.test').get('/').delay(5000).reply(200);
    const answer = await sendHttpRequest({
      secrets: new KnownSecrets(),
      method: 'GET',
      url: 'http://receiver.test/',
      timeoutSeconds: 0.02,
    });
    assert.ok(answer.kind === 'failed');
    assert.deepEqual([answer.delivery.reason, answer.delivery.recoverable], ['timeout', true]);
    nock.abortPendingRequests();
  });

  it('refuses an answer that is too long', async () => {
    nock('http://receiver.test').get('/').times(2).reply(200, 'x'.repeat(2000));
    const request = { secrets: new KnownSecrets(), method: 'GET', url: 'http://receiver.test/' } as const;
    const whole = await sendHttpRequest({ ...request, maxAnswerBytes: 2000 });
    assert.equal(whole.kind === 'answer' && whole.body.length, 2000);
    const answer = await sendHttpRequest({ ...request, maxAnswerBytes: 1999 });
    assert.ok(answer.kind === 'failed');
    assert.equal(answer.delivery.message, 'GET http://receiver.test/: the answer is longer than 1999 bytes');
    assert.deepEqual([answer.delivery.reason, answer.delivery.recoverable], ['bad-answer', true]);
  });

  it('is not sent when it is aborted before, nor when its proxy cannot be had', async () => {
    const receiver = nock('http://receiver.test').get('/').reply(200);
    const secrets = new KnownSecrets();
    const request = { secrets, method: 'GET', url: 'http://receiver.test/' } as const;
    assert.deepEqual(await sendHttpRequest({ ...request, signal: AbortSignal.abort() }), {
      kind: 'failed',
      delivery: {
        outcome: 'failed',
        reason: 'aborted',
        recoverable: true,
        message: 'GET http://receiver.test/: aborted',
      },
    });
    const proxyAuth = { username: 'dma', passwordFile: '/nowhere/password' };
    const options = { proxy: 'http://proxy.test:3128', proxyAuth };
    const proxy = new ProxyChoice(options, { env: () => undefined, secrets });
    const answer = await sendHttpRequest({ ...request, proxy });
    assert.equal(
      answer.kind === 'failed' && answer.delivery.message,
      'cannot read /nowhere/password: ENOENT',
    );
    assert.ok(!receiver.isDone());
  });

  it('fails at what is no URL, as a catalog may name one', async () => {
    const answer = await sendHttpRequest({ secrets: new KnownSecrets(), method: 'GET', url: 'nonsense' });
    assert.ok(answer.kind === 'failed');
    assert.match(answer.delivery.message, /^GET \(not a URL\): Invalid URL/);
    assert.equal(answer.delivery.reason, 'rejected');
  });

  it('refuses a header that would inject another, without showing it', async () => {
    const headers = { 'x-key': 'SeKrEt\r\nx-other: 1' };
    const answer = await sendHttpRequest({
      secrets: new KnownSecrets(),
      method: 'GET',
      url: 'http://receiver.test/',
      headers,
    });
    assert.ok(answer.kind === 'failed');
    assert.deepEqual([answer.delivery.reason, answer.delivery.recoverable], ['rejected', false]);
    assert.doesNotMatch(answer.delivery.message, /SeKrEt/);
  });
});

describe('one HTTP request on a real socket', () => {
  it('fails as aborted when aborted under way', async () => {
    const server = createServer();
    const connected = once(server, 'connection') as Promise<[Socket]>;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const abort = new AbortController();
    const pending = sendHttpRequest({
      secrets: new KnownSecrets(),
      method: 'GET',
      url: originOf(server.address()),
      signal: abort.signal,
    });
    const [socket] = await connected;
    abort.abort();
    const answer = await pending;
    assert.ok(answer.kind === 'failed');
    assert.deepEqual([answer.delivery.reason, answer.delivery.recoverable], ['aborted', true]);
    assert.match(answer.delivery.message, /^GET http:.*: aborted$/);
    socket.destroy();
    server.close();
  });

  it('leaves no listener on the signal', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 204 \r\n\r\n')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { signal } = new AbortController();
    const request = { secrets: new KnownSecrets(), method: 'GET', signal } as const;
    const answer = await sendHttpRequest({ ...request, url: originOf(server.address()) });
    assert.equal(answer.kind === 'answer' && answer.status, 204);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
    server.close();
  });

  it('calls an answer that is no HTTP bad-answer, and a cut one unreachable', async () => {
    for (const [bytes, reason] of [
      ['HELLO\r\n\r\n', 'bad-answer'],
      ['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'unreachable'],
    ] as const) {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(bytes));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const answer = await sendHttpRequest({
        secrets: new KnownSecrets(),
        method: 'GET',
        url: originOf(server.address()),
      });
      assert.ok(answer.kind === 'failed');
      assert.deepEqual([answer.delivery.reason, answer.delivery.recoverable], [reason, true]);
      server.close();
    }
  });
});

describe('several HTTP requests', () => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

  for (const scheme of ['http', 'https'] as const)
    it(`reach a server that closes as asked without saying so (${scheme})`, async () => {
      let connections = 0;
      const onSocket = (socket: Socket) => {
        connections += 1;
        let requests = 0;
        socket.on('error', () => {});
        socket.on('data', () => {
          requests += 1;
          // As asked; a client that has kept the connection meets its end while it sends the next request.
          if (requests === 1) socket.write(answer);
          else socket.destroy();
        });
      };
      const server =
        scheme === 'http'
          ? createServer(onSocket)
          : createPlainTlsServer({ cert: loopbackCertificate, key: loopbackKey }, onSocket);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const target = originOf(server.address()).replace('http:', `${scheme}:`);
      for (let count = 1; count <= 4; count++) {
        const got = await sendHttpRequest({
          secrets: new KnownSecrets(),
          method: 'GET',
          url: target,
          ca: loopbackCertificate,
        });
        assert.equal(got.kind === 'answer' && got.body, 'ok', `request ${count}`);
        assert.equal(connections, count, 'each has its own connection');
      }
      server.close();
      await once(server, 'close');
    });
});

describe('one HTTP request to a hostile receiver', () => {
  for (const behaviour of [...fastMisbehaviours, ...slowMisbehaviours]) {
    const isSlow = slowMisbehaviours.includes(behaviour);

    it(`that ${behaviour} fails, may be repeated, and costs little memory`, async () => {
      const receiver = await HostileReceiver.start(behaviour);
      try {
        const timeoutSeconds = isSlow ? 0.5 : 20;
        const answer = await sendHttpRequest({
          secrets: new KnownSecrets(),
          method: 'POST',
          url: receiver.origin,
          body: 'x',
          timeoutSeconds,
        });
        assert.ok(answer.kind === 'failed');
        const { reason, recoverable, message } = answer.delivery;
        assert.equal(recoverable, true);
        assert.ok(isSlow ? reason === 'timeout' : ['unreachable', 'bad-answer'].includes(reason), reason);
        assert.ok(message.startsWith(`POST ${receiver.origin}/: `), message);
        // Most of it is in the kernel.
        if (!isSlow) assert.ok(receiver.pouredBytes < 30e6, `took ${receiver.pouredBytes} bytes`);
      } finally {
        await receiver.close();
      }
    });

    if (isSlow)
      it(`that ${behaviour} ends when it is aborted`, async () => {
        const receiver = await HostileReceiver.start(behaviour);
        try {
          const abort = new AbortController();
          const pending = sendHttpRequest({
            secrets: new KnownSecrets(),
            method: 'POST',
            url: receiver.origin,
            body: 'x',
            signal: abort.signal,
          });
          await until('the request', 10, () => receiver.requests.length > 0);
          abort.abort();
          const answer = await pending;
          assert.equal(answer.kind === 'failed' && answer.delivery.reason, 'aborted');
        } finally {
          await receiver.close();
        }
      });
  }
});

describe('one HTTPS request', () => {
  let servers: Server[];
  let origin: string;

  async function listen(options: ServerOptions = {}): Promise<string> {
    const own = { cert: loopbackCertificate, key: loopbackKey };
    const server = createTlsServer({ ...own, ...options }, (_request, response) => {
      response.end('hello');
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return originOf(server.address()).replace('http:', 'https:');
  }

  beforeEach(async () => {
    servers = [];
    origin = await listen();
  });
  afterEach(() => servers.forEach((server) => server.close()));

  it('trusts the given certificates', async () => {
    const answer = await sendHttpRequest({
      secrets: new KnownSecrets(),
      method: 'GET',
      url: origin,
      ca: loopbackCertificate,
    });
    assert.equal(answer.kind === 'answer' && answer.body, 'hello');
  });

  it('calls a certificate that nobody trusts tls, and one for another host', async () => {
    for (const request of [
      { url: origin },
      { url: origin.replace('127.0.0.1', 'localhost'), ca: loopbackCertificate },
    ]) {
      const answer = await sendHttpRequest({ secrets: new KnownSecrets(), method: 'GET', ...request });
      assert.ok(answer.kind === 'failed');
      assert.deepEqual([answer.delivery.reason, answer.delivery.recoverable], ['tls', true]);
    }
  });

  it('shows its certificate to a server that asks for one', async () => {
    const ours = { certificate: loopbackCertificate, key: loopbackKey };
    const asking = await listen({ requestCert: true, rejectUnauthorized: true, ca: loopbackCertificate });
    const request = { secrets: new KnownSecrets(), method: 'GET', ca: loopbackCertificate } as const;
    const known = await sendHttpRequest({ ...request, url: asking, clientCertificate: ours });
    assert.equal(known.kind === 'answer' && known.body, 'hello', JSON.stringify(known));
    const unknown = await sendHttpRequest({ ...request, url: asking });
    assert.equal(unknown.kind, 'failed');
  });

  const expired = { certificate: expiredCertificate, key: expiredKey };
  for (const [title, given, reason, message] of [
    [
      'an expired CA, which holds the queue',
      { ca: expiredCertificate },
      'tls',
      /^GET https:\S+: .+; caFile: the certificate CN=expired expired on 2021-01-01$/,
    ],
    [
      'an expired client certificate, on which the receiver hangs up',
      { ca: loopbackCertificate, clientCertificate: expired },
      undefined,
      /; clientCertificate\.certFile: the certificate CN=expired expired on 2021-01-01$/,
    ],
    [
      'none where the receiver asks for one that we do not have',
      { ca: loopbackCertificate },
      undefined,
      /^GET [^;]*; (it asks for a client certificate: name one in clientCertificate\.certFile, and its key in clientCertificate\.keyFile|the server closed the connection, .*)$/,
    ],
  ] as const)
    it(`names the fault of our certificates: ${title}`, async () => {
      const asking = await listen({ requestCert: true, rejectUnauthorized: true, ca: loopbackCertificate });
      const request = { secrets: new KnownSecrets(), method: 'GET', url: asking } as const;
      const answer = await sendHttpRequest({ ...request, ...given });
      assert.ok(answer.kind === 'failed');
      const { delivery } = answer;
      assert.match(delivery.message, message);
      assert.equal(delivery.recoverable, true);
      const isHeld = delivery.reason === 'tls' && message.source.includes('expired on');
      assert.equal(delivery.cure, isHeld ? 'renew or correct it' : undefined);
      if (reason) assert.equal(delivery.reason, reason);
    });

  it('blames no certificate for a server without TLS, nor for one that is silent', async () => {
    for (const [scheme, onSocket, reason] of [
      ['http', (socket: Socket) => void socket.destroy(), 'unreachable'],
      ['https', () => {}, 'timeout'],
    ] as const) {
      const server = createServer(onSocket).listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      const answer = await sendHttpRequest({
        secrets: new KnownSecrets(),
        method: 'GET',
        url: originOf(server.address()).replace('http', scheme),
        timeoutSeconds: 0.2,
        clientCertificate: expired,
      });
      assert.ok(answer.kind === 'failed');
      assert.equal(answer.delivery.reason, reason);
      assert.doesNotMatch(answer.delivery.message, /expired/);
    }
  });

  for (const isProxy of [false, true])
    it(`${isProxy ? 'says nothing of TLS for a proxy' : 'asks for https for a server'} that hangs up on http`, async () => {
      const server = createServer((socket) => socket.once('data', () => socket.destroy()));
      server.listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      const plain = originOf(server.address()).replace('https:', 'http:');
      const secrets = new KnownSecrets();
      const proxy = new ProxyChoice(isProxy ? { proxy: plain } : {}, { env: () => undefined, secrets });
      const target = isProxy ? 'http://receiver.test/' : plain;
      const answer = await sendHttpRequest({ secrets, method: 'GET', url: target, proxy });
      assert.ok(answer.kind === 'failed');
      assert.match(
        answer.delivery.message,
        isProxy
          ? /: socket hang up$/
          : /: socket hang up; if it speaks TLS there, the URL begins with https:\/\/$/,
      );
    });

  it('calls it tls, too, when the server speaks no TLS or the certificates are none', async () => {
    const plain = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 200 OK\r\n\r\n'));
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const plainUrl = originOf(plain.address()).replace('http:', 'https:');
    const noCertificate = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n';
    for (const request of [{ url: plainUrl }, { url: origin, ca: noCertificate }]) {
      const answer = await sendHttpRequest({ secrets: new KnownSecrets(), method: 'GET', ...request });
      assert.equal(answer.kind === 'failed' && answer.delivery.reason, 'tls');
    }
    plain.close();
  });
});

function originOf(address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  return `http://127.0.0.1:${(address as AddressInfo).port}/`;
}
