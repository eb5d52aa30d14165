import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { Delivery } from '../../notifiers/notifier.ts';
import { createNotifier } from '../../notifiers/registry.ts';
import { exampleBatch, exampleContext } from '../support/example-event.ts';
import { expiredCertificate, expiredKey } from '../support/expired-certificate.ts';
import { makeAuthority, makeCertificate, openssl } from '../support/made-certificates.ts';
import { until } from '../support/until.ts';

const passphrase = 'SeKrEt-passphrase';

describe('a real TLS server that asks for a client certificate', () => {
  let folder: string;
  let servers: Server[];
  /** Who posted, by the common name of the certificate that was shown. */
  let posted: string[];
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tls-'));
    for (const name of ['ca', 'other-ca']) makeAuthority(path(name));
    for (const [name, authority, alternative] of [
      ['server', 'ca', 'IP:127.0.0.1'],
      ['elsewhere', 'ca', 'DNS:elsewhere.test'],
      ['client', 'ca', 'DNS:client.test'],
      ['stranger', 'other-ca', 'DNS:stranger.test'],
    ] as const)
      makeCertificate(path(name), path(authority), alternative);
    openssl(
      'pkey',
      '-in',
      path('client.key'),
      '-aes256',
      '-passout',
      `pass:${passphrase}`,
      '-out',
      path('locked.key'),
    );
    await writeFile(path('passphrase'), `${passphrase}\n`, { mode: 0o600 });
    await writeFile(path('wrong-passphrase'), 'SeKrEt-wrong\n', { mode: 0o600 });
    await writeFile(path('expired.pem'), expiredCertificate);
    for (const name of ['client.key', 'stranger.key', 'locked.key']) await chmod(path(name), 0o600);
  });
  beforeEach(() => {
    servers = [];
    posted = [];
  });
  afterEach(async () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    }
  });
  after(() => rm(folder, { recursive: true }));

  async function listen(options: ServerOptions = {}): Promise<string> {
    const usual = { cert: read('server.pem'), key: read('server.key'), ca: read('ca.pem') };
    const server = createServer(
      { ...usual, requestCert: true, rejectUnauthorized: true, ...options },
      (request, response) => {
        const { subject } = (request.socket as TLSSocket).getPeerCertificate();
        posted.push(String(subject?.CN ?? 'nobody'));
        request.resume();
        response.end('thanks');
      },
    );
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const client = (name = 'client', key = name) => ({
    clientCertificate: { certFile: path(`${name}.pem`), keyFile: path(`${key}.key`) },
  });

  async function assertTlsFailure(url: string, options: object, message: RegExp): Promise<void> {
    const delivery = await deliver(url, options);
    assert.ok(delivery.outcome === 'failed');
    assert.deepEqual([delivery.reason, delivery.recoverable], ['tls', true], delivery.message);
    assert.match(delivery.message, message);
    assert.ok(delivery.message.startsWith(`POST ${url}: `), 'the message names the receiver');
    assert.deepEqual(posted, []);
  }

  it('takes an event from one whose certificate it trusts, and whom we trust by a private CA', async () => {
    const caFile = path('ca.pem');
    assert.deepEqual(await deliver(await listen(), { caFile, ...client() }), { outcome: 'delivered' });
    assert.deepEqual(posted, ['client']);
  });

  it('takes it as well when the key has a passphrase', async () => {
    const { clientCertificate } = client('client', 'locked');
    const options = {
      caFile: path('ca.pem'),
      clientCertificate: { ...clientCertificate, passphraseFile: path('passphrase') },
    };
    assert.deepEqual(await deliver(await listen(), options), { outcome: 'delivered' });
    assert.deepEqual(posted, ['client']);
  });

  for (const file of [undefined, 'wrong-passphrase']) {
    it(`is not reached with ${file ? 'a wrong' : 'no'} passphrase for the key`, async () => {
      const { clientCertificate } = client('client', 'locked');
      const options = {
        caFile: path('ca.pem'),
        clientCertificate: { ...clientCertificate, ...(file && { passphraseFile: path(file) }) },
      };
      await assertTlsFailure(await listen(), options, /: TLS: bad decrypt; clientCertificate\.keyFile: /);
    });
  }

  // Node's own server says nothing to one of another CA; most others say why, as OpenSSL's does, while its stdin is
  // open.
  for (const version of ['tls1_2', 'tls1_3'] as const) {
    it(`refuses one without a certificate, or with one of another CA, by ${version}`, async () => {
      const names = ['-cert', path('server.pem'), '-key', path('server.key'), '-CAfile', path('ca.pem')];
      const args = [
        's_server',
        '-accept',
        '127.0.0.1:0',
        `-${version}`,
        '-Verify',
        '1',
        '-verify_return_error',
      ];
      const server = spawn('openssl', [...args, ...names], { stdio: ['pipe', 'pipe', 'ignore'] });
      const exited = once(server, 'exit');
      try {
        let output = '';
        server.stdout.on('data', (text: Buffer) => (output += text.toString()));
        const port = await until(
          'OpenSSL to listen',
          60,
          () => /^ACCEPT 127\.0\.0\.1:(\d+)$/m.exec(output)?.[1],
        );
        const url = `https://127.0.0.1:${port}`;
        const caFile = path('ca.pem');
        const asked =
          /: TLS: [\w/]+ alert [a-z ]+(; it asks for a client certificate: name one in clientCertificate\.certFile.*)?$/;
        await assertTlsFailure(url, { caFile }, asked);
        await assertTlsFailure(url, { caFile, ...client('stranger') }, /: TLS: [\w/]+ alert [a-z ]+$/);
      } finally {
        server.kill();
        await exited;
      }
    });
  }

  it('may also close the connection without a word, which may pass', async () => {
    const delivery = await deliver(await listen(), { caFile: path('ca.pem'), ...client('stranger') });
    assert.ok(delivery.outcome === 'failed');
    assert.deepEqual([delivery.reason, delivery.recoverable], ['unreachable', true]);
    assert.deepEqual(posted, []);
  });

  it('is not trusted with a certificate of another CA, or of one that the system does not know', async () => {
    const url = await listen();
    await assertTlsFailure(url, { caFile: path('other-ca.pem'), ...client() }, /self-signed|unable to/);
    await assertTlsFailure(url, client(), /self-signed|unable to/);
  });

  it('is not trusted with a certificate for another host', async () => {
    const url = await listen({ cert: read('elsewhere.pem'), key: read('elsewhere.key') });
    await assertTlsFailure(url, { caFile: path('ca.pem'), ...client() }, /does not match/);
  });

  it('is not trusted with a certificate that has expired', async () => {
    const url = await listen({ cert: expiredCertificate, key: expiredKey });
    const message = /; caFile: the certificate CN=expired expired on 2021-01-01$/;
    await assertTlsFailure(url, { caFile: path('expired.pem'), ...client() }, message);
  });

  it('is not reached with a key that is not that of the certificate, or with no key at all', async () => {
    const url = await listen();
    const caFile = path('ca.pem');
    await assertTlsFailure(
      url,
      { caFile, ...client('client', 'stranger') },
      /: TLS: key values mismatch; clientCertificate\.keyFile: is not the key of the certificate in clientCertificate\.certFile$/,
    );
    const noKey = { certFile: path('client.pem'), keyFile: path('passphrase') };
    await assertTlsFailure(
      url,
      { caFile, clientCertificate: noKey },
      /: TLS: [a-z ]+; clientCertificate\.keyFile: holds no private key \(PEM\)$/i,
    );
  });

  it('refuses a client certificate that has expired, and the message says that it has', async () => {
    const expired = client('expired');
    await writeFile(path('expired.key'), expiredKey, { mode: 0o600 });
    const delivery = await deliver(await listen(), { caFile: path('ca.pem'), ...expired });
    assert.ok(delivery.outcome === 'failed');
    assert.match(
      delivery.message,
      /; clientCertificate\.certFile: the certificate CN=expired expired on 2021-01-01$/,
    );
    assert.deepEqual(posted, []);
  });

  it('is reached with a new certificate as soon as its files are replaced', async () => {
    const url = await listen({ ca: read('other-ca.pem') });
    const [certFile, keyFile] = [path('rotated.pem'), path('rotated.key')];
    const options = { url, caFile: path('ca.pem'), clientCertificate: { certFile, keyFile } };
    const notifier = createNotifier('http', options, exampleContext());
    const outcomes: string[] = [];
    for (const name of ['client', 'stranger']) {
      await writeFile(certFile, read(`${name}.pem`));
      await writeFile(keyFile, read(`${name}.key`), { mode: 0o600 });
      outcomes.push((await notifier.deliver(exampleBatch(), new AbortController().signal)).outcome);
    }
    assert.deepEqual(outcomes, ['failed', 'delivered']);
    assert.deepEqual(posted, ['stranger']);
  });

  it('is reached by the alertmanager notifier, too', async () => {
    const options = { urls: [await listen()], caFile: path('ca.pem'), ...client() };
    const notifier = createNotifier('alertmanager', options, exampleContext());
    const delivery = await notifier.deliver(exampleBatch(), new AbortController().signal);
    assert.equal(delivery.outcome, 'delivered');
    assert.deepEqual([...new Set(posted)], ['client']);
  });
});

/** Of the http notifier. What failed must hold no secret and be a line. */
async function deliver(url: string, options: object): Promise<Delivery> {
  const notifier = createNotifier('http', { url, timeoutSeconds: 5, ...options }, exampleContext());
  const delivery = await notifier.deliver(exampleBatch(), new AbortController().signal);
  notifier.close();
  assert.doesNotMatch(JSON.stringify(delivery), /SeKrEt|PRIVATE/);
  if (delivery.outcome === 'failed') assert.doesNotMatch(delivery.message, /\p{Cc}/u);
  return delivery;
}
