import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { readRedisAccess } from '../../../../plugins/redis/access.ts';
import { expiredKey } from '../../../support/expired-certificate.ts';
import { loopbackCertificate, loopbackKey } from '../../../support/loopback-certificate.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('what a connection to Redis reads', () => {
  const scratch = scratchFolder();
  const write = async (name: string, text: string, mode = 0o600): Promise<string> => {
    const path = join(scratch(), name);
    await writeFile(path, text);
    await chmod(path, mode);
    return path;
  };

  it('is nothing without files', async () => {
    const tls = { ca: undefined, cert: undefined, key: undefined, passphrase: undefined };
    assert.deepEqual(await readRedisAccess({}, new KnownSecrets()), { password: undefined, tls });
  });

  it('is the password, the CA, and our certificate with its key', async () => {
    assert.deepEqual(
      await readRedisAccess(
        {
          passwordFile: await write('password', 'SeKrEt\n'),
          caFile: await write('ca.pem', loopbackCertificate, 0o644),
          clientCertificate: {
            certFile: await write('c.pem', loopbackCertificate, 0o644),
            keyFile: await write('c.key', loopbackKey),
          },
        },
        new KnownSecrets(),
      ),
      {
        password: 'SeKrEt',
        tls: { ca: loopbackCertificate, cert: loopbackCertificate, key: loopbackKey, passphrase: undefined },
      },
    );
  });

  it('is the passphrase of the key as well, which must open it', async () => {
    const encrypted = createPrivateKey(loopbackKey).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'SeKrEt',
    });
    const certFile = await write('c.pem', loopbackCertificate, 0o644);
    const keyFile = await write('c.key', String(encrypted));
    const access = (clientCertificate: object) =>
      readRedisAccess({ clientCertificate: { certFile, keyFile, ...clientCertificate } }, new KnownSecrets());
    const { tls } = await access({ passphraseFile: await write('passphrase', 'SeKrEt\n') });
    assert.equal(tls.passphrase, 'SeKrEt');
    const wrong = { passphraseFile: await write('wrong', 'other') };
    for (const clientCertificate of [wrong, {}])
      await assert.rejects(access(clientCertificate), /^ConfigError: redis\.clientCertificate: .*c\.key/);
  });

  it('is refused, with the option and the file, where it cannot be used', async () => {
    const missing = join(scratch(), 'missing');
    const exposed = await write('exposed', 'SeKrEt', 0o644);
    const certFile = await write('c.pem', loopbackCertificate);
    const keyFile = await write('c.key', loopbackKey);
    const otherKey = await write('other.key', expiredKey);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsaKey = await write('rsa.key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const garbage = await write('garbage', 'SeKrEt');
    const exposedKey = await write('exposed.key', loopbackKey, 0o644);
    const cases: readonly (readonly [Parameters<typeof readRedisAccess>[0], string])[] = [
      [{ passwordFile: missing }, `redis.passwordFile: cannot read ${missing}: ENOENT`],
      [
        { passwordFile: exposed },
        `redis.passwordFile: secret file ${exposed} is readable by everyone; chmod 600 ${exposed}`,
      ],
      [{ caFile: missing }, `redis.caFile: cannot read ${missing}: ENOENT`],
      [{ caFile: garbage }, `redis.caFile: ${garbage} cannot be used: no certificate or key (PEM) is in it`],
      [
        { clientCertificate: { certFile: missing, keyFile } },
        `redis.clientCertificate.certFile: cannot read ${missing}: ENOENT`,
      ],
      [
        { clientCertificate: { certFile, keyFile: exposedKey } },
        `redis.clientCertificate.keyFile: secret file ${exposedKey} is readable by everyone`,
      ],
      [
        { clientCertificate: { certFile, keyFile: otherKey } },
        `redis.clientCertificate: ${certFile} and ${otherKey} cannot be used: key values mismatch`,
      ],
      [
        { clientCertificate: { certFile, keyFile: rsaKey } },
        `redis.clientCertificate: ${certFile} and ${rsaKey} cannot be used: key values mismatch`,
      ],
      [
        { clientCertificate: { certFile: garbage, keyFile } },
        `redis.clientCertificate: ${garbage} and ${keyFile} cannot be used: `,
      ],
      [
        { clientCertificate: { certFile, keyFile, passphraseFile: missing } },
        `redis.clientCertificate.passphraseFile: cannot read ${missing}: ENOENT`,
      ],
    ];
    for (const [files, message] of cases) {
      await assert.rejects(readRedisAccess(files, new KnownSecrets()), (error: Error) => {
        assert.ok(error instanceof ConfigError, error.stack);
        assert.ok(error.message.startsWith(message), error.message);
        assert.doesNotMatch(error.message, /SeKrEt|PRIVATE|error:[0-9A-F]/);
        return true;
      });
    }
  });
});
