import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Agent, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { classifyStatus } from '../../../../notifiers/http-client/http-outcome.ts';
import { sendHttpRequest } from '../../../../notifiers/http-client/http-request.ts';
import { throughProxy } from '../../../../notifiers/http-client/proxied-request.ts';
import { ProxyChoice } from '../../../../notifiers/http-client/proxy.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { ForwardProxy } from '../../../support/forward-proxy.ts';
import { freePort } from '../../../../tools/stack/free-port.ts';
import { loopbackCertificate, loopbackKey } from '../../../support/loopback-certificate.ts';
import { until } from '../../../support/until.ts';

const basic = `Basic ${Buffer.from('dma:s3cret').toString('base64')}`;

/** The part of a request that leads it through the proxy of the environment. */
function through(url: string) {
  const secrets = new KnownSecrets();
  const env = (name: string) => (name === 'ALL_PROXY' ? url : undefined);
  return { secrets, proxy: new ProxyChoice({ proxy: undefined, proxyAuth: undefined }, { env, secrets }) };
}

describe('a request through a proxy', () => {
  let proxy: ForwardProxy;
  let received: {
    readonly url: string | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
  const plain = createServer(record());
  const tls = createTlsServer({ cert: loopbackCertificate, key: loopbackKey }, record());

  function record(): RequestListener {
    return (incoming, answer) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (text: string) => (body += text));
      incoming.on('end', () => {
        received.push({ url: incoming.url, headers: incoming.headers, body });
        answer.writeHead(200).end('taken');
      });
    };
  }

  before(async () => {
    for (const server of [plain, tls]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
  });
  after(() => {
    plain.close();
    tls.close();
  });
  beforeEach(async () => {
    received = [];
    proxy = await new ForwardProxy().start();
  });
  afterEach(() => proxy.close());

  const portOf = (server: typeof plain | typeof tls) => (server.address() as AddressInfo).port;
  const withPassword = () => proxy.url.replace('//', '//dma:s3cret@');

  it('to http is passed on by the proxy, which alone is shown the password for it', async () => {
    const port = portOf(plain);
    const url = `http://receiver.test:${port}/hook?key=1`;
    const answer = await sendHttpRequest({
      method: 'POST',
      url,
      body: 'alert',
      ...through(withPassword()),
    });
    assert.equal(answer.kind === 'answer' && answer.body, 'taken', JSON.stringify(answer));
    const host = `receiver.test:${port}`;
    assert.deepEqual(proxy.requests, [{ line: `POST ${url}`, host, authorization: basic }]);
    assert.equal(received.length, 1);
    const [{ headers, body, url: path }] = received as [(typeof received)[0]];
    assert.deepEqual([path, headers.host, body], ['/hook?key=1', host, 'alert']);
    assert.equal(headers['proxy-authorization'], undefined);
  });

  it('to https is a tunnel, in which the certificate of the receiver counts', async () => {
    const port = portOf(tls);
    const url = `https://127.0.0.1:${port}/hook`;
    const request = { method: 'POST', url, body: 'alert', ...through(withPassword()) } as const;
    const answer = await sendHttpRequest({ ...request, ca: loopbackCertificate });
    assert.equal(answer.kind === 'answer' && answer.body, 'taken', JSON.stringify(answer));
    const host = `127.0.0.1:${port}`;
    assert.deepEqual(proxy.requests, [{ line: `CONNECT ${host}`, host, authorization: basic }]);
    assert.equal(received[0]?.headers['proxy-authorization'], undefined);

    const untrusted = await sendHttpRequest(request);
    assert.ok(untrusted.kind === 'failed');
    assert.equal(untrusted.delivery.reason, 'tls');
  });

  it('is the same through a proxy that speaks TLS, with the certificates to trust', async () => {
    const secure = await new ForwardProxy({ cert: loopbackCertificate, key: loopbackKey }).start();
    try {
      for (const [scheme, server, line] of [
        ['http', plain, `GET http://127.0.0.1:${portOf(plain)}/hook`],
        ['https', tls, `CONNECT 127.0.0.1:${portOf(tls)}`],
      ] as const) {
        const url = `${scheme}://127.0.0.1:${portOf(server)}/hook`;
        const request = { method: 'GET', url, ...through(secure.url) } as const;
        const answer = await sendHttpRequest({ ...request, ca: loopbackCertificate });
        assert.equal(answer.kind === 'answer' && answer.body, 'taken', JSON.stringify(answer));
        assert.equal(secure.requests.at(-1)?.line, line);
        const untrusted = await sendHttpRequest(request);
        assert.equal(untrusted.kind === 'failed' && untrusted.delivery.reason, 'tls');
      }
      await until('no open connection', 10, () => secure.connections === 0);
    } finally {
      secure.close();
    }
  });

  for (const [url, address] of [
    ['http://proxy.test', 'proxy.test:80:'],
    ['https://proxy.test', 'proxy.test:443:'],
    ['http://[2001:db8::1]:3128', '2001:db8::1:3128:'],
  ] as const)
    it(`connects to ${address.slice(0, -1)} where the proxy is ${url}`, () => {
      const parts = {
        proxy: { kind: 'proxy', url: new URL(url), authorization: undefined },
        lookup: () => {},
        ca: undefined,
        signal: new AbortController().signal,
      } as const;
      const { request } = throughProxy('http://receiver.test/', parts);
      const sent = request!(new URL('http://receiver.test/'), {});
      sent.on('error', () => {});
      const [name] = Object.keys((sent as unknown as { agent: Agent }).agent.sockets);
      sent.destroy();
      assert.ok(name?.startsWith(address), name);
    });

  it('names a receiver by its name, which the proxy looks up, and an IPv6 address in brackets', async () => {
    proxy.refusal = 502;
    for (const [url, line] of [
      ['https://receiver.test/', 'CONNECT receiver.test:443'],
      ['https://[::1]:9443/', 'CONNECT [::1]:9443'],
    ] as const) {
      const answer = await sendHttpRequest({ method: 'GET', url, ...through(proxy.url) });
      assert.equal(answer.kind, 'failed');
      assert.equal(proxy.requests.at(-1)?.line, line);
    }
  });

  it('fails as the proxy says, with the cure where a person has to mend something', async () => {
    for (const [status, reason, cure] of [
      [407, 'unauthorized', /credentials for the proxy/],
      [403, 'forbidden', /let the proxy allow/],
      [502, 'unreachable', undefined],
    ] as const) {
      proxy.refusal = status;
      const url = 'https://receiver.test/secret';
      const answer = await sendHttpRequest({
        method: 'GET',
        url,
        label: 'GET x',
        ...through(withPassword()),
      });
      assert.ok(answer.kind === 'failed');
      const { delivery } = answer;
      assert.deepEqual([delivery.reason, delivery.recoverable], [reason, true]);
      assert.equal(delivery.message, `GET x through proxy ${proxy.url}: the proxy answered ${status}`);
      if (cure) assert.match(delivery.cure ?? '', cure);
      else assert.equal(delivery.cure, undefined);
    }
    await until('no open connection', 10, () => proxy.connections === 0);
    proxy.refusal = 407;
    const answer = await sendHttpRequest({
      method: 'GET',
      url: 'http://receiver.test/',
      ...through(proxy.url),
    });
    assert.ok(answer.kind === 'answer');
    const delivery = classifyStatus(answer);
    assert.match((delivery.outcome === 'failed' && delivery.cure) || '', /credentials for the proxy/);
  });

  it('names the proxy that is not there', async () => {
    const gone = `http://127.0.0.1:${await freePort()}`;
    for (const scheme of ['http', 'https']) {
      const url = `${scheme}://receiver.test/`;
      const answer = await sendHttpRequest({ method: 'GET', url, ...through(gone) });
      assert.ok(answer.kind === 'failed');
      assert.equal(answer.delivery.reason, 'unreachable');
      assert.match(
        answer.delivery.message,
        new RegExp(`through proxy ${gone}: connect ECONNREFUSED .*start the proxy, or correct its URL$`),
      );
    }
  });

  it('leaves no connection behind: neither at a proxy that is silent, nor after an answer', async () => {
    proxy.refusal = 'silence';
    for (const scheme of ['http', 'https']) {
      const url = `${scheme}://receiver.test/`;
      const request = { method: 'GET', url, timeoutSeconds: 0.2, ...through(proxy.url) } as const;
      const answer = await sendHttpRequest(request);
      assert.equal(answer.kind === 'failed' && answer.delivery.reason, 'timeout');
      const abort = new AbortController();
      const pending = sendHttpRequest({
        method: 'GET',
        url,
        signal: abort.signal,
        ...through(proxy.url),
      });
      const { length } = proxy.requests;
      await until('a request', 10, () => proxy.requests.length > length);
      abort.abort();
      const aborted = await pending;
      assert.equal(aborted.kind === 'failed' && aborted.delivery.reason, 'aborted');
    }
    proxy.refusal = undefined;
    for (const url of [`https://127.0.0.1:${portOf(tls)}/`, `http://127.0.0.1:${portOf(plain)}/`])
      for (let count = 0; count < 3; count++) {
        const request = { method: 'GET', url, ca: loopbackCertificate, ...through(proxy.url) } as const;
        assert.equal((await sendHttpRequest(request)).kind, 'answer');
      }
    await until('no open connection', 10, () => proxy.connections === 0);
  });
});
