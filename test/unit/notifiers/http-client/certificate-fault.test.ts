import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findCertificateFault,
  type TlsContents,
} from '../../../../notifiers/http-client/certificate-fault.ts';
import { checkAccessFiles } from '../../../../notifiers/http-client/http-access.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { expiredCertificate, expiredKey } from '../../../support/expired-certificate.ts';
import { loopbackCertificate, loopbackKey } from '../../../support/loopback-certificate.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const names = { ca: 'ca.pem', certificate: 'c.pem', key: 'c.key' };
const now = Date.parse('2026-11-28T00:00:00Z') / 1000;
const format = { type: 'pkcs8', format: 'pem' } as const;
const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(format).toString();
const cipher = { cipher: 'aes-256-cbc', passphrase: 'SeKrEt' };
const lockedKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ ...format, ...cipher })
  .toString();
const ours = { certificate: loopbackCertificate, key: loopbackKey };

describe('the fault of certificates', () => {
  const scratch = scratchFolder();

  it('is none where they are valid and the key is theirs', () => {
    assert.equal(findCertificateFault({}, names, now), undefined);
    assert.equal(findCertificateFault({ ca: loopbackCertificate, ...ours }, names, now), undefined);
    const locked = createPrivateKey(loopbackKey)
      .export({ ...format, ...cipher })
      .toString();
    const opened = { certificate: loopbackCertificate, key: locked, passphrase: cipher.passphrase };
    assert.equal(findCertificateFault(opened, names, now), undefined);
    const bundle = `# A comment\n${expiredCertificate}${loopbackCertificate}`;
    assert.equal(findCertificateFault({ ca: bundle }, names, now), undefined, 'one of a bundle is enough');
  });

  const faults: readonly (readonly [string, TlsContents, string, number?])[] = [
    [
      'a client certificate that has expired',
      { certificate: expiredCertificate, key: expiredKey },
      'c.pem: the certificate CN=expired expired on 2021-01-01',
    ],
    [
      'an intermediate certificate that has expired',
      { certificate: `${loopbackCertificate}${expiredCertificate}`, key: loopbackKey },
      'c.pem: the certificate CN=expired expired on 2021-01-01',
    ],
    [
      'a client certificate that is not valid yet',
      ours,
      'c.pem: the certificate CN=loopback is not valid before 2020-01-01; is the clock of this machine right?',
      0,
    ],
    [
      'a CA that has expired',
      { ca: expiredCertificate },
      'ca.pem: the certificate CN=expired expired on 2021-01-01',
    ],
    ['a CA that is no certificate', { ca: 'SeKrEt' }, 'ca.pem: holds no certificate (PEM)'],
    [
      'a malformed certificate',
      { ca: loopbackCertificate.replace('MIIB', 'MIIC') },
      'ca.pem: holds a malformed certificate',
    ],
    [
      'the key of another certificate',
      { ...ours, key: expiredKey },
      'c.key: is not the key of the certificate in c.pem',
    ],
    [
      'a key of another kind, which a secure context accepts',
      { ...ours, key: rsaKey },
      'c.key: is not the key of the certificate in c.pem',
    ],
    ['a key that is none', { ...ours, key: 'SeKrEt' }, 'c.key: holds no private key (PEM)'],
    [
      'an encrypted key without a passphrase',
      { ...ours, key: lockedKey },
      'c.key: is encrypted: passphraseFile is missing',
    ],
    [
      'an encrypted key with a wrong passphrase',
      { ...ours, key: lockedKey, passphrase: 'SeKrEt-wrong' },
      'c.key: holds no private key (PEM), or its passphrase is wrong',
    ],
  ];
  for (const [what, contents, text, time = now] of faults)
    it(`is ${what}, in one line`, () => {
      assert.equal(findCertificateFault(contents, names, time), text);
    });

  it('is told by the check of the files, with their names', async () => {
    const [certFile, keyFile] = [join(scratch(), 'c.pem'), join(scratch(), 'c.key')];
    await writeFile(certFile, expiredCertificate);
    await writeFile(keyFile, expiredKey, { mode: 0o600 });
    const found = await checkAccessFiles({ clientCertificate: { certFile, keyFile } }, new KnownSecrets());
    assert.deepEqual(found, {
      outcome: 'failed',
      reason: 'io',
      recoverable: true,
      message: `${certFile}: the certificate CN=expired expired on 2021-01-01`,
    });
  });
});
