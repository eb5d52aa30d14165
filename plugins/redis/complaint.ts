import { ErrorReply } from 'redis';
import { describeError } from '../../notifiers/error-text.ts';
import { replaceUnprintable } from '../../notifiers/printable.ts';
import type { RedisConfig } from './options.ts';
import { complaintAboutCommand, UnfitServerError } from './fitness.ts';
import { cureOfUnreachableRedis } from './unreachable.ts';
import { defaultPrefix } from './write-redis.ts';

/** Room for names and a cure beside it in a notification of collectd. */
const maxReasonCharacters = 100;

/** A failure as it is logged; see `LogSubject.failing`. */
export interface RedisComplaint {
  /** Without a subject, such as `cannot be used`. */
  readonly message: string;
  readonly detail: string;
  /** The answer of Redis, or its silence, without the cure; undefined when it cannot be reached. */
  readonly reason?: string;
}

/** The address of Redis and our login there. */
export type RedisPlace = Pick<RedisConfig, 'url'> &
  Partial<
    Pick<
      RedisConfig,
      | 'prefix'
      | 'username'
      | 'passwordFile'
      | 'caFile'
      | 'clientCertificate'
      | 'sentinels'
      | 'name'
      | 'cluster'
    >
  >;

/** Redis did not answer in time. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

/** Redis closed the connection after the TLS handshake on our side: in TLS 1.3 it checks our certificate only then. */
export class ClosedAfterTlsError extends Error {
  override name = 'ClosedAfterTlsError';
}

/** Explains an error of a connection: the cause, and the option to correct. */
export function complaintAboutConnection(
  error: unknown,
  place: RedisPlace,
  isOpening: boolean,
): RedisComplaint {
  if (!(error instanceof Error)) return told(describeError(error));
  if (error instanceof UnfitServerError) return told(error.message);
  if (error instanceof ErrorReply) return told(describeReply(error, place));
  const { code = '' } = error as NodeJS.ErrnoException;
  const isTls = place.url.startsWith('rediss://');
  const names = [error.name, error.constructor.name];
  if (names.some((name) => /^(NoAnswer|ConnectionTimeout)Error$/.test(name))) {
    const hint = isTls && isOpening ? '; does it speak TLS there? Without, redis.url is redis://...' : '';
    return told('it does not answer', hint);
  }
  if (error.message.startsWith('Unknown RESP type')) return told('the server there is not a Redis');
  const cause = plainTlsMessage(error);
  // The server's alert is sometimes lost, so the message must not depend on it.
  if (
    error instanceof ClosedAfterTlsError ||
    (isTls && /certificate|unknown ca/.test(cause) && /alert/.test(cause))
  )
    return told(describeRefusal(place), ` (${cause})`);
  if (isTls && tlsCode.test(code)) return told(describeTls(cause, code, place));
  if (isOpening && isClosing(error)) {
    const hint = isTls ? 'does it speak TLS there?' : 'if it speaks TLS there, redis.url is rediss://...';
    return told(`it closes connections before it answers; ${hint}`);
  }
  // The same message in each way to be gone: Redis is restarted, and is refused, reset and silent in turn.
  const closed = error.constructor.name === 'SocketClosedUnexpectedlyError' ? 'ECONNRESET' : code;
  const cure = cureOfUnreachableRedis(closed, place.url);
  return {
    message: 'cannot be used',
    detail: `: ${describeError(error)}${cure === undefined ? '' : `; ${cure}`}`,
  };
}

function told(text: string, detail = ''): RedisComplaint {
  return { message: `cannot be used: ${text}`, detail, reason: shorten(text) };
}

/** The part before the cure. Redis may quote anything. */
function shorten(text: string): string {
  return replaceUnprintable(text.split(/[;:] /, 1)[0]!, '?').slice(0, maxReasonCharacters);
}

/**
 * Explains an error reply of Redis: the cause, and the option to correct.
 *
 * @returns the reply unchanged when there is nothing to add
 */
