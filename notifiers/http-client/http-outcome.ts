import type { IncomingHttpHeaders } from 'node:http';
import { delivered, failed, type Delivery, type FailedDelivery, type FailureReason } from '../notifier.ts';

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

/** A day: a longer wish is cut, as an alert would be too old by then. */
const longestSeconds = 86_400;

/**
 * What an answer's `Retry-After` says, in seconds from now (0 to 86,400): a number of seconds, or a date, which is
 * compared with the answer's own `Date` so that it does not matter whose clock is wrong.
 *
 * @returns undefined when there is none, or none that can be understood
 * @see RFC 9110, 10.2.3
 */
export function parseRetryAfter(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, headers.date);
  return seconds === undefined ? undefined : Math.min(Math.max(seconds, 0), longestSeconds);
}

function secondsUntil(date: string, from: string | undefined): number | undefined {
  // Date.parse takes almost anything, "-1" for example; an HTTP date ends in GMT.
  if (!date.endsWith('GMT')) return undefined;
  const seconds = (Date.parse(date) - Date.parse(from ?? '')) / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** Codes of a request that can't be sent at all, such as a line end in a header. */
const unsendable = /^ERR_(INVALID_|HTTP_INVALID_|UNESCAPED_CHARACTERS|UNSUPPORTED_PROTOCOL)/;
const tls =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_|ERR_SSL_|ERR_OSSL_|ERR_MISSING_PASSPHRASE$|EPROTO$)/;

/**
 * What went wrong with a request that got no complete answer: an error of node:http, node:tls or got.
 *
 * @param label how messages name the request
 */
export function classifyError(error: unknown, label: string): FailedDelivery {
  const { code = '', message } = error as NodeJS.ErrnoException;
  // Two refused addresses of one name make an AggregateError, whose message is empty.
  const cause = (message || code).replace(/[^\x20-\x7e]+/gu, ' ').slice(0, 300);
  const text = `${label}: ${cause}`;
  if (code === 'ERR_ABORTED') return failed('aborted', true, `${label}: aborted`);
  if (code === 'ETIMEDOUT') return failed('timeout', true, text);
  if (tls.test(code)) return failed('tls', true, `${label}: ${plainTlsCause(cause)}`);
  if (code.startsWith('HPE_')) return failed('bad-answer', true, text);
  if (unsendable.test(code)) return failed('rejected', false, text);
  return failed('unreachable', true, text);
}

/** OpenSSL's own messages hold codes and places in its source beside what happened. */
function plainTlsCause(cause: string): string {
  const [, what] = /error:[0-9A-F]{8}:[^:]*:[^:]*:([^:]+)/i.exec(cause) ?? [];
  return what === undefined ? cause : `TLS: ${what}`;
}
