import type { IncomingHttpHeaders } from 'node:http';
import { describeError } from '../error-text.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import {
  delivered,
  failed,
  held,
  type Delivery,
  type FailedDelivery,
  type FailureReason,
} from '../notifier.ts';

/** A complete answer with any status. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of no use where it is compressed, see `faultOfEncoding`. */
  readonly body: string;
  /** The beginning of the body, for messages; see `excerptOf`. */
  readonly excerpt: string;
  /** The request, for messages. */
  readonly label: string;
}

/** The fault of an answer whose body is compressed, which no request asks for; undefined where it is plain. */
export function faultOfEncoding({
  'content-encoding': encoding = 'identity',
}: IncomingHttpHeaders): string | undefined {
  return encoding === 'identity' ? undefined : 'is compressed, which was not asked for: let it be plain';
}

/** A step that failed, with the outcome of the attempt. */
export interface Failure {
  readonly kind: 'failed';
  readonly delivery: FailedDelivery;
}

/** Creates a `Failure`, see `failed`. */
export function failure(reason: FailureReason, recoverable: boolean, message: string): Failure {
  return { kind: 'failed', delivery: failed(reason, recoverable, message) };
}

/** Creates a `Failure` that no event causes and a person has to mend, see `held`. */
export function heldFailure(reason: FailureReason, message: string, cure: string): Failure {
  return { kind: 'failed', delivery: held(reason, message, cure) };
}

/** Creates the failure of a file that a person has to mend. No event is at fault, so the queue waits. */
export function unusableFile(message: string, cure = 'correct the file'): Failure {
  return heldFailure('io', message, cure);
}

/**
 * Maps a status to an outcome, where the protocol of the receiver says nothing else.
 *
 * 2xx is delivered. 408, 425, 429 and 5xx are recoverable, and so are 3xx and those of `cures`, which a person has to
 * mend. All others blame the event. `Retry-After` of 429 and 503 is passed on.
 */
export function classifyStatus(answer: HttpAnswer): Delivery {
  const { status, headers } = answer;
  if (status >= 200 && status <= 299) return delivered;
  const toMend = status >= 300 && status <= 399 ? cureOfRedirect(status) : cures[status];
  if (toMend) return held(toMend.reason, describeRefusal(answer), toMend.cure);
  const [reason, recoverable] = reasonOf(status);
  const retryAfterSeconds = status === 429 || status === 503 ? parseRetryAfter(headers) : undefined;
  return failed(reason, recoverable, describeRefusal(answer), retryAfterSeconds);
}

export const proxyCredentialsCure = 'correct the credentials for the proxy (proxyAuth, or HTTP_PROXY)';

interface ToMend {
  readonly reason: FailureReason;
  readonly cure: string;
}

/** An event would be lost if the address stayed wrong, or if a redirect turned its request into a GET. */
function cureOfRedirect(status: number): ToMend {
  return {
    reason: 'rejected',
    cure: redirects.has(status)
      ? 'put the address that it redirects to into its URL'
      : 'correct its URL: nothing takes requests there',
  };
}

/** The other statuses from 300 to 399 name no address; 304 is the answer of a cache. */
const redirects = new Set([301, 302, 303, 307, 308]);

/** The statuses that blame no event. */
const cures: Readonly<Record<number, ToMend>> = {
  401: { reason: 'unauthorized', cure: 'correct its credentials' },
  402: { reason: 'forbidden', cure: 'renew the account there' },
  403: { reason: 'forbidden', cure: 'give its user the permission' },
  404: { reason: 'not-found', cure: 'correct its URL, or create what is missing there' },
  405: { reason: 'rejected', cure: 'correct its URL or method' },
  406: { reason: 'rejected', cure: 'correct its headers' },
  407: { reason: 'unauthorized', cure: proxyCredentialsCure },
  410: { reason: 'not-found', cure: 'correct its URL: what was there is gone for good' },
  413: { reason: 'too-large', cure: 'raise the limit of the receiver, or of the proxy before it' },
  415: { reason: 'rejected', cure: 'correct its format, or Content-Type in its headers' },
  421: { reason: 'rejected', cure: 'correct its URL: this is another server' },
  426: { reason: 'rejected', cure: 'correct its URL: https may be needed' },
  451: { reason: 'forbidden', cure: 'use another receiver' },
};

