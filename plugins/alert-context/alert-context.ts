import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { alertContextSchema, type AlertContext } from '../../notifiers/event/alert-event.ts';
import type { Disk } from '../files/disk.ts';
import { tolerate } from '../files/durable-file.ts';
import { adoptFolder } from '../files/folder.ts';

/** Names of files may have 255 bytes; the rest is for a suffix while one is being written. */
const maxNameLength = 200;
/** Alert contexts are passed on for this many horizons, but for some time at least. */
const validHorizons = 2;
const minValidSeconds = 120;

/** An alert context has a kilobyte or so. */
const maxBytes = 64 * 1024;

/** Where the spool keeps what `dma predict` knows of the series at risk, one file each. */
export function contextFolder(spoolDirectory: string): string {
  return join(spoolDirectory, 'contexts');
}

/** Moves alert contexts from the folder of an older version; those that cannot be moved are done without. */
export function adoptContexts(disk: Disk, spoolDirectory: string): void {
  tolerate(() => adoptFolder(disk, join(spoolDirectory, 'situations'), contextFolder(spoolDirectory)));
}

/** The file of a series, found by what its events name: `web1,disk-root.json`. No two series share one. */
export function contextFile(host: string, resource: string): string {
  // The comma is none of the characters that stay as they are.
  const name = [host, resource].map((part) => encodeURIComponent(part.toWellFormed())).join(',');
  if (name.length <= maxNameLength) return `${name}.json`;
  return `${createHash('sha256').update(name).digest('hex')}.json`;
}

/**
 * What `dma predict` knew of a resource at about the time of a notification.
 *
 * @param time epoch seconds of the notification
 * @returns undefined when it said nothing, or only long before or after: more than two horizons and two minutes
 */
export function contextOf(
  disk: Disk,
  spoolDirectory: string,
  host: string,
  resource: string,
  time: number,
): AlertContext | undefined {
  const alertContext = readAlertContext(
    disk,
    join(contextFolder(spoolDirectory), contextFile(host, resource)),
  );
  return alertContext && isAbout(alertContext, time) ? alertContext : undefined;
}

/** @returns undefined when there is none, or it cannot be read: an event without it is better than none */
export function readAlertContext(disk: Disk, file: string): AlertContext | undefined {
  try {
    const text = disk.read(file, { maxBytes }).toString();
    return alertContextSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** For how long after its time an alert context is worth something. */
export function validSeconds({ horizonSeconds }: Pick<AlertContext, 'horizonSeconds'>): number {
  return Math.max(validHorizons * horizonSeconds, minValidSeconds);
}

/** Whether it still (or already) tells something of this time, in epoch seconds. */
export function isAbout(alertContext: AlertContext, time: number): boolean {
  return Math.abs(time - alertContext.time) <= validSeconds(alertContext);
}
