import { z } from 'zod';
import type { Failure } from '../http-client/http-outcome.ts';
import { parseInterface, type KeystoneOptions } from './keystone-options.ts';
import { readSecretFile, type FileText } from '../http-client/local-file.ts';
import { receiverUrl } from '../http-client/http-options.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';

/** Reads a secret at each use. */
export type Secret = () => Promise<FileText | Failure>;

/** A domain, in the format of Keystone's requests. */
export type DomainRef = { readonly id: string } | { readonly name: string };

/** A user or project, in the format of Keystone's requests; only names need a domain. */
export type DomainMember = { readonly id: string } | { readonly name: string; readonly domain: DomainRef };

/** Everything needed for a token of Keystone and a choice from its catalog. */
export interface KeystoneCredentials {
  readonly kind: 'credentials';
  /** Ends in `/v3`, or in `/v2.0`, which no longer works. */
  readonly authUrl: string;
  readonly region: string | undefined;
  readonly interface: string;
  readonly caFile: string | undefined;
  readonly login:
    | {
        readonly kind: 'password';
        readonly user: DomainMember;
        readonly project: DomainMember;
        readonly secret: Secret;
      }
    | {
        readonly kind: 'application-credential';
        readonly credential: { readonly id: string } | { readonly name: string; readonly user: DomainMember };
        readonly secret: Secret;
      };
}

/** Gets the credentials at each login, so that a changed file needs no restart. */
export type CredentialsSource = () => Promise<KeystoneCredentials | Failure>;

/**
 * Completes the options from the environment, without I/O.
 *
 * An application credential is used when its id is in the options, or in the environment while the options have no user
 * name; otherwise a password. An id wins over a name, and an option over a variable.
 *
 * @throws ZodError that names each missing or wrong option together with its variable
 */
export function resolveCredentials(
  options: KeystoneOptions,
  env: (name: string) => string | undefined,
  secrets: KnownSecrets,
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
    if (file !== undefined) return () => readSecretFile(file, secrets);
    const value = required(fileOption, variable);
    secrets.add(value);
    return () => Promise.resolve({ kind: 'text', text: value });
  };
  const domain = (of: 'user' | 'project'): DomainRef => {
    const variable = `OS_${of.toUpperCase()}_DOMAIN`;
    return chooseDomain(
      [options[`${of}DomainId`], options[`${of}DomainName`]],
      [env(`${variable}_ID`), env(`${variable}_NAME`)],
    );
  };
  const project = (): DomainMember => {
    const id = options.projectId ?? (options.projectName === undefined && env('OS_PROJECT_ID'));
    return id ? { id } : { name: required('projectName', 'OS_PROJECT_NAME'), domain: domain('project') };
  };

  const authUrl = required('authUrl', 'OS_AUTH_URL');
  const checkedUrl = receiverUrl.safeParse(authUrl);
  if (authUrl && !checkedUrl.success) report('authUrl', `OS_AUTH_URL ${checkedUrl.error.issues[0]!.message}`);
  const chosen = parseInterface(optional('interface', 'OS_INTERFACE') ?? 'public');
  if (chosen === undefined) report('interface', 'OS_INTERFACE must be public, internal or admin');

  const usesApplicationCredential =
    options.applicationCredentialId !== undefined ||
    (options.username === undefined && Boolean(env('OS_APPLICATION_CREDENTIAL_ID')));
  const login: KeystoneCredentials['login'] = usesApplicationCredential
    ? {
        kind: 'application-credential',
        credential: { id: required('applicationCredentialId', 'OS_APPLICATION_CREDENTIAL_ID') },
        secret: secret('applicationCredentialSecretFile', 'OS_APPLICATION_CREDENTIAL_SECRET'),
      }
    : {
        kind: 'password',
        user: { name: required('username', 'OS_USERNAME'), domain: domain('user') },
        project: project(),
        secret: secret('passwordFile', 'OS_PASSWORD'),
      };
  if (issues.length > 0) throw new z.ZodError(issues);
  return {
    kind: 'credentials',
    authUrl: normaliseAuthUrl(authUrl),
    region: optional('region', 'OS_REGION_NAME'),
    interface: chosen!,
    caFile: optional('caFile', 'OS_CACERT'),
    login,
  };
}

/** The first id or name among the pairs; otherwise Keystone's initial domain. */
export function chooseDomain(
  ...pairs: readonly (readonly [id: string | undefined, name: string | undefined])[]
): DomainRef {
  for (const [id, name] of pairs) {
    if (id) return { id };
    if (name) return { name };
  }
  return { name: 'Default' };
}

/** Appends `/v3` unless the URL has a version. `/v2.0` stays, so that Keystone's answer to it is explained. */
export function normaliseAuthUrl(url: string): string {
  const bare = url.replace(/[?#].*$/s, '').replace(/\/+$/, '');
  return /\/v(3|2\.0)$/.test(bare) ? bare : `${bare}/v3`;
}
