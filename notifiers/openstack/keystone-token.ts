import { z } from 'zod';
import {
  classifyStatus,
  describeAnswer,
  failure,
  type Failure,
  type HttpAnswer,
} from '../http-client/http-request.ts';
import type { KeystoneCredentials } from './keystone-credentials.ts';
import { serviceCatalog, type ServiceCatalog } from './service-catalog.ts';

/** A token, and the catalog that came with it. */
export interface KeystoneToken {
  readonly kind: 'token';
  /** For the header `X-Auth-Token`. A credential. */
  readonly id: string;
  /** Epoch seconds. */
  readonly expires: number;
  readonly catalog: ServiceCatalog;
  /** With which it was got: they say what to choose from the catalog and whom to trust. */
  readonly credentials: KeystoneCredentials;
}

const tokenBody = z.object({
  token: z.object({ expires_at: z.string(), catalog: serviceCatalog.optional() }),
});

/** What Keystone's answer to a login says: a token, or why there is none. */
export function parseToken(answer: HttpAnswer, credentials: KeystoneCredentials): KeystoneToken | Failure {
  const delivery = classifyStatus(answer);
  if (delivery.outcome === 'failed') {
    const hint = explainRefusal(answer, credentials);
    if (hint) return failure(hint.reason, false, `${delivery.message}: ${hint.text}`);
    return { kind: 'failed', delivery };
  }
  const id = answer.headers['x-subject-token'];
  const body = tokenBody.safeParse(parseJson(answer.body));
  if (typeof id !== 'string' || !body.success)
    return failure('bad-answer', true, `${describeAnswer(answer)} without a token: is this Keystone v3?`);
  const { expires_at, catalog = [] } = body.data.token;
  return { kind: 'token', id, expires: parseExpiry(expires_at), catalog, credentials };
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
