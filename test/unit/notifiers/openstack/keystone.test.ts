import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import nock from 'nock';
import type { ZodError } from 'zod';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { resolveCredentials } from '../../../../notifiers/openstack/keystone-credentials.ts';
import { openCredentials } from '../../../../notifiers/openstack/keystone.ts';
import { keystoneOptions, type KeystoneOptions } from '../../../../notifiers/openstack/keystone-options.ts';
import { sendToService } from '../../../../notifiers/openstack/keystone-request.ts';
import { KeystoneSession } from '../../../../notifiers/openstack/keystone.ts';
import { ProxyChoice } from '../../../../notifiers/http-client/proxy.ts';
import { findEndpoint } from '../../../../notifiers/openstack/keystone-token.ts';
import { exampleTime } from '../../../support/example-event.ts';
import { expiredCertificate } from '../../../support/expired-certificate.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';
import { loopbackCertificate, loopbackKey } from '../../../support/loopback-certificate.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { inTimeZone } from '../../../support/time-zone.ts';

const passwordEnv = {
  OS_AUTH_URL: 'http://keystone.test:5000',
  OS_USERNAME: 'dma',
  OS_PASSWORD: 'SeKrEt-password',
  OS_PROJECT_NAME: 'ops',
};
const applicationEnv = {
  OS_AUTH_URL: 'http://keystone.test:5000/v3/',
  OS_APPLICATION_CREDENTIAL_ID: 'app1',
  OS_APPLICATION_CREDENTIAL_SECRET: 'SeKrEt-secret',
};

function resolve(options: KeystoneOptions, env: Readonly<Record<string, string>>) {
  return resolveCredentials(keystoneOptions.parse(options), (name) => env[name], new KnownSecrets());
}

function session(
  env: Readonly<Record<string, string>>,
  now = () => exampleTime,
  options: KeystoneOptions = {},
) {
  const secrets = new KnownSecrets();
  const source = openCredentials(keystoneOptions.parse(options), (name) => env[name], secrets);
  return new KeystoneSession(source, { now, secrets });
}

/** A refusal of Keystone with everything of the environment in it. */
function refusal(env: object) {
  return { error: { code: 401, message: Object.values(env).join(' '), title: 'Unauthorized' } };
}

function answerToken(expires = '2026-11-21T03:00:00.000000Z', id = 'token1') {
  return nock('http://keystone.test:5000')
    .post('/v3/auth/tokens')
    .reply(201, { token: { expires_at: expires, catalog: [] } }, { 'X-Subject-Token': id });
}

