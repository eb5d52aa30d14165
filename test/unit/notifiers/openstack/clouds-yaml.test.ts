import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { openCredentials } from '../../../../notifiers/openstack/keystone.ts';
import { keystoneOptions, type KeystoneOptions } from '../../../../notifiers/openstack/keystone-options.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const userCloud = `
clouds:
  ours:
    auth:
      auth_url: https://keystone.test:5000
      username: dma
      password: SeKrEt-password
      project_name: ops
      user_domain_name: people
      project_domain_id: default
    region_name: two
    interface: internal
    cacert: ~/ca.pem
    identity_api_version: 3
  theirs:
    auth_type: v3applicationcredential
    auth:
      auth_url: https://keystone.test/identity/v3/
      application_credential_id: app1
      application_credential_secret: SeKrEt-secret
`;

function withRegion(region: string): string {
  return userCloud.replace('region_name: two', `region_name: ${region}`);
}

describe('clouds.yaml', () => {
  const scratch = scratchFolder();

  const write = async (name: string, text: string, mode = 0o600) => {
    const path = join(scratch(), name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    await chmod(path, mode);
    return path;
  };

  /** The environment of a process that finds no clouds.yaml of this machine. */
  const envOf = (more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
    HOME: scratch(),
    ...more,
  });

  const read = async (
    options: KeystoneOptions = { cloud: 'ours' },
    env: Readonly<Record<string, string>> = envOf(),
  ) => openCredentials(keystoneOptions.parse(options), (name) => env[name], new KnownSecrets())();

  const readNamed = (file: string) => read(undefined, envOf({ OS_CLIENT_CONFIG_FILE: file }));

  const readText = async (text: string, cloud = 'ours') => {
    await write('.config/openstack/clouds.yaml', text);
    return read({ cloud });
  };

  const messageOf = async (text: string, cloud?: string) => {
    const result = await readText(text, cloud);
    assert.ok(result.kind === 'failed', 'refused');
    assert.deepEqual([result.delivery.reason, result.delivery.cure], ['io', 'correct the file']);
    assert.doesNotMatch(result.delivery.message, /SeKrEt/);
    return result.delivery.message.replaceAll(scratch(), '~');
  };

  it('gives a user with password, region, interface and certificates', async () => {
    const result = await readText(userCloud);
    assert.ok(result.kind === 'credentials' && result.login.kind === 'password');
    const { login, ...rest } = result;
    assert.deepEqual(rest, {
      kind: 'credentials',
      authUrl: 'https://keystone.test:5000/v3',
      region: 'two',
      interface: 'internal',
      caFile: join(scratch(), 'ca.pem'),
    });
    assert.deepEqual(login.user, { name: 'dma', domain: { name: 'people' } });
    assert.deepEqual(login.project, { name: 'ops', domain: { id: 'default' } });
    assert.deepEqual(await login.secret(), { kind: 'text', text: 'SeKrEt-password' });
  });

  it('gives an application credential, by id or by name and user', async () => {
    const byId = await readText(userCloud, 'theirs');
    assert.ok(byId.kind === 'credentials' && byId.login.kind === 'application-credential');
    assert.equal(byId.authUrl, 'https://keystone.test/identity/v3');
    assert.deepEqual(byId.login.credential, { id: 'app1' });
    assert.deepEqual(await byId.login.secret(), { kind: 'text', text: 'SeKrEt-secret' });
    const byName = await readText(
      userCloud.replace('_id: app1', '_name: app\n      username: dma'),
      'theirs',
    );
    assert.ok(byName.kind === 'credentials' && byName.login.kind === 'application-credential');
    assert.deepEqual(byName.login.credential, {
      name: 'app',
      user: { name: 'dma', domain: { name: 'Default' } },
    });
  });

  it('gives users and projects by their ids, and the domain of a user by its id', async () => {
    const byId = await readText(
      userCloud
        .replace('username: dma', 'user_id: u1')
        .replace('project_name: ops', 'project_id: p1')
        .replace('cacert: ~/ca.pem', 'cacert: /etc/ca.pem'),
    );
    assert.ok(byId.kind === 'credentials' && byId.login.kind === 'password');
    assert.deepEqual(
      [byId.login.user, byId.login.project, byId.caFile],
      [{ id: 'u1' }, { id: 'p1' }, '/etc/ca.pem'],
    );
    const byDomain = await readText(
      userCloud
        .replace('user_domain_name: people', 'user_domain_id: d1')
        .replace('project_domain_id: default', 'project_domain_name: d2'),
    );
    assert.ok(byDomain.kind === 'credentials' && byDomain.login.kind === 'password');
    assert.deepEqual(byDomain.login.user, { name: 'dma', domain: { id: 'd1' } });
    assert.deepEqual(byDomain.login.project, { name: 'ops', domain: { name: 'd2' } });
  });

  it('is an application credential by its id alone, without a type', async () => {
    const found = await readText(userCloud.replace('    auth_type: v3applicationcredential\n', ''), 'theirs');
    assert.equal(found.kind === 'credentials' && found.login.kind, 'application-credential');
  });

  it('has its secrets struck out of messages from then on', async () => {
    await write('.config/openstack/clouds.yaml', userCloud);
    const secrets = new KnownSecrets();
    for (const cloud of ['ours', 'theirs'])
      await openCredentials({ cloud }, (name) => envOf()[name], secrets)();
    assert.equal(secrets.strike('SeKrEt-password, SeKrEt-secret'), '***, ***');
  });

  it('is chosen by OS_CLOUD too, before the other variables, but not before who logs in by the options', async () => {
    await write('.config/openstack/clouds.yaml', userCloud);
    const other = {
      OS_AUTH_URL: 'http://other.test',
      OS_USERNAME: 'x',
      OS_PASSWORD: 'x',
      OS_PROJECT_NAME: 'x',
    };
    const env = envOf({ ...other, OS_CLOUD: 'ours', OS_REGION_NAME: 'x' });
    const byVariable = await read({}, env);
    assert.ok(byVariable.kind === 'credentials');
    assert.deepEqual([byVariable.authUrl, byVariable.region], ['https://keystone.test:5000/v3', 'two']);
    for (const options of [
      { authUrl: 'http://other.test' },
      { username: 'x' },
      { applicationCredentialId: 'x', applicationCredentialSecretFile: '/x' },
    ]) {
      const byOptions = await read(options, env);
      assert.equal(byOptions.kind === 'credentials' && byOptions.authUrl, 'http://other.test/v3');
    }
  });

  it('leaves region, interface and certificates to the options where they say them', async () => {
    await write('.config/openstack/clouds.yaml', userCloud);
    const result = await read({ cloud: 'ours', region: 'one', interface: 'admin', caFile: '/ca' });
    assert.ok(result.kind === 'credentials');
    assert.deepEqual([result.region, result.interface, result.caFile], ['one', 'admin', '/ca']);
  });

  it('must not be contradicted by other options', () => {
    const { error } = keystoneOptions.safeParse({ cloud: 'ours', username: 'dma' });
    assert.deepEqual(
      error!.issues.map(({ path, message }) => `${path.join('.')} ${message}`),
      ['username must not stand beside cloud, because clouds.yaml says it'],
    );
  });

  it('is looked for at OS_CLIENT_CONFIG_FILE first, then at home, as .yaml, .yml and .json', async () => {
    const regionOf = async (env = envOf()) => {
      const result = await read(undefined, env);
      return result.kind === 'credentials' ? result.region : result.delivery.message;
    };
    const json = {
      clouds: { ours: { auth: { auth_url: 'http://k', username: 'u', password: 'p', project_id: 'i' } } },
    };
    await write('.config/openstack/clouds.json', JSON.stringify(json));
    assert.equal(await regionOf(), undefined);
    await write('.config/openstack/clouds.yml', withRegion('yml'));
    assert.equal(await regionOf(), 'yml');
    await write('.config/openstack/clouds.yaml', withRegion('yaml'));
    assert.equal(await regionOf(), 'yaml');
    const explicit = await write('mine', withRegion('explicit'));
    assert.equal(await regionOf(envOf({ OS_CLIENT_CONFIG_FILE: explicit })), 'explicit');
    assert.equal(await regionOf(envOf({ OS_CLIENT_CONFIG_FILE: `${explicit}-missing` })), 'yaml');
  });

  it('has secure.yaml laid over it, from wherever that is', async () => {
    const secretLine = '      password: SeKrEt-password\n';
    await write('.config/openstack/clouds.yaml', userCloud.replace(secretLine, ''), 0o644);
    const secure = 'clouds: {ours: {auth: {password: SeKrEt-secure, username: other}}}';
    const secureFile = await write('secure', secure);
    for (const env of [envOf({ OS_CLIENT_SECURE_FILE: secureFile }), envOf()]) {
      const result = await read(undefined, env);
      assert.ok(result.kind === 'credentials' && result.login.kind === 'password');
      assert.deepEqual(await result.login.secret(), { kind: 'text', text: 'SeKrEt-secure' });
      assert.deepEqual(result.login.user, { name: 'other', domain: { name: 'people' } });
      assert.equal(result.region, 'two');
      await write('.config/openstack/secure.yaml', secure);
    }
  });

  it('is refused when its secure.yaml is, and holds a text there where clouds.yaml has fields', async () => {
    await write('.config/openstack/clouds.yaml', userCloud);
    const secure = await write(
      '.config/openstack/secure.yaml',
      'clouds: {ours: {auth: {password: x}}}',
      0o644,
    );
    const exposed = await read();
    assert.equal(
      exposed.kind === 'failed' && exposed.delivery.message,
      `${secure} holds a secret and is readable by everyone`,
    );
    await write('.config/openstack/secure.yaml', 'clouds: {ours: {auth: x}}');
    const wrong = await read();
    assert.match((wrong.kind === 'failed' && wrong.delivery.message) || '', /clouds\.ours\.auth: /);
  });

  it('is read anew at each login', async () => {
    const path = await write('.config/openstack/clouds.yaml', userCloud);
    const source = openCredentials({ cloud: 'ours' }, (name) => envOf()[name], new KnownSecrets());
    await source();
    await writeFile(path, userCloud.replace('SeKrEt-password', 'SeKrEt-new'));
    const result = await source();
    assert.ok(result.kind === 'credentials');
    assert.deepEqual(await result.login.secret(), { kind: 'text', text: 'SeKrEt-new' });
  });

  it('is refused when everyone can read it and it holds a secret of this cloud', async () => {
    const path = await write('.config/openstack/clouds.yaml', userCloud, 0o644);
    const result = await read();
    assert.ok(result.kind === 'failed');
    assert.deepEqual(result.delivery, {
      outcome: 'failed',
      reason: 'io',
      recoverable: true,
      cure: `chmod o= ${path}`,
      message: `${path} holds a secret and is readable by everyone`,
    });
    await chmod(path, 0o640);
    assert.equal((await read()).kind, 'credentials');
    // Not under auth, where it belongs.
    await write('.config/openstack/clouds.yaml', 'clouds: {ours: {passcode: SeKrEt}}', 0o644);
    const found = await read();
    assert.match((found.kind === 'failed' && found.delivery.message) || '', /holds a secret/);
  });

  it('is worth another try when it is missing, and says where it was looked for', async () => {
    const missing = await read();
    assert.ok(missing.kind === 'failed');
    assert.deepEqual([missing.delivery.reason, missing.delivery.recoverable], ['io', true]);
    assert.match(
      missing.delivery.message,
      /^cloud ours: no clouds\.yaml at OS_CLIENT_CONFIG_FILE, in the working/,
    );
  });

  it('is passed over where it may not be entered, and says so when there is no other', async () => {
    const path = await write('.config/openstack/clouds.yaml', userCloud);
    await chmod(dirname(path), 0);
    // Root may read everything.
    const isRoot = process.geteuid!() === 0;
    if (isRoot) process.seteuid!(65_534);
    const result = await read().finally(() => isRoot && process.seteuid!(0));
    await chmod(dirname(path), 0o700);
    assert.ok(result.kind === 'failed');
    assert.deepEqual([result.delivery.reason, result.delivery.recoverable], ['io', true]);
    assert.ok(result.delivery.message.includes(`; ${path} is there but cannot be opened`));
  });

  it('is looked for elsewhere when it cannot be there, and nowhere else when it is there and of no use', async () => {
    const path = await write('.config/openstack/clouds.yaml', userCloud);
    assert.equal((await readNamed(join(path, 'below'))).kind, 'credentials');
    const loop = join(scratch(), 'loop');
    await symlink(loop, loop);
    for (const [file, more, message] of [
      [loop, { cure: 'correct the path' }, `cannot read ${loop}: ELOOP`],
      [scratch(), { cure: 'correct the file' }, `${scratch()} is not a regular file of at most 1 MiB`],
    ] as const) {
      const result = await readNamed(file);
      assert.deepEqual(result, {
        kind: 'failed',
        delivery: { outcome: 'failed', reason: 'io', recoverable: true, message, ...more },
      });
    }
  });

  for (const [title, from, to, message, cloud = 'ours'] of [
    [
      'no such cloud',
      'ours:',
      'mine:',
      '~/.config/openstack/clouds.yaml: there is no cloud ours under clouds',
    ],
    [
      'certificates that are not checked',
      'cacert: ~/ca.pem',
      'verify: false',
      'verify: must not be switched off',
    ],
    ['insecure', 'cacert: ~/ca.pem', 'insecure: true', 'insecure: must not be switched on'],
    ['a client certificate', 'cacert: ~/ca.pem', 'cert: /x', 'cert: client certificates are not supported'],
    [
      'another way to log in',
      'region_name: two',
      'auth_type: v3kerberos',
      'auth_type: must be password, v3pass',
    ],
    ['another interface', 'interface: internal', 'interface: SeKrEt', 'interface: must be public, internal'],
    ['no URL', 'auth_url:', 'url:', 'auth.auth_url: is missing'],
    ['a URL with a password', 'https://', 'https://u:SeKrEt@', 'auth.auth_url: must not hold user:password@'],
    ['no user', 'username:', 'name:', 'auth.username: is missing, there and in secure.yaml'],
    ['no project', 'project_name:', 'project:', 'auth.project_name: is missing, there and in secure.yaml'],
    ['no password', 'password:', 'pass:', 'auth.password: is missing, there and in secure.yaml'],
    [
      'no id of a credential',
      '_id: app1',
      '_di: app1',
      'auth.application_credential_id: is missing',
      'theirs',
    ],
    [
      'no secret of a credential',
      '_secret:',
      '_s:',
      'auth.application_credential_secret: is missing',
      'theirs',
    ],
    ['no user of a named credential', '_id: app1', '_name: app1', 'auth.username: is missing', 'theirs'],
    ['an unquoted number', 'SeKrEt-password', '0123', 'auth.password: must be a text, in quotes'],
  ] as const) {
    it(`is refused for ${title}, by its field`, async () => {
      assert.ok(userCloud.includes(from));
      const found = await messageOf(userCloud.replace(from, to), cloud);
      const prefix = message.startsWith('~') ? '' : `~/.config/openstack/clouds.yaml: clouds.${cloud}.`;
      assert.ok(found.startsWith(`${prefix}${message}`), found);
    });
  }

  it('is refused at once when it is larger than any, or made to keep a parser busy', async function () {
    assert.match(
      await messageOf(`clouds: ${'x'.repeat(200_000)}`),
      /clouds\.yaml: has more than 131072 characters/,
    );
    for (const text of ['"'.repeat(100_000), 'a: &a b\n'.repeat(15_000), '['.repeat(100_000)])
      assert.match(await messageOf(text), /clouds\.yaml: (is not YAML|there is no cloud ours)/);
  });

  it('is refused without its content when it is not YAML', async () => {
    assert.equal(
      await messageOf('clouds:\n  ours: {auth: {password: "SeKrEt\n'),
      '~/.config/openstack/clouds.yaml: is not YAML (line 3)',
    );
    for (const text of ['', 'SeKrEt', '[SeKrEt]', 'clouds: SeKrEt', 'clouds: {ours: SeKrEt}'])
      assert.match(await messageOf(text), /clouds\.yaml: there is no cloud ours under clouds$/);
    assert.match(await messageOf(userCloud, '__proto__'), /there is no cloud __proto__/);
  });

  it('may say insecure: false and verify: true', async () => {
    const text = userCloud.replace('region_name: two', 'verify: true\n    insecure: false');
    assert.equal((await readText(text)).kind, 'credentials');
  });
});
