import type { IncomingHttpHeaders } from 'node:http';
import { got } from 'got';
import { delivered, failed, type Delivery, type FailedDelivery, type FailureReason } from '../notifier.ts';
import { classifyError } from './request-error.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What a client shows of itself where a server asks for it. */
export interface ClientCertificate {
  /** PEM: the certificate, then those that lead to one that the server trusts. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  /** Of the key. (Default: the key is not encrypted) */
  readonly passphrase?: string | undefined;
}

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** Merged over `User-Agent: collectd-dma` and, with `json`, `Content-Type: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the body, as JSON with a Content-Length: Congress answers 400 to a chunked request. (Default: no body.) */
  readonly json?: unknown;
  /** Sent as it is, in the place of `json`; its `Content-Type` belongs into `headers`. */
  readonly body?: string;
  /** For the whole exchange, from the name look-up to the last byte of the answer. (Default: 10) */
  readonly timeoutSeconds?: number;
  /** Ends the request at once. */
  readonly signal?: AbortSignal;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly clientCertificate?: ClientCertificate | undefined;
  /** A longer answer is a failure. (Default: 1 MiB) */
  readonly maxAnswerBytes?: number;
  /** How messages name the request. (Default: method, origin and path; never user info, query or fragment) */
  readonly label?: string;
}

/** A complete answer, whatever its status. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** How messages name the request. */
  readonly label: string;
}

/** The common shape of whatever a delivery cannot go on without. */
export interface Failure {
  readonly kind: 'failed';
  readonly delivery: FailedDelivery;
}

/** Writes a `Failure`; see `failed`. */
export function failure(reason: FailureReason, recoverable: boolean, message: string): Failure {
  return { kind: 'failed', delivery: failed(reason, recoverable, message) };
}

/**
 * Sends one request, once: no retry, no redirect, no decompression.
 *
 * Never rejects, and settles at once when `signal` is aborted.
 */
export async function sendHttpRequest(request: HttpRequest): Promise<HttpAnswer | Failure> {
  const { signal, timeoutSeconds = 10, maxAnswerBytes = 1024 * 1024 } = request;
  const label = request.label ?? `${request.method} ${bareUrl(request.url)}`;
  if (signal?.aborted) return failure('aborted', true, `${label}: aborted`);

  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  let tooLong = false;
  const sent = request.json === undefined ? request.body : JSON.stringify(request.json);
  try {
    const pending = got(request.url, {
      method: request.method,
      headers: {
        'user-agent': 'collectd-dma',
        // A kept connection may be closed by the sink at the moment it is used again, which costs an attempt.
        connection: 'close',
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      timeout: { request: timeoutSeconds * 1000 },
      signal: stop.signal,
      https: httpsOptions(request),
    });
    void pending.on('downloadProgress', ({ transferred }) => {
      if (transferred <= maxAnswerBytes) return;
      tooLong = true;
      stop.abort();
    });
    const { statusCode, headers, body } = await pending;
    return { kind: 'answer', status: statusCode, headers, body, label };
  } catch (error) {
    if (tooLong)
      return failure('bad-answer', true, `${label}: the answer is longer than ${maxAnswerBytes} bytes`);
    return { kind: 'failed', delivery: classifyError(error, label) };
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Certificates as got names them; what is absent is left out, for the system's to be used. */
function httpsOptions({ ca, clientCertificate }: HttpRequest) {
  return {
    ...(ca === undefined ? {} : { certificateAuthority: ca }),
    ...(clientCertificate && {
      certificate: clientCertificate.certificate,
      key: clientCertificate.key,
      passphrase: clientCertificate.passphrase,
    }),
  };
}

/** The URL without what may be secret or is of no use to a reader. */
function bareUrl(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/**
 * What a status means where the protocol says nothing else: 2xx is delivered; 408, 429 and 5xx are worth repeating;
 * everything else is not. `Retry-After` of 429 and 503 is passed on.
 */
export function classifyStatus(answer: HttpAnswer): Delivery {
  const { status, headers } = answer;
  if (status >= 200 && status <= 299) return delivered;
  const [reason, recoverable] = reasonOf(status);
  const retryAfterSeconds = status === 429 || status === 503 ? parseRetryAfter(headers) : undefined;
  return failed(reason, recoverable, describeAnswer(answer), retryAfterSeconds);
}

function reasonOf(status: number): [FailureReason, recoverable: boolean] {
  if (status === 401) return ['unauthorized', false];
  if (status === 403) return ['forbidden', false];
  if (status === 404) return ['not-found', false];
  if (status === 408) return ['timeout', true];
  if (status === 429) return ['rate-limited', true];
  if (status >= 500) return ['server-error', true];
  return ['rejected', false];
}

/** For messages: the request, its status and, where OpenStack gave one, the request id to look for in the server's log. */
export function describeAnswer({ label, status, headers }: HttpAnswer): string {
  const id = headers['x-openstack-request-id'];
  const known = typeof id === 'string' && /^[\w-]{1,64}$/.test(id);
  return `${label}: answered ${status}${known ? ` (${id})` : ''}`;
}