describe('Keystone credentials', () => {
  it('come from the environment, with the usual defaults', async () => {
    const { login, ...rest } = resolve({}, passwordEnv);
    assert.deepEqual(rest, {
      kind: 'credentials',
      authUrl: 'http://keystone.test:5000/v3',
      region: undefined,
      interface: 'public',
      caFile: undefined,
    });
    assert.ok(login.kind === 'password');
    assert.deepEqual(login.user, { name: 'dma', domain: { name: 'Default' } });
    assert.deepEqual(login.project, { name: 'ops', domain: { name: 'Default' } });
    assert.deepEqual(await login.secret(), { kind: 'text', text: 'SeKrEt-password' });
  });

  it('take every option before its variable', () => {
    const options = {
      authUrl: 'https://other.test/identity/v3',
      username: 'u',
      projectName: 'p',
      userDomainName: 'ud',
      projectDomainName: 'pd',
      region: 'r',
      interface: 'internal',
      caFile: '/ca',
    } as const;
    const env = {
      ...passwordEnv,
      ...applicationEnv,
      OS_USER_DOMAIN_NAME: 'x',
      OS_PROJECT_DOMAIN_NAME: 'x',
      OS_REGION_NAME: 'x',
      OS_INTERFACE: 'admin',
      OS_CACERT: 'x',
      OS_CLOUD: 'x',
      OS_PROJECT_ID: 'x',
      OS_USER_DOMAIN_ID: 'x',
      OS_PROJECT_DOMAIN_ID: 'x',
    };
    const { login, ...rest } = resolve(options, env);
    assert.deepEqual(rest, {
      kind: 'credentials',
      authUrl: 'https://other.test/identity/v3',
      region: 'r',
      interface: 'internal',
      caFile: '/ca',
    });
    assert.ok(
      login.kind === 'password',
      'a user name among the options wins over a credential in the environment',
    );
    assert.deepEqual(login.user, { name: 'u', domain: { name: 'ud' } });
    assert.deepEqual(login.project, { name: 'p', domain: { name: 'pd' } });
  });

  it('are an application credential when its id is there', () => {
    const { login, authUrl } = resolve({}, { ...passwordEnv, ...applicationEnv });
    assert.deepEqual(login.kind === 'application-credential' && login.credential, { id: 'app1' });
    assert.equal(authUrl, 'http://keystone.test:5000/v3');
    const options = { applicationCredentialId: 'app2', applicationCredentialSecretFile: '/secret' };
    const chosen = resolve(options, passwordEnv).login;
    assert.deepEqual(chosen.kind === 'application-credential' && chosen.credential, { id: 'app2' });
  });

  it('take ids before names, as option or variable; a project known by its id needs no domain', () => {
    const options = { userDomainId: 'default', projectId: 'p1', projectName: 'x' };
    const env = { OS_USER_DOMAIN_ID: 'default', OS_USER_DOMAIN_NAME: 'x', OS_PROJECT_ID: 'p1' };
    for (const { login } of [resolve(options, passwordEnv), resolve({}, { ...passwordEnv, ...env })]) {
      assert.ok(login.kind === 'password');
      assert.deepEqual(login.user, { name: 'dma', domain: { id: 'default' } });
      assert.deepEqual(login.project, { id: 'p1' });
    }
    const { login } = resolve({}, { ...passwordEnv, OS_PROJECT_DOMAIN_ID: 'd1' });
    assert.deepEqual(login.kind === 'password' && login.project, { name: 'ops', domain: { id: 'd1' } });
  });

  it('add /v3 to a URL without a version, and leave /v2.0 to be explained by the answer', () => {
    for (const [given, expected] of [
      ['http://k', 'http://k/v3'],
      ['http://k/identity/', 'http://k/identity/v3'],
      ['http://k/v3//', 'http://k/v3'],
      ['http://k/v2.0', 'http://k/v2.0'],
      ['http://k/v3/identity', 'http://k/v3/identity/v3'],
      ['http://k/v3?a=b#c', 'http://k/v3'],
    ] as const)
      assert.equal(resolve({ authUrl: given }, passwordEnv).authUrl, expected);
  });

  it('understand the publicURL of older openrc files', () => {
    assert.equal(resolve({}, { ...passwordEnv, OS_INTERFACE: 'internalURL' }).interface, 'internal');
  });

  it('name every missing option and its variable, and take an empty one for missing', () => {
    assert.throws(
      () => resolve({}, { OS_USERNAME: '' }),
      (error: ZodError) => {
        assert.deepEqual(
          error.issues.map(({ path, message }) => `${path.join('.')} ${message}`),
          [
            'auth.authUrl is missing: set auth.authUrl or OS_AUTH_URL',
            'auth.username is missing: set auth.username or OS_USERNAME',
            'auth.projectName is missing: set auth.projectName or OS_PROJECT_NAME',
            'auth.passwordFile is missing: set auth.passwordFile or OS_PASSWORD',
          ],
        );
        return true;
      },
    );
  });

  it('refuse a wrong variable by its name, and show no password in it', () => {
    const env = { ...passwordEnv, OS_AUTH_URL: 'http://u:SeKrEt@k/v3', OS_INTERFACE: 'private' };
    assert.throws(
      () => resolve({}, env),
      (error: ZodError) => {
        assert.deepEqual(
          error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
          [
            'auth.authUrl: OS_AUTH_URL must not hold user:password@ (secrets are files)',
            'auth.interface: OS_INTERFACE must be public, internal or admin',
          ],
        );
        assert.doesNotMatch(error.message, /SeKrEt/);
        return true;
      },
    );
  });

  it('are never inline in the configuration', () => {
    const { error } = keystoneOptions.safeParse({ password: 'SeKrEt' });
    assert.match(error!.message, /password/);
    assert.doesNotMatch(error!.message, /SeKrEt/);
  });
});

