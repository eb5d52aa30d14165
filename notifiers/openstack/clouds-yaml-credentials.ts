import { join } from 'node:path';
import { z } from 'zod';
import type { FoundCloud } from './clouds-yaml.ts';
import { unusableFile, type Failure } from '../http-client/http-outcome.ts';
import {
  chooseDomain,
  normaliseAuthUrl,
  type DomainMember,
  type KeystoneCredentials,
  type Secret,
} from './keystone-credentials.ts';
import { parseInterface, type KeystoneOptions } from './keystone-options.ts';
import { receiverUrl } from '../http-client/http-options.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';

// YAML reads an unquoted 0123 as another number.
const text = z.string({ error: 'must be a text, in quotes' }).min(1, 'must not be empty').nullish();

const auth = z.looseObject({
  auth_url: text.pipe(receiverUrl.nullish()),
  username: text,
  user_id: text,
  password: text,
  project_name: text,
  project_id: text,
  user_domain_name: text,
  user_domain_id: text,
  project_domain_name: text,
  project_domain_id: text,
  application_credential_id: text,
  application_credential_name: text,
  application_credential_secret: text,
});

const none = (why: string) => z.literal([false, null], { error: why }).optional();
const unsupported = z.null({ error: 'client certificates are not supported' }).optional();

const cloudFields = z.looseObject({
  auth_type: text,
  auth: auth.default(auth.parse({})),
  region_name: text,
  interface: text,
  endpoint_type: text,
  cacert: text,
  verify: z
    .literal([true, null], { error: 'must not be switched off: name the certificates to trust in cacert' })
    .optional(),
  insecure: none('must not be switched on: name the certificates to trust in cacert'),
  cert: unsupported,
  key: unsupported,
});

type Auth = z.output<typeof auth>;

/**
 * Forms the credentials of a cloud of clouds.yaml, completed by the options that may stand beside it.
 *
 * Fails with `io`, for a person to mend, naming file and field but never the content.
 */
export function formCloudCredentials(
  name: string,
  { file, cloud }: FoundCloud,
  options: Pick<KeystoneOptions, 'region' | 'interface' | 'caFile'>,
  { home, secrets }: { readonly home: string | undefined; readonly secrets: KnownSecrets },
): KeystoneCredentials | Failure {
  const wrong = (field: string, rule: string) => unusableFile(`${file}: clouds.${name}.${field}: ${rule}`);
  const parsed = cloudFields.safeParse(cloud);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    return wrong(path.join('.'), message);
  }
  const { data } = parsed;
  const interfaceName = options.interface ?? data.interface ?? data.endpoint_type ?? 'public';
  const chosen = parseInterface(interfaceName);
  if (chosen === undefined) return wrong('interface', 'must be public, internal or admin');
  const authUrl = data.auth.auth_url;
  if (!authUrl) return wrong('auth.auth_url', 'is missing (profiles of vendors are not read)');

  for (const secret of [data.auth.password, data.auth.application_credential_secret])
    if (secret) secrets.add(secret);
  const login = formLogin(data.auth_type ?? undefined, data.auth);
  if ('field' in login) return wrong(login.field, login.rule);
  return {
    kind: 'credentials',
    authUrl: normaliseAuthUrl(authUrl),
    region: options.region ?? data.region_name ?? undefined,
    interface: chosen,
    caFile: options.caFile ?? expandHome(data.cacert ?? undefined, home),
    login,
  };
}

interface Complaint {
  readonly field: string;
  readonly rule: string;
}

const passwordTypes = ['password', 'v3password'];
const applicationCredentialType = 'v3applicationcredential';

function formLogin(type: string | undefined, known: Auth): KeystoneCredentials['login'] | Complaint {
  const has = known.application_credential_id ?? known.application_credential_name;
  const chosen = type ?? (has ? applicationCredentialType : 'password');
  if (chosen === applicationCredentialType) {
    const { application_credential_id: id, application_credential_name: credentialName } = known;
    const secret = known.application_credential_secret;
    if (!secret) return missing('application_credential_secret');
    if (id) return { kind: 'application-credential', credential: { id }, secret: constant(secret) };
    const user = userOf(known);
    if (!credentialName) return missing('application_credential_id');
    if (!user) return missing('username');
    const credential = { name: credentialName, user };
    return { kind: 'application-credential', credential, secret: constant(secret) };
  }
  if (!passwordTypes.includes(chosen))
    return { field: 'auth_type', rule: `must be password, v3password or ${applicationCredentialType}` };
  const [user, project] = [userOf(known), projectOf(known)];
  if (!user) return missing('username');
  if (!project) return missing('project_name');
  if (!known.password) return missing('password');
  return { kind: 'password', user, project, secret: constant(known.password) };
}

function missing(field: string): Complaint {
  return { field: `auth.${field}`, rule: 'is missing, there and in secure.yaml' };
}

function userOf(known: Auth): DomainMember | undefined {
  if (known.user_id) return { id: known.user_id };
  const domain = chooseDomain([known.user_domain_id ?? undefined, known.user_domain_name ?? undefined]);
  return known.username ? { name: known.username, domain } : undefined;
}

function projectOf(known: Auth): DomainMember | undefined {
  if (known.project_id) return { id: known.project_id };
  const domain = chooseDomain([known.project_domain_id ?? undefined, known.project_domain_name ?? undefined]);
  return known.project_name ? { name: known.project_name, domain } : undefined;
}

function constant(secret: string): Secret {
  return () => Promise.resolve({ kind: 'text', text: secret });
}

function expandHome(path: string | undefined, home: string | undefined): string | undefined {
  return path?.startsWith('~/') && home ? join(home, path.slice(2)) : path;
}
