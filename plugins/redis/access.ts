import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { readCaFile, readKeyFile, readSecretFile } from '../../notifiers/http-client/local-file.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { ConfigError } from '../process/config-error.ts';
import { readOptionFile } from '../process/option-file.ts';
import { plainTlsMessage } from './complaint.ts';
import type { RedisConfig } from './options.ts';

/** The options of Redis that name files. */
export type RedisFiles = Partial<Pick<RedisConfig, 'passwordFile' | 'caFile' | 'clientCertificate'>>;

/** The contents of these files. */
export interface RedisAccess {
  readonly password: string | undefined;
  readonly tls: {
    readonly ca: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
    readonly passphrase: string | undefined;
  };
}

/**
 * Reads all files that a connection needs.
 *
 * @param secrets gets the password and the passphrase
 * @returns rejects with ConfigError, naming the option, when a file cannot be used; the message holds no secret
 */
export async function readRedisAccess(
  { passwordFile, caFile, clientCertificate }: RedisFiles,
  secrets: KnownSecrets,
): Promise<RedisAccess> {
  const readSecret = (path: string) => readSecretFile(path, secrets);
  const { certFile, keyFile, passphraseFile } = clientCertificate ?? {};
  const access = {
    password: await readOptionFile('redis.passwordFile', passwordFile, readSecret),
    tls: {
      ca: await readOptionFile('redis.caFile', caFile, readCaFile),
      cert: await readOptionFile('redis.clientCertificate.certFile', certFile, readCaFile),
      key: await readOptionFile('redis.clientCertificate.keyFile', keyFile, readKeyFile),
      passphrase: await readOptionFile('redis.clientCertificate.passphraseFile', passphraseFile, readSecret),
    },
  };
  const { ca, ...ours } = access.tls;
  // A secure context accepts any text as `ca`, and then trusts nobody.
  if (ca !== undefined) checkTls('caFile', [caFile], () => new X509Certificate(ca));
  if (ours.cert !== undefined) checkTls('clientCertificate', [certFile, keyFile], () => checkKeyPair(ours));
  return access;
}

/** @throws Error for a key that does not belong to its certificate; a secure context compares keys of one kind only */
function checkKeyPair({ cert, key, passphrase }: Partial<RedisAccess['tls']>): void {
  createSecureContext({ cert, key, passphrase });
  const parsed = createPrivateKey({ key: key!, ...(passphrase !== undefined && { passphrase }) });
  if (!new X509Certificate(cert!).checkPrivateKey(parsed)) throw new Error('key values mismatch');
}

/** @throws ConfigError for a malformed certificate, or a key that does not belong to it */
function checkTls(option: string, paths: readonly (string | undefined)[], use: () => unknown): void {
  try {
    use();
  } catch (error) {
    const cause = plainTlsMessage(error as Error).replace(
      /^no start line$/,
      'no certificate or key (PEM) is in it',
    );
    throw new ConfigError(`redis.${option}: ${paths.join(' and ')} cannot be used: ${cause}`);
  }
}
