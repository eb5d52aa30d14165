import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNotifier, type NotifierName } from '../../../../notifiers/registry.ts';
import { checkNotifiers, describeConfiguration } from '../../../../tools/check/notifiers.ts';
import { exampleContext } from '../../../support/example-event.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import type { Notifier } from '../../../../notifiers/notifier.ts';

const fine = 'ok its files can be used; the receiver was not asked';
const basicAuth = (passwordFile: string) => ({ basicAuth: { username: 'dma', passwordFile } });
const certificate = (certFile: string, keyFile: string, passphraseFile: string) => ({
  clientCertificate: { certFile, keyFile, passphraseFile },
});

const check = async (kind: NotifierName, options: object, env: Record<string, string> = {}) => {
  const notifier = createNotifier(kind, options, exampleContext(env));
  const [finding, ...more] = await checkNotifiers([{ name: `${kind}-x`, notifier }]);
  assert.deepEqual([finding?.subject, more], [`notifier ${kind}-x`, []]);
  return `${finding!.ok ? 'ok' : 'MISSING'} ${finding!.text}`;
};

describe('the check of notifiers', () => {
  // Any request to a receiver fails the test.
  interceptHttp();
  const scratch = scratchFolder();

  const write = async (name: string, text: string, mode = 0o600) => {
    const path = join(scratch(), name);
    await writeFile(path, text, { mode });
    return path;
  };

  it('says one thing of each', async () => {
    const notifier = createNotifier('http', { url: 'http://receiver.test' }, exampleContext());
    const findings = await checkNotifiers(['http-a', 'http-b'].map((name) => ({ name, notifier })));
    assert.deepEqual(
      findings.map(({ subject, ok }) => [subject, ok]),
      [
        ['notifier http-a', true],
        ['notifier http-b', true],
      ],
    );
  });

  it('looks whether the log can be written, without making it', async () => {
    const file = join(scratch(), 'log');
    assert.equal(await check('log', { file }), fine);
    assert.deepEqual(await readdir(scratch()), []);
    await write('log', '');
    assert.equal(await check('log', { file }), fine);
    const elsewhere = join(scratch(), 'missing/log');
    assert.match(
      await check('log', { file: elsewhere }),
      /^MISSING .*missing\/log: ENOENT.*missing'; make the folder \S+missing, in which the user of dma may write$/,
    );
    assert.match(await check('log', { file: `${file}/log` }), /^MISSING .*ENOTDIR/);
    await mkdir(join(scratch(), 'folder'));
    assert.match(await check('log', { file: join(scratch(), 'folder') }), /^MISSING .*folder: is a folder$/);
  });

  for (const [kind, url] of [
    ['http', { url: 'http://receiver.test' }],
    ['alertmanager', { urls: ['http://receiver.test'] }],
  ] as const)
    it(`opens secrets and certificates of ${kind}`, async () => {
      const missing = join(scratch(), 'missing');
      const [open, garbage] = [await write('open', 'SeKrEt', 0o644), await write('garbage', 'SeKrEt')];
      assert.equal(await check(kind, { ...url, bearerTokenFile: garbage }), fine);
      for (const [options, text] of [
        [{ bearerTokenFile: missing }, `bearerTokenFile: cannot read ${missing}: ENOENT`],
        [
          basicAuth(open),
          `basicAuth.passwordFile: secret file ${open} is readable by everyone; chmod 600 ${open}`,
        ],
        [{ caFile: missing }, `caFile: cannot read ${missing}: ENOENT`],
        [
          certificate(missing, garbage, garbage),
          `clientCertificate.certFile: cannot read ${missing}: ENOENT`,
        ],
        [
          certificate(garbage, open, garbage),
          `clientCertificate.keyFile: secret file ${open} is readable by everyone; chmod 600 ${open}`,
        ],
        [
          certificate(garbage, garbage, missing),
          `clientCertificate.passphraseFile: cannot read ${missing}: ENOENT`,
        ],
        [certificate(garbage, garbage, garbage), `${garbage}: holds no certificate (PEM)`],
      ] as const) {
        const found = await check(kind, { ...url, ...options });
        assert.ok(found.startsWith(`MISSING ${text}`), found);
        assert.doesNotMatch(found, /SeKrEt/);
      }
    });

  it('tries the template file of http on an event, and opens the key of its signature', async () => {
    const url = 'http://receiver.test';
    const missing = join(scratch(), 'missing');
    const template = async (text: string) => ({
      url,
      format: 'template',
      templateFile: await write('template', text),
    });
    assert.equal(await check('http', await template('{"text": "{{text}}"}')), fine);
    assert.match(
      await check('http', await template('{"text": "{{pigeon}}"}')),
      /^MISSING .*template: .*pigeon/,
    );
    assert.match(await check('http', await template('{"value" {{value}}}')), /^MISSING .*valid JSON/);
    const { templateFile } = await template('pigeon');
    const okay = { format: 'text', templateFile };
    assert.equal(await check('http', { url, okay }), fine);
    assert.match(await check('http', { url, okay: { ...okay, format: 'form' } }), /^MISSING .*line 1/);
    assert.match(await check('http', { urlFile: templateFile }), /^MISSING .*must be a URL/);
    assert.match(
      await check('http', { url, secretFiles: { key: missing } }),
      /^MISSING cannot read .*missing: ENOENT/,
    );
    const options = { url, format: 'template', templateFile: missing };
    assert.equal(
      await check('http', options),
      `MISSING cannot read ${missing}: ENOENT; create that file, or correct the path`,
    );
    assert.equal(
      await check('http', { url, hmac: { secretFile: missing } }),
      `MISSING cannot read ${missing}: ENOENT; create that file, or correct the path`,
    );
  });

  for (const kind of ['nova', 'congress'] as const)
    it(`opens what ${kind} needs to log in: its secret, its certificates or clouds.yaml`, async () => {
      const missing = join(scratch(), 'missing');
      const auth = { authUrl: 'http://keystone.test', username: 'dma', projectName: 'admin' };
      const passwordFile = await write('password', 'SeKrEt');
      assert.equal(await check(kind, { auth: { ...auth, passwordFile } }), fine);
      for (const [option, wrong] of [
        ['', { ...auth, passwordFile: missing }],
        ['caFile (or OS_CACERT, or cacert in clouds.yaml): ', { ...auth, passwordFile, caFile: missing }],
      ] as const)
        assert.equal(
          await check(kind, { auth: wrong }),
          `MISSING ${option}cannot read ${missing}: ENOENT; create that file, or correct the path`,
        );
      const clouds = await write('clouds.yaml', 'clouds: {east: {auth: {password: SeKrEt}}}');
      const env = { OS_CLIENT_CONFIG_FILE: clouds };
      const found = await check(kind, { auth: { cloud: 'west' } }, env);
      assert.ok(found.startsWith(`MISSING ${clouds}: there is no cloud west under clouds`), found);
      assert.equal(
        await check(kind, { auth: { cloud: 'east' } }, env),
        `MISSING ${clouds}: clouds.east.auth.auth_url: is missing (profiles of vendors are not read); correct the file`,
      );
    });
});

const notifier = (kind: string): Notifier => ({
  name: kind,
  maxEvents: 1,
  deliver: () => assert.fail('dma check delivers nothing'),
  close: () => undefined,
});

describe('what dma check says of a valid configuration', () => {
  const [log, congress] = ['log', 'congress'].map((kind) => ({
    name: `${kind}-x`,
    notifier: notifier(kind),
  }));

  it('names the notifiers, and the writer where one of them is told it', () => {
    const writer = { name: 'web1', isGuess: false };
    const text = (...given: (typeof log)[]) =>
      describeConfiguration(
        given.map((one) => one!),
        writer,
      ).text;
    assert.equal(text(), 'is valid; notifiers: none');
    assert.equal(text(log), 'is valid; notifiers: log-x');
    assert.equal(text(log, congress), 'is valid; notifiers: log-x, congress-x; writes as web1');
  });

  it('says what to do where the name is a guess', () => {
    const { ok, text } = describeConfiguration([congress!], { name: 'web1', isGuess: true });
    assert.match(
      text,
      /; writes as web1 \(web1 is this machine's name: .* set writer in dma\.yaml to that\)$/,
    );
    assert.equal(ok, true);
  });
});
