import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../tools/dummies/congress/congress-dummy.ts';
import { startLoopbackServer, type LoopbackServer } from '../../tools/dummies/loopback-server.ts';
import { runDma, startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { notificationText } from '../support/spool-stage.ts';

/** Each kind of secret, by the name of the file that it is in. */
const secrets = {
  bearer: 'bearer-Iez4aeph',
  basic: 'basic-uo5Ahgho',
  hmac: 'hmac-Shaequ3e',
  template: 'template-Ahch4eiV',
  url: 'url-Wae4quoo',
  redis: 'redis-Oof9ohng',
  path: 'path-Ahph4uth',
  header: 'header-ieB6ohzu',
  // Of the environment.
  password: 'openstack-Xah2eiko',
};

/** Headers that a message shows a part of, each with the credentials in it. */
function headersRepeating(authorization: string): Record<string, string> {
  const credentials = authorization.replace(/^\S+ /, '');
  return {
    location: `http://${credentials.replaceAll('=', '')}.example/?${authorization}`,
    'retry-after': authorization,
    'x-openstack-request-id': credentials,
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

describe('secrets, when everything goes wrong', function () {
  let folder: string;
  let hung: Server;
  let redis: Server;
  let receiver: LoopbackServer;
  let congress: RunningCongressDummy;
  const running: RunningDma[] = [];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    for (const [name, secret] of Object.entries(secrets))
      writeFileSync(join(folder, name), `${secret}\n`, { mode: 0o600 });
    hung = createServer().listen(0, '127.0.0.1');
    await once(hung, 'listening');
    // A server that quotes what it was sent, in its headers as well.
    receiver = await startLoopbackServer(({ url, headers, body }) => ({
      status: Number(url.split('/')[1]),
      headers: {
        ...headersRepeating(headers.authorization ?? ''),
        'content-type': url.endsWith('html') ? 'text/html' : 'application/json',
      },
      body: url.endsWith('html')
        ? `<html><p>${escapeHtml(`${url} ${JSON.stringify(headers)}`)}</p></html>`
        : JSON.stringify({ error: { message: JSON.stringify({ headers, url }) }, body }),
    }));
    redis = createServer((socket) => {
      socket.on('error', () => undefined);
      // What Redis says where AUTH has been renamed.
      socket.on('data', (text) => {
        const words = text
          .toString()
          .split('\r\n')
          .filter((word) => /^[^*$]/.test(word));
        socket.write(
          `-ERR unknown command '${words[0]}', with args beginning with: '${words.slice(1).join("' '")}'\r\n`,
        );
      });
    }).listen(0, '127.0.0.1');
    await once(redis, 'listening');
    // It knows another password, so that ours is wrong.
    congress = await startCongressDummy();
  });

  after(async function () {
    for (const { child } of running) child.kill('SIGKILL');
    for (const { exited } of running) await exited;
    hung?.close();
    redis?.close();
    await receiver?.close();
    await congress?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are nowhere: not in what is printed, the process list, the spool, nor reports of a crash', async function () {
    const spool = join(folder, 'spool');
    const reports = join(folder, 'reports');
    for (const path of [join(spool, 'tmp'), join(spool, 'new'), reports])
      mkdirSync(path, { recursive: true });
    const bug = join(folder, 'bug.mjs');
    writeFileSync(bug, injectedBug);
    const file = (name: string): string => join(folder, name);
    const { port } = hung.address() as AddressInfo;
    const config = join(folder, 'dma.yaml');
    writeFileSync(
      config,
      `redis: {url: "redis://127.0.0.1:${(redis.address() as AddressInfo).port}", passwordFile: ${file('redis')}}
spool: ${spool}
notifiers:
  http-401: {url: "${receiver.url}/401", bearerTokenFile: ${file('bearer')}, hmac: {secretFile: ${file('hmac')}}}
  http-500: {url: "${receiver.url}/500", bearerTokenFile: ${file('bearer')}, hmac: {secretFile: ${file('hmac')}}}
  http-422: {url: "${receiver.url}/422/${secrets.path}/html", headers: {X-Own: ${secrets.header}}, bearerTokenFile: ${file('bearer')}}
  http-308: {url: "${receiver.url}/308", followRedirects: true, bearerTokenFile: ${file('bearer')}}
  http-307: {url: "${receiver.url}/307", basicAuth: {username: u, passwordFile: ${file('basic')}}}
  alertmanager: {urls: ["${receiver.url}/400"], bearerTokenFile: ${file('bearer')}}
  http-refused: {url: "http://127.0.0.1:9/", basicAuth: {username: u, passwordFile: ${file('basic')}}}
  http-hung: {url: "http://127.0.0.1:${port}/", timeoutSeconds: 1, bearerTokenFile: ${file('bearer')}}
  http-url: {urlFile: ${file('secret-url')}}
  http-template:
    url: "${receiver.url}/422/{{secrets.key}}"
    secretFiles: {key: ${file('template')}}
    headers: {Authorization: "GenieKey {{secrets.key}}", X-Key: "{{secrets.key}}"}
    format: template
    template: '{"key": "{{secrets.key}}"}'
  congress: {}
  nova: {}
`,
    );
    writeFileSync(file('secret-url'), `${receiver.url}/400/${secrets.url}?sig=${secrets.url}`, {
      mode: 0o600,
    });
    const env = {
      ...congress.env,
      OS_PASSWORD: secrets.password,
      NODE_OPTIONS: `--import ${bug} --report-on-signal --report-on-fatalerror --report-uncaught-exception --report-directory=${reports}`,
      BUG_PROPERTY: secrets.bearer,
    };
    // A secret that each of them knows.
    const deliver = startDma(['deliver', '--config', config], { ...env, BUG_MESSAGE: secrets.bearer });
    const predict = startDma(['predict', '--config', config], { ...env, BUG_MESSAGE: secrets.redis });
    running.push(deliver, predict);
    const time = Math.round(Date.now() / 1000);
    writeFileSync(join(spool, 'new', `${time}.0`), notificationText('web1', 'WARNING', time));
    const receivers = [
      'http-401',
      'http-500',
      'http-422',
      'http-308',
      'http-307',
      'alertmanager',
      'http-refused',
      'http-hung',
      'http-url',
      'http-template',
      'congress',
      'nova',
    ];
    await until('every receiver to fail', 60, () =>
      receivers.every((name) => ['retry', 'failed'].some((kind) => isThere(join(spool, kind, name)))),
    );
    await until('dma predict to complain', 60, () => predict.output.stderr !== '');
    const commandLines = [deliver, predict].map(({ child }) =>
      readFileSync(`/proc/${child.pid}/cmdline`, 'utf8'),
    );
    for (const { child } of [deliver, predict]) child.kill('SIGUSR2');
    await until('a crash', 60, () => [deliver, predict].every(({ output }) => /a bug/.test(output.stderr)));
    assert.deepEqual([await deliver.exited, await predict.exited], [1, 1]);
    for (const { output } of [deliver, predict]) {
      assert.match(output.stderr, /Warning: warned of \*\*\*\n/);
      assert.match(output.stderr, /Error: a bug of \*\*\*\n[^]*caused by \*\*\*\n/);
      assert.match(output.stdout, /logged \*\*\*\n/);
    }

    const printed = [deliver, predict].flatMap(({ output: { stdout, stderr } }) => [stdout, stderr]);
    const left = [...filesBelow(spool), ...filesBelow(reports)];
    assert.ok(left.length > receivers.length);
    const texts = [...printed, ...commandLines, ...left.map((path) => readFileSync(path, 'utf8'))];
    for (const [kind, secret] of Object.entries(secrets)) {
      const shown = [secret.toLowerCase(), Buffer.from(`u:${secret}`).toString('base64').toLowerCase()];
      for (const text of texts)
        assert.ok(!shown.some((part) => text.toLowerCase().includes(part)), `${kind} is in: ${text}`);
    }
    const refused = readdirSync(join(spool, 'failed/http-422')).find((name) => name.endsWith('.why'))!;
    assert.match(
      readFileSync(join(spool, 'failed/http-422', refused), 'utf8'),
      /answered 422 \(\*\*\*\); it says: .*\*\*\*/,
    );
  });

  it('are refused, in a line that says what to do, where everybody may read them', async function () {
    const open = (name: string): string => join(folder, `open-${name}`);
    const names = ['redis', 'bearer', 'basic', 'hmac', 'key', 'passphrase', 'password', 'application'];
    for (const name of names) writeFileSync(open(name), `${secrets.bearer}\n`, { mode: 0o644 });
    const clouds = open('clouds.yaml');
    const cloud = `{auth: {auth_url: "http://127.0.0.1:9", username: u, project_name: p, password: ${secrets.bearer}}}`;
    writeFileSync(clouds, `clouds:\n  production: ${cloud}\n`, { mode: 0o644 });
    const certificate = open('certificate');
    writeFileSync(certificate, '');
    const client = (key: string, passphrase = ''): string =>
      `clientCertificate: {certFile: ${certificate}, keyFile: ${key}${passphrase}}`;
    const url = 'url: "http://127.0.0.1:9/"';
    const login = 'authUrl: "http://127.0.0.1:9", username: u, projectName: p';
    const config = join(folder, 'open.yaml');
    writeFileSync(
      config,
      `redis: {passwordFile: ${open('redis')}}
spool: ${folder}
notifiers:
  http-bearer: {${url}, bearerTokenFile: ${open('bearer')}}
  http-basic: {${url}, basicAuth: {username: u, passwordFile: ${open('basic')}}}
  http-hmac: {${url}, hmac: {secretFile: ${open('hmac')}}}
  http-key: {${url}, ${client(open('key'))}}
  http-passphrase: {${url}, ${client(join(folder, 'bearer'), `, passphraseFile: ${open('passphrase')}`)}}
  alertmanager: {urls: ["http://127.0.0.1:9"], bearerTokenFile: ${open('bearer')}}
  congress-password: {auth: {${login}, passwordFile: ${open('password')}}}
  nova-application: {auth: {authUrl: "http://127.0.0.1:9", applicationCredentialId: i, applicationCredentialSecretFile: ${open('application')}}}
  congress-cloud: {auth: {cloud: production}}
`,
    );
    const { code, stdout, stderr } = await runDma(['check', '--config', config], {
      OS_CLIENT_CONFIG_FILE: clouds,
    });
    assert.equal(code, 1, stderr);
    const refused = stdout.split('\n').filter((line) => /readable by everyone; chmod (600|o=) /.test(line));
    for (const name of [...names, 'clouds.yaml'])
      assert.ok(
        refused.some((line) => line.startsWith('MISSING') && line.endsWith(` ${open(name)}`)),
        `${name}:\n${stdout}`,
      );
    assert.ok(!stdout.includes(secrets.bearer));
  });
});

/** A bug that throws, some time after SIGUSR2, an error as an HTTP client would: with the request in its properties. */
const injectedBug = `
const secret = process.env.BUG_MESSAGE;
process.on('SIGUSR2', () => {
  process.emitWarning('warned of ' + secret);
  console.log('logged', secret);
  setTimeout(() => {
    const request = { headers: { authorization: process.env.BUG_PROPERTY }, password: process.env.OS_PASSWORD };
    const cause = Object.assign(new Error('caused by ' + secret), { request });
    throw Object.assign(new Error('a bug of ' + secret, { cause }), { request });
  }, 200);
});
`;

function isThere(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
