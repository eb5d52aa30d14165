import type { z } from 'zod';
import { alertEventSchema, type AlertEvent } from '../../notifiers/event/alert-event.ts';
import type { Disk } from '../files/disk.ts';
import { isTransient } from '../files/durable-file.ts';
import type { Why } from './dead-letters.ts';
import { formatVersioned, NewerFile, parseVersioned, upgradeEvent, type Fields } from './version.ts';

/** An event has some kilobytes, with its notification and its alert context. */
const maxBytes = 2 ** 20;

/** A waiting event, and the name of its file. */
export interface QueuedEvent {
  readonly name: string;
  readonly event: AlertEvent;
}

/** The result of reading a file of a queue. */
export type QueuedFile =
  | { readonly kind: 'event'; readonly event: AlertEvent }
  /** A person has removed it. */
  | { readonly kind: 'gone' }
  /** A newer version of this program wrote it. */
  | { readonly kind: 'newer'; readonly message: string }
  | { readonly kind: 'malformed'; readonly why: Why };

/** The name of an event's file in a queue: they sort by number. @param name of the notification */
export function queuedName(sequence: number, name: string): string {
  return `${String(sequence).padStart(12, '0')}-${name}.json`;
}

/** The form of {@link queuedName}. The digits are exact: a number that can be counted on. */
const queuedForm = /^(\d{12})-(.*)\.json$/s;

/** The parts of a file's name; undefined for a name that this program did not give. */
export function splitName(file: string): { readonly number: number; readonly name: string } | undefined {
  const [, number, name] = queuedForm.exec(file) ?? [];
  return name === undefined ? undefined : { number: Number(number), name };
}

/** The text of an event's file in a queue. */
export function formatQueuedEvent(event: AlertEvent): string {
  return formatVersioned(event);
}

/**
 * Reads a file of a queue, which others may have written.
 *
 * @param now epoch seconds
 * @throws Error of the file system that passes, such as EMFILE
 */
export function readQueuedEvent(disk: Disk, path: string, now: number): QueuedFile {
  try {
    const text = disk.read(path, { maxBytes }).toString();
    const content = parseVersioned(text, (fields) => upgradeEvent(fields) as Fields);
    const { data, error } = alertEventSchema.safeParse(content);
    if (data) return { kind: 'event', event: data };
    return { kind: 'malformed', why: { reason: 'not-an-event', message: faultOf(error), time: now } };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (isTransient(error)) throw error;
    if (code === 'ENOENT') return { kind: 'gone' };
    if (error instanceof NewerFile) return { kind: 'newer', message };
    return { kind: 'malformed', why: { reason: 'half-written', message, time: now } };
  }
}

/** The first fault, in one line. */
function faultOf({ issues }: z.ZodError): string {
  const { path, message } = issues[0]!;
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