function reasonOf(status: number): [FailureReason, recoverable: boolean] {
  if (status === 408 || status === 425) return ['timeout', true];
  if (status === 429) return ['rate-limited', true];
  if (status >= 500) return ['server-error', true];
  return ['rejected', false];
}

/** Describes an answer for messages: the request, the status, and OpenStack's request id for the search in its log. */
export function describeAnswer({ label, status, headers }: HttpAnswer): string {
  const id = headers['x-openstack-request-id'];
  const known = typeof id === 'string' && /^[\w-]{1,64}$/.test(id);
  return `${label}: answered ${status}${known ? ` (${id})` : ''}`;
}

/**
 * Describes an answer that says no: the request, the status, what we know about it, and what the receiver says.
 *
 * @param explanation follows the status, such as `Keystone refuses the password`
 */
export function describeRefusal(answer: HttpAnswer, explanation = ''): string {
  const { excerpt } = answer;
  const known = explanation === '' ? '' : `: ${explanation}`;
  return `${describeAnswer(answer)}${known}${excerpt === '' ? '' : `; it says: ${excerpt}`}`;
}

/** A day; an alert that waited longer is too old. */
const maxRetryAfterSeconds = 86_400;

/**
 * Parses `Retry-After`: seconds or a date, which is compared with `Date` of the same answer, so that our clock does not
 * matter.
 *
 * @returns seconds from now, 0 to 86,400; undefined when absent or malformed
 * @see RFC 9110, 10.2.3
 */
export function parseRetryAfter(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, headers.date);
  return seconds === undefined ? undefined : Math.min(Math.max(seconds, 0), maxRetryAfterSeconds);
}

function secondsUntil(date: string, from: string | undefined): number | undefined {
  // Date.parse accepts almost anything, such as "-1"; an HTTP date ends in GMT.
  if (!date.endsWith('GMT')) return undefined;
  const seconds = (Date.parse(date) - Date.parse(from ?? '')) / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** Codes of a request that cannot be sent, such as one with a line end in a header. */
const unsendable = /^ERR_(INVALID_|HTTP_INVALID_|UNESCAPED_CHARACTERS|UNSUPPORTED_PROTOCOL)/;
const tls =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_|ERR_SSL_|ERR_OSSL_|ERR_MISSING_PASSPHRASE$|EPROTO$)/;

/**
 * Maps an error of node:http, node:tls or got to an outcome.
 *
 * @param label the request, for messages
 */
export function classifyError(error: unknown, label: string, secrets: KnownSecrets): FailedDelivery {
  const { code = '' } = error as NodeJS.ErrnoException;
  const cause = secrets
    .strike(describeError(error))
    .replace(/[^\x20-\x7e]+/gu, ' ')
    .slice(0, 300);
  const text = `${label}: ${cause}`;
  if (code === 'ERR_ABORTED') return failed('aborted', true, `${label}: aborted`);
  if (code === 'ETIMEDOUT') return failed('timeout', true, text);
  if (tls.test(code)) return failed('tls', true, `${label}: ${plainTlsCause(cause)}`);
  if (code.startsWith('HPE_')) return failed('bad-answer', true, text);
  if (unsendable.test(code)) return failed('rejected', false, text);
  return failed('unreachable', true, text);
}

/** Strips codes and source positions from OpenSSL's messages. */
function plainTlsCause(cause: string): string {
  const [, what] = /error:[0-9A-F]{8}:[^:]*:[^:]*:([^:]+)/i.exec(cause) ?? [];
  return what === undefined ? cause : `TLS: ${what}`;
}
