import { findCertificateFault } from '../http-client/certificate-fault.ts';
import type { Failure } from '../http-client/http-outcome.ts';
import { sendHttpRequest } from '../http-client/http-request.ts';
import { readCaFile } from '../http-client/local-file.ts';
import type { ProxyChoice } from '../http-client/proxy.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { delivered, failed, type Delivery } from '../notifier.ts';
import { formCloudCredentials } from './clouds-yaml-credentials.ts';
import { readCloud } from './clouds-yaml.ts';
import {
  type CredentialsSource,
  type KeystoneCredentials,
  resolveCredentials,
} from './keystone-credentials.ts';
import type { KeystoneOptions } from './keystone-options.ts';
import { findEndpoint, type KeystoneToken, parseToken } from './keystone-token.ts';

/** A token is renewed this long before it expires, so that it does not expire during a request. */
const marginSeconds = 60;

export interface KeystoneSessionParts {
  /** Epoch seconds. */
  readonly now: () => number;
  /** The time for one request to Keystone. (Default: 10) */
  readonly timeoutSeconds?: number;
  readonly secrets: KnownSecrets;
  /** (Default: no proxy) */
  readonly proxy?: ProxyChoice;
}

/** A login at Keystone v3 by password or application credential, kept until shortly before it expires. */
export class KeystoneSession {
  readonly #source: CredentialsSource;
  readonly #parts: KeystoneSessionParts;
  #token: KeystoneToken | undefined;

  constructor(source: CredentialsSource, parts: KeystoneSessionParts) {
    this.#source = source;
    this.#parts = parts;
  }

  /** Gets every token, and what is sent with requests. */
  get secrets(): KnownSecrets {
    return this.#parts.secrets;
  }

  /** The proxy to Keystone and to the services. */
  get proxy(): ProxyChoice | undefined {
    return this.#parts.proxy;
  }

  /**
   * Returns the current token or gets a new one.
   *
   * Fails with `unauthorized` when the credentials are refused; with `io` when their file cannot be read; otherwise as
   * any request.
   */
  async token(signal?: AbortSignal): Promise<KeystoneToken | Failure> {
    if (this.#token && this.#token.expires - marginSeconds > this.#parts.now()) return this.#token;
    return this.renew(signal);
  }

  /** Gets a new token, for use after a service has answered 401. */
  async renew(signal?: AbortSignal): Promise<KeystoneToken | Failure> {
    this.#token = undefined;
    const credentials = await this.#source();
    if (credentials.kind === 'failed') return credentials;
    const ca = await readCa(credentials);
    if (ca.kind === 'failed') return ca;
    const json = await formatLogin(credentials);
    if (json.kind === 'failed') return json;
    const { timeoutSeconds = 10, secrets } = this.#parts;
    const answer = await sendHttpRequest({
      method: 'POST',
      url: `${credentials.authUrl}/auth/tokens`,
      json: json.body,
      timeoutSeconds,
      ca: ca.text,
      tlsNames,
      secrets,
      ...(this.proxy && { proxy: this.proxy }),
      ...(signal && { signal }),
    });
    if (answer.kind === 'failed') return answer;
    const token = parseToken(answer, credentials, secrets);
    if (token.kind === 'token') this.#token = token;
    return token;
  }

  /** Finds the URL of a service, without trailing slash; see `findEndpoint`. */
  endpoint({ catalog, credentials }: KeystoneToken, type: string): ReturnType<typeof findEndpoint> {
    return findEndpoint(catalog, { type, interface: credentials.interface, region: credentials.region });
  }

  /** Reads clouds.yaml, certificates and secret without any request, for `checkFiles` of a notifier. */
  async checkFiles(): Promise<Delivery> {
    const credentials = await this.#source();
    if (credentials.kind === 'failed') return credentials.delivery;
    const ca = await readCa(credentials);
    if (ca.kind === 'failed') return ca.delivery;
    const names = { ca: credentials.caFile ?? '', certificate: '', key: '' };
    const fault = findCertificateFault({ ca: ca.text }, names, this.#parts.now());
    if (fault !== undefined) return failed('io', true, fault);
    const login = await formatLogin(credentials);
    if (login.kind === 'failed') return login.delivery;
    return this.proxy?.checkFiles() ?? delivered;
  }

  /** Reads the certificates to trust for Keystone and the services; undefined for the system's. */
  async ca({ credentials }: KeystoneToken): Promise<CaText | Failure> {
    return readCa(credentials);
  }
}

/** Keystone and the services are asked without a client certificate. */
export const tlsNames = { ca: 'caFile (or OS_CACERT, or cacert in clouds.yaml)', certificate: '', key: '' };

interface CaText {
  readonly kind: 'text';
  readonly text: string | undefined;
}

async function readCa({ caFile }: KeystoneCredentials): Promise<CaText | Failure> {
  if (caFile === undefined) return { kind: 'text', text: undefined };
  const file = await readCaFile(caFile);
  if (file.kind === 'text') return file;
  const message = `${tlsNames.ca}: ${file.delivery.message}`;
  return { kind: 'failed', delivery: { ...file.delivery, message } };
}

async function formatLogin({
  login,
}: KeystoneCredentials): Promise<{ readonly kind: 'body'; readonly body: unknown } | Failure> {
  const secret = await login.secret();
  if (secret.kind === 'failed') return secret;
  if (login.kind === 'application-credential') {
    // Without a scope: the credential has its own, and Keystone answers 401 to a second one.
    const identity = {
      methods: ['application_credential'],
      application_credential: { ...login.credential, secret: secret.text },
    };
    return { kind: 'body', body: { auth: { identity } } };
  }
  const user = { ...login.user, password: secret.text };
  // Without a scope, the token comes without a catalog.
  const scope = { project: login.project };
  return { kind: 'body', body: { auth: { identity: { methods: ['password'], password: { user } }, scope } } };
}

/**
 * Chooses the source of the credentials, without I/O.
 *
 * It is the cloud of clouds.yaml that the options name, or OS_CLOUD when no option says who logs in; otherwise options
 * and `OS_*` variables. As in OpenStack's own clients, the variables do not count beside a cloud. clouds.yaml is read
 * at each login.
 *
 * @throws ZodError when a credential is missing in the options and in the environment
 */
export function openCredentials(
  options: KeystoneOptions,
  env: (name: string) => string | undefined,
  secrets: KnownSecrets,
): CredentialsSource {
  const { authUrl, username, applicationCredentialId } = options;
  const saysWho = authUrl ?? username ?? applicationCredentialId;
  const name = options.cloud ?? (saysWho === undefined ? env('OS_CLOUD') : undefined);
  if (!name) {
    const credentials = resolveCredentials(options, env, secrets);
    return () => Promise.resolve(credentials);
  }
  return async () => {
    const found = await readCloud(name, env);
    return found.kind === 'failed'
      ? found
      : formCloudCredentials(name, found, options, { home: env('HOME'), secrets });
  };
}
