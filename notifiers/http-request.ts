import type { IncomingHttpHeaders } from 'node:http';
import { got } from 'got';
import { delivered, failed, type Delivery, type FailedDelivery, type FailureReason } from './notifier.ts';

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** Merged over `User-Agent: collectd-dma` and, with `json`, `Content-Type: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the body, as JSON with a Content-Length: Congress answers 400 to a chunked request. (Default: no body.) */
  readonly json?: unknown;
  /** For the whole exchange, from the name look-up to the last byte of the answer. (Default: 10) */
  readonly timeoutSeconds?: number;
  /** Ends the request at once. */
  readonly signal?: AbortSignal;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string | undefined;
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
  try {
    const pending = got(request.url, {
      method: request.method,
      headers: {
        'user-agent': 'collectd-dma',
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      timeout: { request: timeoutSeconds * 1000 },
      signal: stop.signal,
      ...(request.ca === undefined ? {} : { https: { certificateAuthority: request.ca } }),
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
      return failure('bad-answer', false, `${label}: the answer is longer than ${maxAnswerBytes} bytes`);
    return { kind: 'failed', delivery: classifyError(error, label) };
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** The URL without what may be secret or is of no use to a reader. */
function bareUrl(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Codes of a request that can't be sent at all, such as a line end in a header. */
const unsendable = /^ERR_(INVALID_|HTTP_INVALID_|UNESCAPED_CHARACTERS|UNSUPPORTED_PROTOCOL)/;
const tls =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$)/;

function classifyError(error: unknown, label: string): FailedDelivery {
  const { code = '', message } = error as NodeJS.ErrnoException;
  // Two refused addresses of one name make an AggregateError, whose message is empty.
  const cause = (message || code).replace(/[^\x20-\x7e]+/gu, ' ').slice(0, 300);
  const text = `${label}: ${cause}`;
  if (code === 'ERR_ABORTED') return failed('aborted', true, `${label}: aborted`);
  if (code === 'ETIMEDOUT') return failed('timeout', true, text);
  if (tls.test(code)) return failed('tls', false, text);
  if (code.startsWith('HPE_')) return failed('bad-answer', true, text);
  if (unsendable.test(code)) return failed('rejected', false, text);
  return failed('unreachable', true, text);
}

/**
 * What a status means where the protocol says nothing else: 2xx is delivered; 408, 429 and 5xx are worth repeating;
 * everything else is not.
 */
export function classifyStatus(answer: HttpAnswer): Delivery {
  const { status } = answer;
  if (status >= 200 && status <= 299) return delivered;
  const [reason, recoverable] = reasonOf(status);
  return failed(reason, recoverable, describeAnswer(answer));
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
