import type { z } from 'zod';
import { alertEventSchema, type AlertEvent } from '../../notifiers/event/alert-event.ts';
import { readBounded } from '../files/bounded-file.ts';
import type { Why } from './quarantine.ts';

/** An event has some kilobytes, those of its notification and its alert context. */
const mostEventBytes = 2 ** 20;

/** What a file in a queue turns out to be. */
export type QueuedFile =
  | { readonly kind: 'event'; readonly event: AlertEvent }
  /** A person has removed it. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'spoiled'; readonly why: Why };

/** Reads a file of a queue, which others may have written. @param now epoch seconds */
export function readQueuedEvent(path: string, now: number): QueuedFile {
  try {
    const bytes = readBounded(path, { mostBytes: mostEventBytes, links: false });
    const { data, error } = alertEventSchema.safeParse(JSON.parse(bytes.toString()));
    if (data) return { kind: 'event', event: data };
    return { kind: 'spoiled', why: { reason: 'not-an-event', message: faultOf(error), time: now } };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'gone' };
    return { kind: 'spoiled', why: { reason: 'half-written', message, time: now } };
  }
}

/** The first thing that is wrong, in one line. */
function faultOf({ issues }: z.ZodError): string {
  const [{ path, message } = { path: [], message: 'unknown' }] = issues;
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
