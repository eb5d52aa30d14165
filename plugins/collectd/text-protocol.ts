import { latestTime } from '../../notifiers/event/iso-time.ts';
import { formatIdentifier, hasControlCharacter, type Identifier } from './identifier.ts';
import type { Notification } from './notification.ts';

/**
 * collectd's plain-text protocol, as spoken by the exec and unixsock plugins: one command a line. plugins/README.md has
 * dialogues; collectd-unixsock(5) and collectd-exec(5) are the reference.
 */

/** Values of one series at one time, one number a data source. NaN means unknown and is sent as `U`. */
export interface ValueList {
  readonly identifier: Identifier;
  /** Epoch seconds. */
  readonly time: number;
  /** Seconds until the next value list, above 0. */
  readonly intervalSeconds: number;
  readonly values: readonly number[];
}

/** The exec plugin silently ends the stream at a line of 1,200 bytes or more, line feed included. */
export const maxLineBytes = 1199;
/** collectd's NOTIF_MAX_MSG_LEN less the terminating zero. */
export const maxMessageBytes = 255;

/** A command that cannot be sent, or an answer that cannot be read; the reason in one line. */
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
 * `PUTNOTIF severity=warning time=1795226508.283 host="h" plugin="p" message="..."`, without the line feed. Details
 * become metadata, such as `s:Test="true"`.
 *
 * A message over 255 bytes is cut, as collectd would do. Line feeds and other control characters in it become spaces.
 *
 * @throws ProtocolError for a part with a control character, and for an empty message
 */
export function formatPutnotif(notification: Notification): string {
  const { severity, time, message, details } = notification;
  const options = [`severity=${severity.toLowerCase()}`, `time=${formatTime(time)}`];
  const parts: [string, string | undefined][] = [
    ['host', notification.host],
    ['plugin', notification.plugin],
    ['plugin_instance', notification.pluginInstance],
    ['type', notification.type],
    ['type_instance', notification.typeInstance],
    ...Object.entries(details).map(([key, text]): [string, string] => [`s:${key}`, text]),
  ];
  for (const [key, text] of parts) {
    if (text === undefined) continue;
    if (hasControlCharacter(text))
      throw new ProtocolError(`the ${key} ${JSON.stringify(text)} holds a control character`);
    options.push(`${key}=${quoteString(text)}`);
  }
  // oxlint-disable-next-line no-control-regex
  const line = cutToBytes(message.replaceAll(/[\u0000-\u001f\u007f]+/g, ' '), maxMessageBytes);
  if (line.trim() === '') throw new ProtocolError('a notification needs a message');
  return checkLength(`PUTNOTIF ${options.join(' ')} message=${quoteString(line)}`);
}

/** collectd's status line: the number of lines that follow (negative: failed) and a text. */
export interface Status {
  readonly code: number;
  readonly text: string;
}

/**
 * Reads `0 Success: 1 value has been dispatched.` and the like.
 *
 * @throws ProtocolError for any other line
 */
export function parseStatus(line: string): Status {
  const match = /^(-?\d{1,9}) (.*)$/s.exec(line);
  if (!match) throw new ProtocolError(`not an answer of collectd: ${JSON.stringify(line.slice(0, 120))}`);
  return { code: Number(match[1]), text: match[2]! };
}

/** `GETVAL "host/plugin/type"`: asks for the newest value of a series. */
export function formatGetval(name: string): string {
  return `GETVAL ${quoteString(name)}`;
}

/** Reads the lines that answer GETVAL, such as `value=4.914913e+08`; NaN for an unknown value. */
export function parseGetval(lines: readonly string[]): number[] {
  return lines.map((line) => {
    const text = line.slice(line.lastIndexOf('=') + 1);
    const value = text === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : Number.NaN;
  });
}

/**
 * Reads the lines that answer LISTVAL, such as `1795280952.316 localhost/memory/memory-used`: epoch seconds of the
 * newest value by the name of its series. Other lines are skipped.
 */
export function parseListval(lines: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const line of lines) {
    const space = line.indexOf(' ');
    const time = Number(line.slice(0, space));
    if (space > 0 && Number.isFinite(time) && time > 0) times.set(line.slice(space + 1), time);
  }
  return times;
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
  if (bytes > maxLineBytes) {
    throw new ProtocolError(
      `a line of ${bytes} bytes is too long for collectd, whose maximum is ${maxLineBytes}`,
    );
  }
  return line;
}

/** Cuts a text to a number of bytes, at the end of a character. */
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