describe('a Keystone session', () => {
  interceptHttp();
  const scratch = scratchFolder();

  it('logs in by password, with domains and a scope', async () => {
    const sent: unknown[] = [];
    answerToken().on('request', (_request, _options, body) => sent.push(JSON.parse(String(body))));
    await session({ ...passwordEnv, OS_USER_DOMAIN_NAME: 'people' }).token();
    assert.deepEqual(sent, [
      {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: 'dma', domain: { name: 'people' }, password: 'SeKrEt-password' } },
          },
          scope: { project: { name: 'ops', domain: { name: 'Default' } } },
        },
      },
    ]);
  });

  it('logs in by application credential without a scope, the secret read anew each time', async () => {
    const sent: { auth: { identity: unknown; scope?: unknown } }[] = [];
    const file = join(scratch(), 'secret');
    const keystone = session(applicationEnv, undefined, { applicationCredentialSecretFile: file });
    for (const secret of ['one', 'two']) {
      await writeFile(file, `${secret}\n`, { mode: 0o600 });
      answerToken().on('request', (_request, _options, body) => sent.push(JSON.parse(String(body))));
      await keystone.renew();
    }
    assert.deepEqual(
      sent,
      ['one', 'two'].map((secret) => {
        const methods = ['application_credential'];
        return { auth: { identity: { methods, application_credential: { id: 'app1', secret } } } };
      }),
    );
  });

  it('keeps a token until 60 s before it expires', async () => {
    let now = exampleTime;
    const keystone = session(passwordEnv, () => now);
    answerToken('2026-11-21T03:00:00.000000Z', 'token1');
    const first = await keystone.token();
    assert.ok(first.kind === 'token');
    assert.deepEqual([first.id, first.expires], ['token1', 1_795_230_000]);
    now = 1_795_230_000 - 60.001;
    assert.equal(await keystone.token(), first);
    now = 1_795_230_000 - 60;
    answerToken('2026-11-21T05:00:00.000000Z', 'token2');
    const second = await keystone.token();
    assert.equal(second.kind === 'token' && second.id, 'token2');
  });

  describe('far from UTC', () => {
    inTimeZone('Pacific/Auckland');

    for (const time of [
      '2026-11-21T03:00:00',
      '2026-11-21T03:00:00z',
      '2026-11-21T05:00:00+02:00',
      '2026-11-20T22:30:00-0430',
    ])
      it(`takes ${time} for what it is, in UTC where it does not say otherwise`, async () => {
        answerToken(time);
        const token = await session(applicationEnv).token();
        assert.equal(token.kind === 'token' && token.expires, 1_795_230_000);
      });
  });

  const html = { 'Content-Type': 'text/html' };
  for (const [title, env, status, body, headers, reason, recoverable, message] of [
    ['a wrong password', passwordEnv, 401, refusal, {}, 'unauthorized', true, /user, password, project or/],
    ['a wrong secret', applicationEnv, 401, refusal, {}, 'unauthorized', true, /credential secret/],
    [
      'an unknown credential',
      applicationEnv,
      404,
      refusal,
      {},
      'unauthorized',
      true,
      /no application credential of/,
    ],
    [
      'a URL without Keystone',
      passwordEnv,
      404,
      '<html>',
      html,
      'not-found',
      true,
      /OS_AUTH_URL\) must end in \/v3/,
    ],
    ['a missing role', passwordEnv, 403, refusal, {}, 'forbidden', true, /answered 403/],
    ['a pause', passwordEnv, 503, '<html>', html, 'server-error', true, /answered 503/],
    [
      'an answer without a token',
      passwordEnv,
      200,
      { version: {} },
      {},
      'bad-answer',
      true,
      /is this Keystone v3/,
    ],
    [
      'a token without its id',
      passwordEnv,
      201,
      { token: { expires_at: '2026-11-21T03:00:00Z' } },
      {},
      'bad-answer',
      true,
      /without a token/,
    ],
    ['another 404 for a user', passwordEnv, 404, {}, {}, 'not-found', true, /answered 404; it says: {}$/],
    [
      'an answer that is no JSON',
      passwordEnv,
      201,
      'x',
      { 'X-Subject-Token': 'SeKrEt' },
      'bad-answer',
      true,
      /without/,
    ],
  ] as const) {
    it(`calls ${title} ${reason}, ${recoverable ? '' : 'not '}recoverable`, async () => {
      nock('http://keystone.test:5000')
        .post('/v3/auth/tokens')
        .reply(status, typeof body === 'function' ? body(env) : body, headers);
      const result = await session(env).token();
      assert.ok(result.kind === 'failed');
      assert.deepEqual([result.delivery.reason, result.delivery.recoverable], [reason, recoverable]);
      assert.match(result.delivery.message, message);
      assert.match(
        result.delivery.message,
        /^POST http:\/\/keystone\.test:5000\/v3\/auth\/tokens: answered \d+/,
      );
      assert.doesNotMatch(result.delivery.message, /SeKrEt/);
    });
  }

  it('fails before any request when a secret or certificate file cannot be read', async () => {
    for (const option of ['passwordFile', 'caFile']) {
      const result = await session(passwordEnv, undefined, { [option]: join(scratch(), 'missing') }).token();
      assert.ok(result.kind === 'failed');
      assert.deepEqual([result.delivery.reason, result.delivery.recoverable], ['io', true]);
    }
  });
});

