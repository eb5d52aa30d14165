import { z } from 'zod';
import {
  classifyStatus,
  describeAnswer,
  failure,
  sendHttpRequest,
  type Failure,
  type HttpAnswer,
} from './http-request.ts';
import type { KeystoneCredentials } from './keystone-credentials.ts';
import { readCaFile } from './secret-file.ts';
import { findEndpoint, serviceCatalog, type ServiceCatalog } from './service-catalog.ts';

/** A token, and the catalog that came with it. */
export interface KeystoneToken {
  readonly kind: 'token';
  /** For the header `X-Auth-Token`. A credential. */
  readonly id: string;
  /** Epoch seconds. */
  readonly expires: number;
  readonly catalog: ServiceCatalog;
}

/** A token is renewed this long before it expires, so that it does not expire under way. */
const marginSeconds = 60;

const tokenBody = z.object({
  token: z.object({ expires_at: z.string(), catalog: serviceCatalog.optional() }),
});

/** A login at Keystone v3, by password or application credential, kept until shortly before it expires. */
export class KeystoneSession {
  readonly #credentials: KeystoneCredentials;
  readonly #now: () => number;
  readonly #timeoutSeconds: number;
  #token: KeystoneToken | undefined;

  /**
   * @param now the present time in epoch seconds.
   * @param timeoutSeconds for one request to Keystone (default 10).
   */
  constructor(credentials: KeystoneCredentials, now: () => number, timeoutSeconds = 10) {
    this.#credentials = credentials;
    this.#now = now;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /**
   * The current token, or a new one.
   *
   * Fails with `unauthorized` (not recoverable) when the credentials are refused, with `io` when their file can't be
   * read, and otherwise as any request.
   */
  async token(signal?: AbortSignal): Promise<KeystoneToken | Failure> {
    if (this.#token && this.#token.expires - marginSeconds > this.#now()) return this.#token;
    return this.renew(signal);
  }

  /** A new token, whatever the current one says: for when a service has answered 401. */
  async renew(signal?: AbortSignal): Promise<KeystoneToken | Failure> {
    this.#token = undefined;
    const ca = await this.ca();
    if (ca.kind === 'failed') return ca;
    const json = await formatLogin(this.#credentials);
    if (json.kind === 'failed') return json;
    const answer = await sendHttpRequest({
      method: 'POST',
      url: `${this.#credentials.authUrl}/auth/tokens`,
      json: json.body,
      timeoutSeconds: this.#timeoutSeconds,
      ca: ca.text,
      ...(signal && { signal }),
    });
    if (answer.kind === 'failed') return answer;
    const token = this.#parseToken(answer);
    if (token.kind === 'token') this.#token = token;
    return token;
  }

  /** Where a service of this type is, without trailing slash; see `findEndpoint`. */
  endpoint(token: KeystoneToken, type: string): ReturnType<typeof findEndpoint> {
    return findEndpoint(token.catalog, {
      type,
      interface: this.#credentials.interface,
      region: this.#credentials.region,
    });
  }

  /** The certificates to trust, for Keystone as well as for the services; undefined: the system's. */
  async ca(): Promise<{ readonly kind: 'text'; readonly text: string | undefined } | Failure> {
    const { caFile } = this.#credentials;
    return caFile === undefined ? { kind: 'text', text: undefined } : readCaFile(caFile);
  }

  #parseToken(answer: HttpAnswer): KeystoneToken | Failure {
    const delivery = classifyStatus(answer);
    if (delivery.outcome === 'failed') {
      const hint = explainRefusal(answer, this.#credentials);
      if (hint) return failure(hint.reason, false, `${delivery.message}: ${hint.text}`);
      return { kind: 'failed', delivery };
    }
    const id = answer.headers['x-subject-token'];
    const body = tokenBody.safeParse(parseJson(answer.body));
    if (typeof id !== 'string' || !body.success)
      return failure('bad-answer', true, `${describeAnswer(answer)} without a token: is this Keystone v3?`);
    const { expires_at, catalog = [] } = body.data.token;
    return { kind: 'token', id, expires: parseExpiry(expires_at), catalog };
  }
}

/** For an expiring application credential Keystone leaves out the `Z`; the time is UTC all the same. */
function parseExpiry(text: string): number {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
  return Date.parse(zoned) / 1000;
}

function explainRefusal(
  answer: HttpAnswer,
  { login }: KeystoneCredentials,
): { readonly reason: 'unauthorized' | 'not-found'; readonly text: string } | undefined {
  if (answer.status === 401) {
    // Keystone answers the same to a wrong password, an unknown user and a wrong secret.
    const wrong =
      login.kind === 'password'
        ? 'user, password, project or one of the domains'
        : 'application credential secret';
    return { reason: 'unauthorized', text: `Keystone refuses the ${wrong}` };
  }
  if (answer.status !== 404) return undefined;
  if (parseJson(answer.body) === undefined)
    return { reason: 'not-found', text: 'this is not Keystone v3: authUrl (OS_AUTH_URL) must end in /v3' };
  if (login.kind === 'application-credential')
    return { reason: 'unauthorized', text: 'Keystone knows no application credential of this id' };
  return undefined;
}

async function formatLogin({
  login,
}: KeystoneCredentials): Promise<{ readonly kind: 'body'; readonly body: unknown } | Failure> {
  const secret = await login.secret();
  if (secret.kind === 'failed') return secret;
  if (login.kind === 'application-credential') {
    // No scope: the credential has its own, and Keystone answers 401 to a second one.
    const identity = {
      methods: ['application_credential'],
      application_credential: { id: login.id, secret: secret.text },
    };
    return { kind: 'body', body: { auth: { identity } } };
  }
  const user = { name: login.username, domain: { name: login.userDomainName }, password: secret.text };
  // Without a scope Keystone gives a token, but no catalog.
  const scope = { project: { name: login.projectName, domain: { name: login.projectDomainName } } };
  return { kind: 'body', body: { auth: { identity: { methods: ['password'], password: { user } }, scope } } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
