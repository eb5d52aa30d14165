import { z } from 'zod';
import { basicAuthOption, basicAuthorization } from './basic-auth.ts';
import type { Failure } from './http-outcome.ts';
import { findCertificateFault, tlsNamesInYaml, type TlsNames } from './certificate-fault.ts';
import type { ClientCertificate } from './http-request.ts';
import { delivered, failed, type Delivery } from '../notifier.ts';
import {
  readCaFile,
  readHeaderSecretFile,
  readKeyFile,
  readSecretFile,
  type FileText,
} from './local-file.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';

const file = z.string().min(1);

/** Credentials for an HTTP receiver, and the certificates to trust. All files are read at each attempt. */
export const accessOptions = {
  bearerTokenFile: file.optional().meta({
    description:
      'The file with the token for `Authorization: Bearer`, readable by the user of dma alone (chmod 600).',
    examples: ['/etc/collectd-dma/http-token'],
    defaultText: 'none',
    since: '0.1.0',
  }),
  basicAuth: basicAuthOption({ passwordFile: '/etc/collectd-dma/http-password', since: '0.1.0' })
    .optional()
    .meta({
      description: 'User name and password for `Authorization: Basic`, instead of a bearer token.',
      examples: [{ username: 'dma', passwordFile: '/etc/collectd-dma/http-password' }],
      defaultText: 'none',
      since: '0.1.0',
    }),
  clientCertificate: z
    .strictObject({
      certFile: file.meta({
        description: 'The file with the certificate (PEM).',
        examples: ['/etc/collectd-dma/client.pem'],
        since: '0.1.0',
      }),
      keyFile: file.meta({
        description: 'The file with its key (PEM), readable by the user of dma alone (chmod 600).',
        examples: ['/etc/collectd-dma/client.key'],
        since: '0.1.0',
      }),
      passphraseFile: file.optional().meta({
        description: 'The file with the passphrase of an encrypted key.',
        examples: ['/etc/collectd-dma/client.passphrase'],
        defaultText: 'none, the key is not encrypted',
        since: '0.1.0',
      }),
    })
    .optional()
    .meta({
      description: 'The certificate to show when the server asks for one.',
      examples: [{ certFile: '/etc/collectd-dma/client.pem', keyFile: '/etc/collectd-dma/client.key' }],
      defaultText: 'none',
      since: '0.1.0',
    }),
  caFile: file.optional().meta({
    description: 'A file with the certificates (PEM) to trust instead of those of the system.',
    examples: ['/etc/ssl/certs/private-ca.pem'],
    defaultText: 'the certificates of the system',
    since: '0.1.0',
  }),
};

/** The checked options. */
export type AccessOptions = z.output<z.ZodObject<typeof accessOptions>>;

/** Checks that there is one way to log in, not two; for a `superRefine` of options that contain these. */
export function checkAccessOptions(
  { bearerTokenFile, basicAuth }: AccessOptions,
  context: z.RefinementCtx,
): void {
  if (bearerTokenFile === undefined || basicAuth === undefined) return;
  const message = 'is of no use beside bearerTokenFile: there is one Authorization header';
  context.addIssue({ code: 'custom', path: ['basicAuth'], message, params: { isWhole: true } });
}

/** The names of the options, for messages. */
export interface AccessNames extends TlsNames {
  readonly token: string;
  readonly password: string;
  readonly passphrase: string;
}

const namesInYaml: AccessNames = {
  ...tlsNamesInYaml,
  token: 'bearerTokenFile',
  password: 'basicAuth.passwordFile',
  passphrase: 'clientCertificate.passphraseFile',
};

/** The same options on a command line. */
export const namesInCommand: AccessNames = {
  token: '--bearer-token-file',
  password: '--password-file',
  ca: '--ca-file',
  certificate: '--cert-file',
  key: '--key-file',
  passphrase: '',
};

/** The current content of the files that `AccessOptions` names. */
export interface HttpAccess {
  readonly kind: 'access';
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: string | undefined;
  readonly clientCertificate: ClientCertificate | undefined;
}

/** Reads all files that an attempt needs. Fails with `io`, see `readSecretFile`. */
export async function readAccess(
  options: AccessOptions,
  secrets: KnownSecrets,
  names: AccessNames = namesInYaml,
): Promise<HttpAccess | Failure> {
  const readSecret = (path: string) => readSecretFile(path, secrets);
  const headers = await readAuthorization(options, secrets, names);
  if (headers.kind === 'failed') return headers;
  const ca = await readOptional(names.ca, options.caFile, readCaFile);
  if (ca.kind === 'failed') return ca;
  const { certFile, keyFile, passphraseFile } = options.clientCertificate ?? {};
  const certificate = await readOptional(names.certificate, certFile, readCaFile);
  if (certificate.kind === 'failed') return certificate;
  const key = await readOptional(names.key, keyFile, readKeyFile);
  if (key.kind === 'failed') return key;
  const passphrase = await readOptional(names.passphrase, passphraseFile, readSecret);
  if (passphrase.kind === 'failed') return passphrase;
  const clientCertificate =
    certificate.text === undefined || key.text === undefined
      ? undefined
      : { certificate: certificate.text, key: key.text, passphrase: passphrase.text };
  return { kind: 'access', headers: headers.headers, ca: ca.text, clientCertificate };
}

/**
 * Checks that the files can be read and used, for `checkFiles` of a notifier.
 *
 * @param now epoch seconds
 */
export async function checkAccessFiles(
  options: AccessOptions,
  secrets: KnownSecrets,
  now = Date.now() / 1000,
): Promise<Delivery> {
  const access = await readAccess(options, secrets);
  if (access.kind === 'failed') return access.delivery;
  const { caFile = '', clientCertificate: { certFile = '', keyFile = '' } = {} } = options;
  const names = { ca: caFile, certificate: certFile, key: keyFile };
  const fault = findCertificateFault({ ca: access.ca, ...access.clientCertificate }, names, now);
  return fault === undefined ? delivered : failed('io', true, fault);
}

async function readAuthorization(
  { bearerTokenFile, basicAuth }: AccessOptions,
  secrets: KnownSecrets,
  names: AccessNames,
): Promise<{ readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> } | Failure> {
  const readPassword = (path: string) => readSecretFile(path, secrets);
  const readToken = (path: string) => readHeaderSecretFile(path, secrets);
  const password = await readOptional(names.password, basicAuth?.passwordFile, readPassword);
  if (password.kind === 'failed') return password;
  if (basicAuth && password.text !== undefined) {
    const authorization = basicAuthorization(basicAuth.username, password.text);
    return { kind: 'headers', headers: { authorization } };
  }
  const token = await readOptional(names.token, bearerTokenFile, readToken);
  if (token.kind === 'failed') return token;
  const authorization = token.text === undefined ? {} : { authorization: `Bearer ${token.text}` };
  return { kind: 'headers', headers: authorization };
}

/** Reads a file, if there is one; a failure names its option. */
async function readOptional(
  option: string,
  path: string | undefined,
  read: (path: string) => Promise<FileText | Failure>,
): Promise<{ readonly kind: 'text'; readonly text: string | undefined } | Failure> {
  if (path === undefined) return { kind: 'text', text: undefined };
  const found = await read(path);
  if (found.kind === 'text') return found;
  const { delivery } = found;
  return { kind: 'failed', delivery: { ...delivery, message: `${option}: ${delivery.message}` } };
}