function novaService() {
  return nock('http://nova.test', { reqheaders: { 'x-a': 'b' } });
}

function check(options: KeystoneOptions = {}, more = {}) {
  return session({ ...passwordEnv, ...more }, undefined, options).checkFiles();
}

describe('a Keystone session with the services', () => {
  interceptHttp();
  const scratch = scratchFolder();

  const request = {
    method: 'PUT',
    type: 'compute',
    endpoint: 'http://nova.test/v2//',
    url: (service: string) => `${service}/x`,
    headers: { 'x-a': 'b' },
    json: [1],
    timeoutSeconds: 5,
    maxAnswerBytes: 1000,
  } as const;
  const { signal } = new AbortController();
  it('sends a request with its token, and struck out of what it says', async () => {
    answerToken();
    novaService().put('/v2/x', '[1]').matchHeader('x-auth-token', 'token1').reply(400, 'no token1 here');
    const answer = await sendToService(session(passwordEnv), request, signal);
    assert.deepEqual(answer.kind === 'answer' && [answer.status, answer.excerpt], [400, 'no *** here']);
  });

  it('sends it again with a new token after 401, and once only', async () => {
    const keystone = session(passwordEnv);
    for (const [id, status] of [
      ['token1', 401],
      ['token2', 401],
      ['token3', 204],
    ] as const) {
      answerToken(undefined, id);
      novaService().put('/v2/x').matchHeader('x-auth-token', id).reply(status);
    }
    const refused = await sendToService(keystone, request, signal);
    assert.equal(refused.kind === 'answer' && refused.status, 401);
    assert.equal(nock.pendingMocks().length, 2);
    nock.cleanAll();
    novaService().put('/v2/x').matchHeader('x-auth-token', 'token2').reply(204);
    const taken = await sendToService(keystone, request, signal);
    assert.equal(taken.kind === 'answer' && taken.status, 204);
  });

  it('tells that the service is not in the catalog, and that it cannot be reached', async () => {
    const keystone = session(passwordEnv);
    answerToken();
    const missing = await sendToService(keystone, { ...request, endpoint: undefined }, undefined);
    assert.ok(missing.kind === 'failed');
    assert.match(
      missing.delivery.message,
      /^Keystone's catalog has no public endpoint of type compute; it has/,
    );
    novaService().put('/v2/x').replyWithError('gone');
    const gone = await sendToService(keystone, request, undefined);
    assert.equal(gone.kind === 'failed' && gone.delivery.message, 'PUT http://nova.test/v2/x: gone');
  });

  it('sends nothing to a service whose certificates to trust are gone', async () => {
    const caFile = join(scratch(), 'ca.pem');
    await writeFile(caFile, loopbackCertificate);
    const keystone = session({ ...passwordEnv, OS_CACERT: caFile });
    answerToken();
    await keystone.token();
    await rm(caFile);
    const answer = await sendToService(keystone, request, signal);
    assert.equal(
      answer.kind === 'failed' && answer.delivery.message,
      `caFile (or OS_CACERT, or cacert in clouds.yaml): cannot read ${caFile}: ENOENT`,
    );
  });

  it('ends a login and a request when they are aborted', async () => {
    const keystone = session(passwordEnv);
    const aborted = AbortSignal.abort();
    const login = await keystone.token(aborted);
    assert.equal(login.kind === 'failed' && login.delivery.reason, 'aborted');
    answerToken();
    await keystone.token();
    const answer = await sendToService(keystone, request, aborted);
    assert.equal(answer.kind === 'failed' && answer.delivery.reason, 'aborted');
  });

  it('logs in, and sends requests, through its proxy', async () => {
    const secrets = new KnownSecrets();
    const env = (name: string) => ({ ...passwordEnv, HTTP_PROXY: 'http://127.0.0.1:1' })[name];
    const source = openCredentials({}, env, secrets);
    const proxy = new ProxyChoice({}, { env, secrets });
    const keystone = new KeystoneSession(source, { now: () => exampleTime, secrets, proxy });
    const login = await keystone.token();
    assert.match(
      (login.kind === 'failed' && login.delivery.message) || '',
      /through proxy http:\/\/127\.0\.0\.1:1:/,
    );
    const direct = session(passwordEnv);
    answerToken();
    const token = await direct.token();
    keystone.token = () => Promise.resolve(token);
    const answer = await sendToService(keystone, request, undefined);
    assert.match(
      (answer.kind === 'failed' && answer.delivery.message) || '',
      /through proxy http:\/\/127\.0\.0\.1:1:/,
    );
  });

  it('checks its files without a request', async () => {
    const [missing, caFile] = [join(scratch(), 'missing'), join(scratch(), 'ca.pem')];
    await writeFile(caFile, expiredCertificate);
    assert.deepEqual(await check(), { outcome: 'delivered' });
    for (const [options, env, message] of [
      [{ passwordFile: missing }, {}, `cannot read ${missing}: ENOENT`],
      [
        { caFile: missing },
        {},
        `caFile (or OS_CACERT, or cacert in clouds.yaml): cannot read ${missing}: ENOENT`,
      ],
      [{ caFile }, {}, `${caFile}: the certificate CN=expired expired on 2021-01-01`],
      [
        {},
        { OS_AUTH_URL: '', OS_CLOUD: 'ours', OS_CLIENT_CONFIG_FILE: scratch() },
        `${scratch()} is not a regular file of at most 1 MiB`,
      ],
    ] as const) {
      const found = await check(options, env);
      assert.ok(found.outcome === 'failed');
      assert.deepEqual([found.reason, found.recoverable, found.message], ['io', true, message]);
    }
    await writeFile(caFile, loopbackCertificate);
    assert.deepEqual(await check({ caFile }), { outcome: 'delivered' });
    const secrets = new KnownSecrets();
    const proxyAuth = { username: 'a', passwordFile: missing };
    const proxy = new ProxyChoice(
      { proxy: 'http://proxy.test', proxyAuth },
      { env: () => undefined, secrets },
    );
    const source = openCredentials({}, (name) => ({ ...passwordEnv })[name], secrets);
    const found = await new KeystoneSession(source, { now: () => exampleTime, secrets, proxy }).checkFiles();
    assert.equal(found.outcome === 'failed' && found.message, `cannot read ${missing}: ENOENT`);
  });

  it('chooses interface and region as the credentials say', async () => {
    const endpoints = ['public', 'internal', 'admin'].flatMap((name) =>
      ['one', 'two'].map((region) => ({ interface: name, region, url: `http://${name}.${region}/` })),
    );
    const chosen = [];
    for (const [name, region] of [
      ['internal', 'two'],
      ['admin', 'one'],
      ['public', 'two'],
    ] as const) {
      nock('http://keystone.test:5000')
        .post('/v3/auth/tokens')
        .reply(
          201,
          { token: { expires_at: '2026-11-21T03:00:00Z', catalog: [{ type: 'compute', endpoints }] } },
          { 'X-Subject-Token': 'x' },
        );
      const keystone = session({ ...passwordEnv, OS_INTERFACE: name, OS_REGION_NAME: region });
      const token = await keystone.token();
      assert.ok(token.kind === 'token');
      const found = keystone.endpoint(token, 'compute');
      chosen.push(found.kind === 'endpoint' && found.url);
    }
    assert.deepEqual(chosen, ['http://internal.two', 'http://admin.one', 'http://public.two']);
  });
});

