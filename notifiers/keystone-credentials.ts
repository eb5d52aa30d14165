import { z } from 'zod';
import type { Failure } from './http-request.ts';
import { readSecretFile, type FileText } from './secret-file.ts';
import { sinkUrl } from './sink-url.ts';

const text = z.string().min(1);

/** The `auth` block of an OpenStack notifier. What is left out comes from the `OS_*` variable of that name. */
export const keystoneOptions = z.strictObject({
  /** Keystone's URL, such as `https://cloud.example.org:5000/v3`; `/v3` is added when missing. (OS_AUTH_URL) */
  authUrl: sinkUrl.optional(),
  /** OS_USERNAME */
  username: text.optional(),
  /** A file with the password. (Default: the password itself from OS_PASSWORD) */
  passwordFile: text.optional(),
  /** OS_PROJECT_NAME */
  projectName: text.optional(),
  /** OS_USER_DOMAIN_NAME; default `Default` */
  userDomainName: text.optional(),
  /** OS_PROJECT_DOMAIN_NAME; default `Default` */
  projectDomainName: text.optional(),
  /** Takes the place of user, project and domains. (OS_APPLICATION_CREDENTIAL_ID) */
  applicationCredentialId: text.optional(),
  /** A file with the secret. (Default: the secret itself from OS_APPLICATION_CREDENTIAL_SECRET) */
  applicationCredentialSecretFile: text.optional(),
  /** OS_REGION_NAME; default any */
  region: text.optional(),
  /** OS_INTERFACE; default `public` */
  interface: z.enum(['public', 'internal', 'admin']).optional(),
  /** PEM certificates to trust instead of the system's. (OS_CACERT) */
  caFile: text.optional(),
});

export type KeystoneOptions = z.output<typeof keystoneOptions>;

/** Reads a secret, at each use. */
export type Secret = () => Promise<FileText | Failure>;

/** Everything needed to ask Keystone for a token and to choose from its catalog. */
export interface KeystoneCredentials {
  /** Ends in `/v3`; or in `/v2.0`, which no longer works. */
  readonly authUrl: string;
  readonly region: string | undefined;
  readonly interface: string;
  readonly caFile: string | undefined;
  readonly login:
    | {
        readonly kind: 'password';
        readonly username: string;
        readonly userDomainName: string;
        readonly projectName: string;
        readonly projectDomainName: string;
        readonly secret: Secret;
      }
    | { readonly kind: 'application-credential'; readonly id: string; readonly secret: Secret };
}

/**
 * Completes the options from the environment, without I/O.
 *
 * The application credential is taken when its id is among the options, or in the environment while the options hold
 * no user name; else the password.
 *
 * @throws ZodError that names each missing or wrong option together with its variable.
 */
export function resolveCredentials(
  options: KeystoneOptions,
  env: (name: string) => string | undefined,
): KeystoneCredentials {
  const issues: z.core.$ZodIssue[] = [];
  const report = (option: keyof KeystoneOptions, message: string) =>
    issues.push({ code: 'custom', path: ['auth', option], message, input: undefined });
  const optional = (option: keyof KeystoneOptions, variable: string) =>
    (options[option] ?? env(variable)) || undefined;
  const required = (option: keyof KeystoneOptions, variable: string) => {
    const found = optional(option, variable);
    if (found === undefined) report(option, `is missing: set auth.${option} or ${variable}`);
    return found ?? '';
  };
  const secret = (fileOption: keyof KeystoneOptions, variable: string): Secret => {
    const file = options[fileOption];
    if (file !== undefined) return () => readSecretFile(file);
    const value = required(fileOption, variable);
    return () => Promise.resolve({ kind: 'text', text: value });
  };

  const authUrl = required('authUrl', 'OS_AUTH_URL');
  const checkedUrl = sinkUrl.safeParse(authUrl);
  if (authUrl && !checkedUrl.success) report('authUrl', `OS_AUTH_URL ${checkedUrl.error.issues[0]!.message}`);
  // Older openrc files say `publicURL`.
  const chosen = optional('interface', 'OS_INTERFACE')?.replace(/URL$/, '') ?? 'public';
  if (!keystoneOptions.shape.interface.safeParse(chosen).success)
    report('interface', 'OS_INTERFACE must be public, internal or admin');

  const usesApplicationCredential =
    options.applicationCredentialId !== undefined ||
    (options.username === undefined && Boolean(env('OS_APPLICATION_CREDENTIAL_ID')));
  const login: KeystoneCredentials['login'] = usesApplicationCredential
    ? {
        kind: 'application-credential',
        id: required('applicationCredentialId', 'OS_APPLICATION_CREDENTIAL_ID'),
        secret: secret('applicationCredentialSecretFile', 'OS_APPLICATION_CREDENTIAL_SECRET'),
      }
    : {
        kind: 'password',
        username: required('username', 'OS_USERNAME'),
        userDomainName: optional('userDomainName', 'OS_USER_DOMAIN_NAME') ?? 'Default',
        projectName: required('projectName', 'OS_PROJECT_NAME'),
        projectDomainName: optional('projectDomainName', 'OS_PROJECT_DOMAIN_NAME') ?? 'Default',
        secret: secret('passwordFile', 'OS_PASSWORD'),
      };
  if (issues.length > 0) throw new z.ZodError(issues);
  return {
    authUrl: normaliseAuthUrl(authUrl),
    region: optional('region', 'OS_REGION_NAME'),
    interface: chosen,
    caFile: optional('caFile', 'OS_CACERT'),
    login,
  };
}

/** A /v2.0 is left as it is: Keystone's answer to it is then explained, rather than a guess made. */
function normaliseAuthUrl(url: string): string {
  const bare = url.replace(/[?#].*$/s, '').replace(/\/+$/, '');
  return /\/v(3|2\.0)$/.test(bare) ? bare : `${bare}/v3`;
}
