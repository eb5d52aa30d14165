import type { Failure, HttpAnswer } from '../http-client/http-outcome.ts';
import { sendHttpRequest, type HttpRequest } from '../http-client/http-request.ts';
import type { KeystoneSession } from './keystone.ts';

/** One request to a service of the catalog. */
export interface ServiceRequest {
  readonly method: HttpRequest['method'];
  /** In Keystone's catalog, such as `policy` (Congress) or `compute` (Nova). */
  readonly type: string;
  /** The service's URL, which is then not looked for in the catalog. (Default: the catalog's) */
  readonly endpoint: string | undefined;
  /** Makes the request's URL of the service's, which has no trailing slash. */
  readonly url: (endpoint: string) => string;
  /** (Default: none but the token) */
  readonly headers?: Readonly<Record<string, string>>;
  /** (Default: no body) */
  readonly json?: unknown;
  /** For one request. */
  readonly timeoutSeconds: number;
  readonly maxAnswerBytes: number;
}

/**
 * Sends one request with a token; once more with a new token when the first one is refused with 401.
 *
 * Never rejects. Any status is an answer.
 */
export async function sendToService(
  session: KeystoneSession,
  request: ServiceRequest,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer | Failure> {
  let token = await session.token(signal);
  for (let attempt = 1; ; attempt += 1) {
    if (token.kind === 'failed') return token;
    const endpoint =
      request.endpoint === undefined
        ? session.endpoint(token, request.type)
        : { kind: 'endpoint' as const, url: request.endpoint.replace(/\/+$/, '') };
    if (endpoint.kind === 'failed') return endpoint;
    const ca = await session.ca(token);
    if (ca.kind === 'failed') return ca;
    const { method, json, timeoutSeconds, maxAnswerBytes } = request;
    const answer = await sendHttpRequest({
      method,
      url: request.url(endpoint.url),
      headers: { ...request.headers, 'x-auth-token': token.id },
      json,
      timeoutSeconds,
      maxAnswerBytes,
      ca: ca.text,
      ...(signal && { signal }),
    });
    if (answer.kind === 'failed' || answer.status !== 401 || attempt > 1) return answer;
    token = await session.renew(signal);
  }
}
