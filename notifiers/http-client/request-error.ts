import { failed, type FailedDelivery } from '../notifier.ts';

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
