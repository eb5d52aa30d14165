import type { Identifier } from './identifier.ts';
import { latestTime } from '../../notifiers/event/iso-time.ts';

/** collectd's severities. */
export type Severity = 'OKAY' | 'WARNING' | 'FAILURE';

/** A notification, as collectd gives it to a NotificationExec program and takes it by PUTNOTIF. */
export interface Notification {
  readonly severity: Severity;
  /** Epoch seconds. */
  readonly time: number;
  readonly host?: string;
  readonly plugin?: string;
  readonly pluginInstance?: string;
  readonly type?: string;
  readonly typeInstance?: string;
  readonly message: string;
  /** Header lines beyond these, such as the threshold plugin's CurrentValue and WarningMax, as printed. */
  readonly details: Readonly<Record<string, string>>;
}

/** The reason why a text is not a notification, in one line. */
export class NotificationError extends Error {
  override name = 'NotificationError';
}

const partOfHeader = {
  Host: 'host',
  Plugin: 'plugin',
  PluginInstance: 'pluginInstance',
  Type: 'type',
  TypeInstance: 'typeInstance',
} as const;

/** A larger text is not a notification: collectd's are far smaller. */
export const maxNotificationBytes = 64 * 1024;

/**
 * Reads the standard input of a NotificationExec program: `Name: value` lines, an empty line, the message. The first of
 * two headers with the same name counts, because collectd's own come before the ones that others add.
 *
 * @throws NotificationError when Severity or Time is missing or wrong, or a header line is malformed
 */
export function parseNotification(text: string): Notification {
  if (text.length > maxNotificationBytes) {
    throw new NotificationError(`longer than ${maxNotificationBytes} bytes`);
  }
  const end = text.indexOf('\n\n');
  if (end < 0) throw new NotificationError('no empty line between the headers and the message');
  const headers = new Map<string, string>();
  for (const line of text.slice(0, end).split('\n')) {
    const colon = line.indexOf(': ');
    if (colon < 1) throw new NotificationError(`${JSON.stringify(line.slice(0, 120))} is not a header line`);
    const name = line.slice(0, colon);
    if (!headers.has(name)) headers.set(name, line.slice(colon + 2));
  }
  const parts: { -readonly [Key in keyof Notification]?: string } = {};
  for (const [header, part] of Object.entries(partOfHeader)) {
    const value = headers.get(header);
    if (value) parts[part] = value;
    headers.delete(header);
  }
  const severity = severityOf(headers);
  const time = timeOf(headers);
  return {
    ...(parts as Partial<Record<(typeof partOfHeader)[keyof typeof partOfHeader], string>>),
    severity,
    time,
    message: text.slice(end + 2).trim(),
    details: Object.fromEntries(headers),
  };
}

/** Writes the header lines of the parts that are known, as collectd does. */
export function formatHeaders(parts: Partial<Identifier>): string[] {
  return Object.entries(partOfHeader).flatMap(([header, part]) => {
    const text = parts[part];
    return text === undefined ? [] : [`${header}: ${text}`];
  });
}

function severityOf(headers: Map<string, string>): Severity {
  const severity = headers.get('Severity');
  headers.delete('Severity');
  if (severity === 'OKAY' || severity === 'WARNING' || severity === 'FAILURE') return severity;
  throw new NotificationError(
    `Severity is OKAY, WARNING or FAILURE, not ${JSON.stringify((severity ?? 'missing').slice(0, 60))}`,
  );
}

function timeOf(headers: Map<string, string>): number {
  const text = headers.get('Time');
  headers.delete('Time');
  const time = /^\d{1,12}(\.\d+)?$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (time > 0 && time <= latestTime) return time;
  throw new NotificationError(
    `Time is in epoch seconds, not ${JSON.stringify((text ?? 'missing').slice(0, 60))}`,
  );
}
