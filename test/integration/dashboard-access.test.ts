import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority, makeCertificate } from '../support/made-certificates.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { runDma, startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { putSpool } from '../support/watched-past.ts';

const token = 'the-token-of-the-test';

function bearer(of: string): RequestOptions {
  return { headers: { authorization: `Bearer ${of}` } };
}

/** A `dma dashboard` that other machines can reach, with TLS. */
describe('dma dashboard where others can connect', function () {
  let folder: string;
  let redis: OwnRedis;
  let running: RunningDma;
  let port: number;
  const path = (name: string): string => join(folder, name);
  const yaml = (dashboard: string): string =>
    `redis: {url: "${redis.url}"}\nspool: ${path('spool')}\ndashboard: ${dashboard}\n`;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-access-'));
    redis = await OwnRedis.start(folder);
    putSpool(path('spool'), Date.now() / 1000);
    writeFileSync(path('token'), token, { mode: 0o600 });
    for (const name of ['ca', 'other-ca']) makeAuthority(path(name));
    makeCertificate(path('server'), path('ca'), 'IP:127.0.0.1');
    makeCertificate(path('client'), path('ca'), 'DNS:client.test');
    makeCertificate(path('stranger'), path('other-ca'), 'DNS:stranger.test');
    for (const name of ['server', 'client', 'stranger']) chmodSync(path(`${name}.key`), 0o600);
    const certificate = `certificate: {certFile: ${path('server.pem')}, keyFile: ${path('server.key')}}`;
    const options = `{listen: "0.0.0.0:0", tokenFile: ${path('token')}, clientCaFile: ${path('ca.pem')}, ${certificate}}`;
    writeFileSync(path('dma.yaml'), yaml(options));
    running = startDma(['dashboard', '--config', path('dma.yaml')]);
    const url = await until(
      'it to listen',
      60,
      () => /listening at (https:\S+)/.exec(running.output.stderr)?.[1],
    );
    port = Number(new URL(url).port);
  });

  after(async function () {
    running?.child.kill();
    await running?.exited;
    await redis?.stop();
    rmSync(folder, { recursive: true });
  });

  /** Asks by TLS, as nobody unless the options say more. */
  async function ask(to: string, options: RequestOptions = {}, body = '') {
    const ca = readFileSync(path('ca.pem'));
    const asked = request({ host: '127.0.0.1', port, path: to, ca, agent: false, ...options });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    const { serialNumber: serial } = (answer.socket as TLSSocket).getPeerCertificate();
    for await (const part of answer) text += String(part);
    return { status: answer.statusCode, headers: answer.headers, text, serial };
  }

  const certified = (name: string): RequestOptions => ({
    cert: readFileSync(path(`${name}.pem`)),
    key: readFileSync(path(`${name}.key`)),
  });

  it('shows nothing but its health to who has neither token nor certificate', async function () {
    for (const to of ['/api/v1/health', '/metrics', '/api/perf'])
      assert.equal((await ask(to)).status, 401, to);
    const page = await ask('/episodes');
    assert.deepEqual([page.status, page.headers.location], [302, '/login?to=%2Fepisodes']);
    assert.equal((await ask('/-/healthy')).status, 200);
    assert.equal((await ask('/login')).status, 200);
    assert.equal((await ask('/api/v1/health', certified('stranger'))).status, 401, 'of another authority');
  });

  it('knows the holder of a certificate by its name, and takes the token as well', async function () {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ host: 'web1', duration: '1h', by: 'somebody else' });
    const post = { method: 'POST', headers, ...certified('client') };
    const { status, text } = await ask('/api/v1/silences', post, body);
    assert.deepEqual([status, (JSON.parse(text) as { by: string }).by], [200, 'client']);
    assert.equal((await ask('/metrics', { headers: { authorization: `Bearer ${token}` } })).status, 200);
  });

  it('gives a cookie that goes by TLS alone', async function () {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await ask('/login', { method: 'POST', headers }, `token=${token}&name=Ada&to=/`);
    assert.match(String(answer.headers['set-cookie']), /; Secure/);
    assert.equal(running.output.stderr.includes(token), false);
  });

  it('takes another token and another certificate at SIGHUP, and refuses what cannot be used', async function () {
    const reload = async (said: RegExp): Promise<void> => {
      const from = running.output.stderr.length;
      running.child.kill('SIGHUP');
      await until('it to say so', 60, () => said.test(running.output.stderr.slice(from)));
    };
    const other = 'another-token-of-the-test';
    const before = await ask('/metrics', bearer(token));
    writeFileSync(path('token'), other, { mode: 0o600 });
    makeCertificate(path('server'), path('ca'), 'IP:127.0.0.1');
    await reload(/^dma dashboard: the token and the certificates are read anew$/m);
    const after = await ask('/metrics', bearer(other));
    assert.deepEqual([before.status, after.status], [200, 200]);
    assert.notEqual(after.serial, before.serial);
    assert.equal((await ask('/metrics', bearer(token))).status, 401);
    writeFileSync(path('token'), 'short', { mode: 0o600 });
    await reload(/^dma dashboard: warning: the token and the certificates are not read anew, and the ones/m);
    assert.match(running.output.stderr, /the ones before stay: dashboard\.tokenFile: .* has 5 characters/);
    assert.equal((await ask('/metrics', bearer(other))).status, 200);
    assert.equal(running.output.stderr.includes(other), false);
  });

  it('refuses what would be open to everybody, or cannot be used, in one line', async function () {
    writeFileSync(path('short'), 'short', { mode: 0o600 });
    writeFileSync(path('open'), token, { mode: 0o644 });
    const wrongKey = `{certFile: ${path('server.pem')}, keyFile: ${path('client.key')}}`;
    for (const [options, message] of [
      [
        '{listen: "0.0.0.0:0"}',
        /dashboard\.listen: can be reached from other machines: set tokenFile or clientCaFile/,
      ],
      [
        `{tokenFile: ${path('short')}}`,
        /dashboard\.tokenFile: the token in .* has 5 characters; at least 16/,
      ],
      [`{tokenFile: ${path('open')}}`, /dashboard\.tokenFile: .* is readable by everyone; chmod 600/],
      [`{tokenFile: ${path('none')}}`, /dashboard\.tokenFile: cannot read .*ENOENT/],
      [`{certificate: ${wrongKey}}`, /dashboard\.certificate: .*is not the key of the certificate/],
    ] as const) {
      writeFileSync(path('wrong.yaml'), yaml(options));
      const { code, stderr } = await runDma(['dashboard', '--config', path('wrong.yaml')]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.ok(!stderr.includes(token));
    }
    writeFileSync(path('wrong.yaml'), yaml('{}'));
    const flag = await runDma(['dashboard', '--config', path('wrong.yaml'), '--listen', '[::]:0']);
    assert.equal(flag.code, 2);
    assert.match(flag.stderr, /^dma: --listen: \[::\]:0 can be reached from other machines/);
  });

  it('says that a port is taken, and ends with 1', async function () {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    writeFileSync(path('taken.yaml'), yaml('{}'));
    const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { code, stderr } = await runDma(['dashboard', '--config', path('taken.yaml'), '--listen', address]);
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, /cannot listen: .*EADDRINUSE.*; choose another --listen/);
  });

  it('ends with 0 at SIGTERM', async function () {
    running.child.kill('SIGTERM');
    assert.equal(await running.exited, 0);
  });
});
