import { readCaFile, readHeaderSecretFile, readKeyFile } from '../../../notifiers/http-client/local-file.ts';
import { findCertificateFault } from '../../../notifiers/http-client/certificate-fault.ts';
import type { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import type { DashboardConfig } from '../../../plugins/config/dashboard-config.ts';
import { ConfigError } from '../../../plugins/process/config-error.ts';
import { readOptionFile } from '../../../plugins/process/option-file.ts';

/** A shorter token can be guessed. */
const minTokenCharacters = 16;

/** The contents of the files of the section `dashboard`. */
export interface ServerAccess {
  /** Undefined where nobody can log in by a token. */
  readonly token: string | undefined;
  /** Undefined without TLS. */
  readonly tls:
    { readonly cert: string; readonly key: string; readonly clientCa: string | undefined } | undefined;
}

/**
 * Reads all files that the server needs.
 *
 * @param secrets gets the token
 * @param now epoch seconds
 * @returns rejects with ConfigError, naming the option, when a file cannot be used; the message holds no secret
 */
export async function readServerAccess(
  {
    tokenFile,
    certificate,
    clientCaFile,
  }: Pick<DashboardConfig, 'tokenFile' | 'certificate' | 'clientCaFile'>,
  secrets: KnownSecrets,
  now: number,
): Promise<ServerAccess> {
  const token = await readOptionFile('dashboard.tokenFile', tokenFile, (path) =>
    readHeaderSecretFile(path, secrets),
  );
  if (token !== undefined && token.length < minTokenCharacters)
    throw new ConfigError(
      `dashboard.tokenFile: the token in ${tokenFile} has ${token.length} characters; at least ${minTokenCharacters} are needed`,
    );
  if (!certificate) return { token, tls: undefined };
  const { certFile, keyFile } = certificate;
  const cert = (await readOptionFile('dashboard.certificate.certFile', certFile, readCaFile))!;
  const key = (await readOptionFile('dashboard.certificate.keyFile', keyFile, readKeyFile))!;
  const clientCa = await readOptionFile('dashboard.clientCaFile', clientCaFile, readCaFile);
  const names = { ca: clientCaFile ?? '', certificate: certFile, key: keyFile };
  const fault = findCertificateFault({ ca: clientCa, certificate: cert, key }, names, now);
  if (fault !== undefined) throw new ConfigError(`dashboard.certificate: ${fault}`);
  return { token, tls: { cert, key, clientCa } };
}
