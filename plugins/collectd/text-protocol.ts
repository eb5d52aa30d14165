import { latestTime } from '../../notifiers/event/iso-time.ts';
import { formatIdentifier, hasControlCharacter, type Identifier } from './identifier.ts';
import type { Notification } from './notification.ts';

/**
 * collectd's plain-text protocol, as spoken by the exec and unixsock plugins: one command a line.
 * Dialogues are in this folder's README; collectd-unixsock(5) and collectd-exec(5) are the reference.
 */

/** Values of one series at one time, one number a data source; NaN is "unknown" and goes out as `U`. */
export interface ValueList {
  readonly identifier: Identifier;
  /** Epoch seconds. */
  readonly time: number;
  /** Seconds until the next one is to be expected, above 0. */
  readonly intervalSeconds: number;
  readonly values: readonly number[];
}

/** The exec plugin silently ends the stream at a line of 1,200 bytes or more, line feed included. */
export const maximumLineBytes = 1199;
/** collectd's NOTIF_MAX_MSG_LEN less the terminating zero. */
export const maximumMessageBytes = 255;

/** Says in one line what cannot be sent and why. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

/**
 * `PUTVAL "host/plugin/type" interval=1.000 1795226508.283:1.5`, without the line feed.
 *
 * @throws ProtocolError or IdentifierError for what collectd would refuse or misread
 */
export function formatPutval({ identifier, time, intervalSeconds, values }: ValueList): string {
  if (values.length === 0) throw new ProtocolError('a value list needs at least one value');
  if (!(intervalSeconds > 0 && Number.isFinite(intervalSeconds))) {
    throw new ProtocolError(`an interval is above 0 seconds, not ${intervalSeconds}`);
  }
  const name = quoteString(formatIdentifier(identifier));
  const numbers = values.map(formatValue).join(':');
  return checkLength(`PUTVAL ${name} interval=${intervalSeconds.toFixed(3)} ${formatTime(time)}:${numbers}`);
}

/**
 * `PUTNOTIF severity=warning time=1795226508.283 host="h" plugin="p" message="..."`, without the line feed.
 *
 * A message over 255 bytes is cut, because collectd would cut it; line feeds and other control characters in it
 * become spaces.
 *
 * @throws ProtocolError for an identifier part that cannot be sent, and for an empty message
 */
export function formatPutnotif(notification: Notification): string {
  const { severity, time, message } = notification;
  const options = [`severity=${severity.toLowerCase()}`, `time=${formatTime(time)}`];
  const parts: [string, string | undefined][] = [
    ['host', notification.host],
    ['plugin', notification.plugin],
    ['plugin_instance', notification.pluginInstance],
    ['type', notification.type],
    ['type_instance', notification.typeInstance],
  ];
  for (const [key, text] of parts) {
    if (text === undefined) continue;
    if (hasControlCharacter(text))
      throw new ProtocolError(`the ${key} ${JSON.stringify(text)} holds a control character`);
    options.push(`${key}=${quoteString(text)}`);
  }
  // oxlint-disable-next-line no-control-regex
  const line = cutToBytes(message.replaceAll(/[\u0000-\u001f\u007f]+/g, ' '), maximumMessageBytes);
  if (line.trim() === '') throw new ProtocolError('a notification needs a message');
  return checkLength(`PUTNOTIF ${options.join(' ')} message=${quoteString(line)}`);
}

/** collectd's status line: how many lines follow (negative: it failed), and a text. */
export interface Status {
  readonly code: number;
  readonly text: string;
}

/**
 * Reads `0 Success: 1 value has been dispatched.` and the like.
 *
 * @throws ProtocolError when it is not a status line
 */
export function parseStatus(line: string): Status {
  const match = /^(-?\d{1,9}) (.*)$/s.exec(line);
  if (!match) throw new ProtocolError(`not an answer of collectd's: ${JSON.stringify(line.slice(0, 120))}`);
  return { code: Number(match[1]), text: match[2]! };
}

function formatTime(time: number): string {
  if (!(time >= 0 && time <= latestTime)) throw new ProtocolError(`a time is in epoch seconds, not ${time}`);
  return time.toFixed(3);
}

function formatValue(value: number): string {
  return Number.isFinite(value) ? String(value) : 'U';
}

function quoteString(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function checkLength(line: string): string {
  const bytes = Buffer.byteLength(line) + 1;
  if (bytes > maximumLineBytes) {
    throw new ProtocolError(
      `a line of ${bytes} bytes is too long for collectd, which takes ${maximumLineBytes}`,
    );
  }
  return line;
}

/** The longest start of `text` that fits, without half a character at its end. */
function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text.toWellFormed();
  let cut = '';
  let size = 0;
  for (const character of text.toWellFormed()) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    cut += character;
  }
  return cut;
}
