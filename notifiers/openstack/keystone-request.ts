import type { Failure, HttpAnswer } from '../http-client/http-outcome.ts';
import { sendHttpRequest, type HttpRequest } from '../http-client/http-request.ts';
import { tlsNames, type KeystoneSession } from './keystone.ts';

/** A request to a service of the catalog. */
export interface ServiceRequest {
  readonly method: HttpRequest['method'];
  /** The type in Keystone's catalog, such as `policy` (Congress) or `compute` (Nova). */
  readonly type: string;
  /** The URL of the service. (Default: from the catalog) */
  readonly endpoint: string | undefined;
  /** Makes the URL of the request from the URL of the service, which has no trailing slash. */
  readonly url: (endpoint: string) => string;
  /** (Default: only the token) */
  readonly headers?: Readonly<Record<string, string>>;
  /** (Default: no body) */
  readonly json?: unknown;
  /** The time for one request. */
  readonly timeoutSeconds: number;
  readonly maxAnswerBytes: number;
}

/**
 * Sends one request with a token, and again with a new token when the first one is refused with 401.
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
      tlsNames,
      secrets: session.secrets,
      ...(session.proxy && { proxy: session.proxy }),
      ...(signal && { signal }),
    });
    if (answer.kind === 'failed' || answer.status !== 401 || attempt > 1) return answer;
    token = await session.renew(signal);
  }
}