describe('a Keystone behind TLS', () => {
  const scratch = scratchFolder();

  it('is trusted by the given certificates, and by no others', async () => {
    const token = { token: { expires_at: '2026-11-21T03:00:00Z', catalog: [] } };
    const server = createServer({ cert: loopbackCertificate, key: loopbackKey }, (_request, response) => {
      response.writeHead(201, { 'X-Subject-Token': 'x' }).end(JSON.stringify(token));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const authUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const caFile = join(scratch(), 'ca.pem');
      await writeFile(caFile, loopbackCertificate);
      const env = { ...passwordEnv, OS_AUTH_URL: authUrl };
      const trusted = session({ ...env, OS_CACERT: caFile });
      const found = await trusted.token();
      assert.ok(found.kind === 'token');
      const ca = await trusted.ca(found);
      assert.equal(ca.kind === 'text' && ca.text, loopbackCertificate);
      const request = {
        method: 'GET',
        type: 'compute',
        endpoint: authUrl,
        url: (endpoint: string) => `${endpoint}/x`,
        timeoutSeconds: 5,
        maxAnswerBytes: 1000,
      } as const;
      const answer = await sendToService(trusted, request, undefined);
      assert.equal(answer.kind === 'answer' && answer.status, 201);
      const untrusted = await session(env).token();
      assert.ok(untrusted.kind === 'failed');
      assert.deepEqual([untrusted.delivery.reason, untrusted.delivery.recoverable], ['tls', true]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe("Keystone's catalog", () => {
  const catalog = [
    {
      type: 'policy',
      endpoints: [
        { interface: 'internal', region: 'one', url: 'http://in.one/' },
        { interface: 'public', region: 'one', url: 'http://pub.one/congress//' },
        { interface: 'public', region: 'two', url: 'http://pub.two' },
      ],
    },
    { type: 'compute', endpoints: [] },
  ];

  it('gives the endpoint of type, interface and region without trailing slashes', () => {
    for (const [choice, url] of [
      [{ type: 'policy', interface: 'public', region: undefined }, 'http://pub.one/congress'],
      [{ type: 'policy', interface: 'public', region: 'two' }, 'http://pub.two'],
      [{ type: 'policy', interface: 'internal', region: 'one' }, 'http://in.one'],
    ] as const)
      assert.deepEqual(findEndpoint(catalog, choice), { kind: 'endpoint', url });
  });

  it('says what there is when nothing fits', () => {
    for (const [choice, there] of [
      [
        { type: 'policy', interface: 'admin', region: undefined },
        'internal in one, public in one, public in two',
      ],
      [
        { type: 'policy', interface: 'internal', region: 'two' },
        'internal in one, public in one, public in two',
      ],
      [{ type: 'alarming', interface: 'public', region: undefined }, 'the types policy, compute'],
    ] as const) {
      const result = findEndpoint(catalog, choice);
      assert.ok(result.kind === 'failed');
      const { type, interface: name, region } = choice;
      const wanted = `no ${name} endpoint of type ${type}${region ? ` in region ${region}` : ''}`;
      assert.equal(result.delivery.message, `Keystone's catalog has ${wanted}; it has ${there}`);
      assert.deepEqual([result.delivery.reason, result.delivery.recoverable], ['not-found', true]);
    }
  });

  it('points at the project when it is empty, as for a token without a scope', () => {
    const result = findEndpoint([], { type: 'policy', interface: 'public', region: undefined });
    assert.ok(result.kind === 'failed');
    assert.match(result.delivery.message, /has the user a role in the project/);
  });
});