export function describeReply({ message }: Pick<Error, 'message'>, place: RedisPlace): string {
  const { username = 'default', passwordFile, prefix = defaultPrefix } = place;
  const code = message.split(' ', 1)[0]!;
  switch (code) {
    case 'NOAUTH':
      return 'it requires a password (NOAUTH): put it into a file, and name that file in redis.passwordFile';
    case 'WRONGPASS':
      return passwordFile === undefined
        ? `it refuses user ${username} without a password (WRONGPASS): name a file with the password in redis.passwordFile, or correct redis.username`
        : `it refuses the password in ${passwordFile} for user ${username} (WRONGPASS): correct that file, redis.passwordFile, or redis.username`;
    case 'NOPERM':
      return `it does not allow user ${username} to read (${message}): give the user +sscan +zrange and ~${prefix}*, or name another one in redis.username and redis.passwordFile`;
    case 'LOADING':
      return 'it is still loading its data (LOADING): wait until that is done';
    case 'MOVED':
    case 'ASK':
    case 'TRYAGAIN':
    case 'CROSSSLOT':
    case 'CLUSTERDOWN':
      return `it is part of a cluster (${code}): name its servers in redis.cluster`;
    case 'BUSY':
      return 'it is busy with a script (BUSY): end that with SCRIPT KILL, or wait';
    case 'MASTERDOWN':
      return 'it is a replica without its primary, and gives no old data (MASTERDOWN): restore the link, or name the primary in redis.url';
    case 'READONLY':
      return 'it is a read-only replica (READONLY): name its primary in redis.url, to which collectd writes';
    case 'MISCONF':
      return "it cannot save its data (MISCONF): see Redis' log; is its disk full?";
    case 'OOM':
      return 'it is full (OOM): raise maxmemory, or keep fewer samples by MaxSetSize of write_redis';
    case 'NOREPLICAS':
      return 'it has too few replicas (NOREPLICAS): restore them, or lower min-replicas-to-write';
    case 'DENIED':
      return 'it accepts connections from its own machine only (DENIED, protected mode): give it a password, and name a file with it in redis.passwordFile';
  }
  if (/^ERR .*without any password configured/.test(message))
    return 'it has no password (ERR): remove redis.passwordFile, or give it one';
  if (message.startsWith('ERR max number of clients'))
    return 'it accepts no more clients (ERR): raise its maxclients, or find the program that holds the connections';
  if (message.startsWith('ERR DB index')) return 'it has no such database: correct redis.url';
  return complaintAboutCommand(message) ?? (message || 'it refuses, and does not say why; see its log');
}

const tlsCode =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$)/;

function describeTls(cause: string, code: string, { caFile }: RedisPlace): string {
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired: Redis needs a new one';
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet: is a clock wrong?';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `its certificate is for another name (${cause}): name Redis in redis.url as the certificate does`;
  if (/^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA)/.test(code)) {
    return caFile === undefined
      ? `its certificate is not trusted (${cause}): name a file with the CA that signed it in redis.caFile`
      : `its certificate is not trusted by what is in ${caFile} (${cause}): correct redis.caFile`;
  }
  if (/alert/.test(cause)) return `the TLS handshake failed (${cause})`;
  return `it does not speak TLS there (${cause}): without, redis.url is redis://...`;
}

function describeRefusal({ clientCertificate }: RedisPlace): string {
  return clientCertificate === undefined
    ? 'it closes the connection after TLS: it may require a client certificate, see redis.clientCertificate'
    : `it closes the connection after TLS: it may not trust the client certificate ${clientCertificate.certFile}, see redis.clientCertificate`;
}

/** True when the other side closed the connection. */
export function isClosing(error: Error): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return /^(ECONNRESET|EPIPE)$/.test(code) || error.constructor.name === 'SocketClosedUnexpectedlyError';
}

/** The reason in a message of OpenSSL, without its codes and source positions. */
export function plainTlsMessage({ message }: Error): string {
  const plain = /error:[0-9A-F]{8}:[^:]*:[^:]*:([^:]+)/i.exec(message)?.[1] ?? message;
  // Node.js 24 adds advice that does not apply to a program started by collectd.
  return plain.replace(/; if the root CA .*/, '');
}
