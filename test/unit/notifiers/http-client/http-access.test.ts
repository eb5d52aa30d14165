import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import {
  accessOptions,
  checkAccessFiles,
  checkAccessOptions,
  readAccess,
} from '../../../../notifiers/http-client/http-access.ts';
import { loopbackCertificate, loopbackKey } from '../../../support/loopback-certificate.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('access to an HTTP receiver', () => {
  const scratch = scratchFolder();
  const write = async (name: string, content: string, mode = 0o600) => {
    const path = join(scratch(), name);
    await writeFile(path, content);
    await chmod(path, mode);
    return path;
  };

  it('is by one login, not two', () => {
    const schema = z.strictObject(accessOptions).superRefine(checkAccessOptions);
    const bearerTokenFile = '/a';
    const basicAuth = { username: 'a', passwordFile: '/b' };
    for (const options of [{}, { bearerTokenFile }, { basicAuth }])
      assert.ok(schema.safeParse(options).success);
    const [issue] = schema.safeParse({ bearerTokenFile, basicAuth }).error!.issues;
    assert.deepEqual(issue, {
      code: 'custom',
      path: ['basicAuth'],
      message: 'is of no use beside bearerTokenFile: there is one Authorization header',
      params: { isWhole: true },
    });
  });

  it('is checked by its files: they can be read, and certificates are in force today', async () => {
    const certFile = await write('cert', loopbackCertificate);
    const keyFile = await write('key', loopbackKey);
    const options = { caFile: certFile, clientCertificate: { certFile, keyFile } };
    assert.deepEqual(await checkAccessFiles(options, new KnownSecrets()), { outcome: 'delivered' });
    assert.deepEqual(await checkAccessFiles({}, new KnownSecrets()), { outcome: 'delivered' });
    const missing = join(scratch(), 'missing');
    const found = await checkAccessFiles({ bearerTokenFile: missing }, new KnownSecrets());
    assert.equal(
      found.outcome === 'failed' && found.message,
      `bearerTokenFile: cannot read ${missing}: ENOENT`,
    );
  });

  it('is nothing where nothing is configured', async () => {
    assert.deepEqual(await readAccess({}, new KnownSecrets()), {
      kind: 'access',
      headers: {},
      ca: undefined,
      clientCertificate: undefined,
    });
  });

  it('is a bearer token, or user and password in UTF-8', async () => {
    const passwordFile = await write('password', 'p\u00e4ss:word\n');
    const bearerTokenFile = await write('token', 't0ken:1234\n');
    const bearer = await readAccess({ bearerTokenFile }, new KnownSecrets());
    const basic = await readAccess({ basicAuth: { username: 'dma', passwordFile } }, new KnownSecrets());
    assert.deepEqual(bearer.kind === 'access' && bearer.headers, { authorization: 'Bearer t0ken:1234' });
    // printf 'dma:päss:word' | base64
    assert.deepEqual(basic.kind === 'access' && basic.headers, {
      authorization: 'Basic ZG1hOnDDpHNzOndvcmQ=',
    });
  });

  it('is certificates and a key as they are in their files, and the passphrase as a line', async () => {
    const certFile = await write('cert', 'A\nB\n', 0o644);
    const keyFile = await write('key', 'C\nD\n');
    const passphraseFile = await write('passphrase', 'E\n');
    const caFile = await write('ca', 'F\n', 0o644);
    const access = await readAccess(
      { caFile, clientCertificate: { certFile, keyFile, passphraseFile } },
      new KnownSecrets(),
    );
    assert.deepEqual(access, {
      kind: 'access',
      headers: {},
      ca: 'F\n',
      clientCertificate: { certificate: 'A\nB\n', key: 'C\nD\n', passphrase: 'E' },
    });
    const open = await readAccess({ clientCertificate: { certFile, keyFile } }, new KnownSecrets());
    assert.equal(open.kind === 'access' && open.clientCertificate?.passphrase, undefined);
  });

  it('fails at a secret that everyone can read', async () => {
    const exposed = await write('exposed', 'SeKrEt', 0o644);
    const fine = await write('fine', 'x');
    for (const options of [
      { bearerTokenFile: exposed },
      { basicAuth: { username: 'a', passwordFile: exposed } },
      { clientCertificate: { certFile: fine, keyFile: exposed } },
      { clientCertificate: { certFile: fine, keyFile: fine, passphraseFile: exposed } },
    ]) {
      const access = await readAccess(options, new KnownSecrets());
      assert.ok(access.kind === 'failed');
      const { reason, cure, message } = access.delivery;
      assert.deepEqual([reason, cure], ['io', `chmod 600 ${exposed}`]);
      assert.match(message, /^[\w.]+: secret file \S+ is readable by everyone$/);
    }
  });

  it('waits for a person where no header can carry the token, but takes any password', async () => {
    for (const text of ['\ufefft0ken-1234', 't0k\u00e9n-1234', 't0ken\u2028-1234']) {
      const file = await write('secret', text, 0o600);
      const access = await readAccess({ bearerTokenFile: file }, new KnownSecrets());
      assert.deepEqual(access.kind === 'failed' && access.delivery, {
        outcome: 'failed',
        reason: 'io',
        recoverable: true,
        message: `bearerTokenFile: secret file ${file} must hold printable ASCII`,
        cure: 'correct the file',
      });
      const login = await readAccess(
        { basicAuth: { username: 'a', passwordFile: file } },
        new KnownSecrets(),
      );
      assert.equal(login.kind, 'access');
    }
  });

  it('fails recoverably at any file that is not there', async () => {
    const missing = join(scratch(), 'missing');
    const fine = await write('fine', 'x');
    for (const [option, options] of [
      ['bearerTokenFile', { bearerTokenFile: missing }],
      ['basicAuth.passwordFile', { basicAuth: { username: 'a', passwordFile: missing } }],
      ['caFile', { caFile: missing }],
      ['clientCertificate.certFile', { clientCertificate: { certFile: missing, keyFile: fine } }],
      ['clientCertificate.keyFile', { clientCertificate: { certFile: fine, keyFile: missing } }],
      [
        'clientCertificate.passphraseFile',
        { clientCertificate: { certFile: fine, keyFile: fine, passphraseFile: missing } },
      ],
    ] as const) {
      const access = await readAccess(options, new KnownSecrets());
      assert.deepEqual(access.kind === 'failed' && access.delivery, {
        outcome: 'failed',
        reason: 'io',
        recoverable: true,
        message: `${option}: cannot read ${missing}: ENOENT`,
        cure: 'create that file, or correct the path',
      });
    }
  });
});
