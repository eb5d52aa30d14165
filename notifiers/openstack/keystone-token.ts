import { z } from 'zod';
import {
  classifyStatus,
  describeAnswer,
  describeRefusal,
  failure,
  type Failure,
  type HttpAnswer,
} from '../http-client/http-outcome.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { held } from '../notifier.ts';
import type { KeystoneCredentials } from './keystone-credentials.ts';

/** The part of Keystone's catalog that we read. */
export const serviceCatalog = z.array(
  z.object({
    type: z.string(),
    endpoints: z.array(
      z.object({
        interface: z.string(),
        region: z.string().nullish(),
        url: z.string(),
      }),
    ),
  }),
);

export type ServiceCatalog = z.output<typeof serviceCatalog>;

/** A token and its catalog. */
export interface KeystoneToken {
  readonly kind: 'token';
  /** The value of `X-Auth-Token`, a credential. */
  readonly id: string;
  /** Epoch seconds. */
  readonly expires: number;
  readonly catalog: ServiceCatalog;
  /** The credentials of the login, which also select the endpoint and the trusted certificates. */
  readonly credentials: KeystoneCredentials;
}

const tokenBody = z.object({
  token: z.object({ expires_at: z.string(), catalog: serviceCatalog.optional() }),
});

/**
 * Parses Keystone's answer to a login.
 *
 * @param secrets gets the token
 */
export function parseToken(
  answer: HttpAnswer,
  credentials: KeystoneCredentials,
  secrets: KnownSecrets,
): KeystoneToken | Failure {
  const id = answer.headers['x-subject-token'];
  if (typeof id === 'string') secrets.add(id);
  const delivery = classifyStatus(answer);
  if (delivery.outcome === 'failed') {
    const hint = explainRefusal(answer, credentials);
    if (hint)
      return { kind: 'failed', delivery: held(hint.reason, describeRefusal(answer, hint.text), hint.cure) };
    return { kind: 'failed', delivery };
  }
  const body = tokenBody.safeParse(parseJson(answer.body));
  if (typeof id !== 'string' || !body.success)
    return failure('bad-answer', true, `${describeAnswer(answer)} without a token: is this Keystone v3?`);
  const { expires_at, catalog = [] } = body.data.token;
  return { kind: 'token', id, expires: parseExpiry(expires_at), catalog, credentials };
}

/** Keystone leaves out the `Z` for an expiring application credential; the time is UTC anyway. */
function parseExpiry(text: string): number {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
  return Date.parse(zoned) / 1000;
}

function explainRefusal(
  answer: HttpAnswer,
  { login }: KeystoneCredentials,
):
  | { readonly reason: 'unauthorized' | 'not-found'; readonly text: string; readonly cure: string }
  | undefined {
  const cure = 'correct its credentials';
  if (answer.status === 401) {
    // Keystone gives the same answer to a wrong password, an unknown user and a wrong secret.
    const wrong =
      login.kind === 'password'
        ? 'user, password, project or one of the domains'
        : 'application credential secret';
    return { reason: 'unauthorized', text: `Keystone refuses the ${wrong}`, cure };
  }
  if (answer.status !== 404) return undefined;
  if (parseJson(answer.body) === undefined)
    return {
      reason: 'not-found',
      text: 'this is not Keystone v3: authUrl (OS_AUTH_URL) must end in /v3',
      cure: 'correct authUrl',
    };
  if (login.kind === 'application-credential')
    return { reason: 'unauthorized', text: 'Keystone knows no application credential of this id', cure };
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The endpoint to choose from a catalog. */
export interface EndpointChoice {
  /** The type, such as `policy` (Congress) or `compute` (Nova). */
  readonly type: string;
  /** `public`, `internal` or `admin`. */
  readonly interface: string;
  /** Undefined for any region. */
  readonly region: string | undefined;
}

/**
 * Finds the URL of a service, without trailing slashes. Fails with `not-found` and lists the choices.
 */
export function findEndpoint(
  catalog: ServiceCatalog,
  choice: EndpointChoice,
): { readonly kind: 'endpoint'; readonly url: string } | Failure {
  const { type, region } = choice;
  const services = catalog.filter((service) => service.type === type);
  const endpoints = services.flatMap((service) => service.endpoints);
  const found = endpoints.find(
    (endpoint) =>
      endpoint.interface === choice.interface && (region === undefined || endpoint.region === region),
  );
  if (found) return { kind: 'endpoint', url: found.url.replace(/\/+$/, '') };

  const wanted = `no ${choice.interface} endpoint of type ${type}${region === undefined ? '' : ` in region ${region}`}`;
  const message = `Keystone's catalog has ${wanted}; it has ${describe(catalog, type)}`;
  return {
    kind: 'failed',
    delivery: held('not-found', message, 'correct its region and interface, or set endpoint'),
  };
}

function describe(catalog: ServiceCatalog, type: string): string {
  const names = catalog
    .filter((service) => service.type === type)
    .flatMap((service) => service.endpoints.map((endpoint) => `${endpoint.interface} in ${endpoint.region}`));
  if (names.length > 0) return names.join(', ');
  return `the types ${catalog.map((service) => service.type).join(', ') || '(none: has the user a role in the project?)'}`;
}
