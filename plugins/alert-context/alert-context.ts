import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { alertContextSchema, type AlertContext } from '../../notifiers/event/alert-event.ts';
import type { Disk } from '../files/disk.ts';
import { tolerate } from '../files/durable-file.ts';
import { adoptFolder } from '../files/folder.ts';

/** Below this risk no file is written: an alert is seldom raised by a risk that was less H/10 before. */
export const minRiskPercent = 3;

/** A resource of a host, as in its events. */
export interface ResourceName {
  readonly host: string;
  readonly resource: string;
}

/** A resource that was at risk, and is no longer predicted. */
export interface VanishedResource extends ResourceName {
  /** False for a target without a limit, of which an anomaly was told. */
  readonly hasLimit: boolean;
}

/** A Redis, and the Prefix of write_redis there. */
export interface StoreAddress {
  readonly url: string;
  readonly prefix: string;
}

/** Hexadecimal digits that tell one Redis from another. */
const storeIdLength = 12;
/** Maximum length of a file's name without suffixes, of the 255 bytes that a file system allows. */
const maxNameLength = 200;
/** An alert context is valid for this many horizons, and at least for some time. */
const validHorizons = 2;
const minValidSeconds = 120;

/** Size limit of a file; an alert context has about a kilobyte. */
const maxBytes = 64 * 1024;

/** The folder in the spool with one file for each series at risk, written by `dma predict`. */
export function contextFolder(spoolDirectory: string): string {
  return join(spoolDirectory, 'contexts');
}

/** Moves alert contexts from the folder of an older version; those that cannot be moved are done without. */
export function adoptContexts(disk: Disk, spoolDirectory: string): void {
  tolerate(() => adoptFolder(disk, join(spoolDirectory, 'situations'), contextFolder(spoolDirectory)));
}

/** The file of a series, by host and resource as in its events: `web1,disk-root.json`. No two series share a file. */
export function contextFile(host: string, resource: string): string {
  // encodeURIComponent escapes commas, so the separator is unique.
  const name = [host, resource].map((part) => encodeURIComponent(part.toWellFormed())).join(',');
  if (name.length <= maxNameLength) return `${name}.json`;
  return `${createHash('sha256').update(name).digest('hex')}.json`;
}

/** The resource of a file by its name; undefined for another file, and for a name that was too long. */
export function resourceOfFile(name: string): ResourceName | undefined {
  const parts = /^([^,]*),([^,]*)\.json$/.exec(name);
  if (!parts) return undefined;
  try {
    return { host: decodeURIComponent(parts[1]!), resource: decodeURIComponent(parts[2]!) };
  } catch {
    return undefined;
  }
}

/** The host of a file, also of one that is half written; undefined for a name that was too long. */
export function hostOfFile(name: string): string | undefined {
  const [, host] = /^([^,]*),/.exec(name) ?? [];
  try {
    return host === undefined ? undefined : decodeURIComponent(host);
  } catch {
    return undefined;
  }
}

/**
 * Finds the alert context of a resource at about the time of a notification.
 *
 * @param time epoch seconds of the notification
 * @returns undefined when it is missing, or more than two horizons and two minutes away from that time
 */
export function contextOf(
  disk: Disk,
  spoolDirectory: string,
  host: string,
  resource: string,
  time: number,
): AlertContext | undefined {
  const file = join(contextFolder(spoolDirectory), contextFile(host, resource));
  const alertContext = readStoredContext(disk, file)?.alertContext;
  return alertContext && isAbout(alertContext, time) ? alertContext : undefined;
}

/** The risk of an alert context, or the anomaly, 0 to 100; 0 where it is not known. */
export function riskOf({ riskPercent, anomaly }: AlertContext): number {
  return riskPercent ?? anomaly?.percent ?? 0;
}

/** A file, and the {@link storeId} in it; undefined in one of an older version. */
export interface StoredContext {
  readonly alertContext: AlertContext;
  readonly store: string | undefined;
}

/** Reads a file; undefined when that is not possible, because an event without its context is still an event. */
export function readStoredContext(disk: Disk, file: string): StoredContext | undefined {
  try {
    const json = JSON.parse(disk.read(file, { maxBytes }).toString()) as { readonly store?: unknown };
    const alertContext = alertContextSchema.safeParse(json).data;
    const store = typeof json.store === 'string' ? json.store : undefined;
    return alertContext && { alertContext, store };
  } catch {
    return undefined;
  }
}

/** A short name of a Redis, in the files of the one that reads it. */
export function storeId({ url, prefix }: StoreAddress): string {
  return createHash('sha256').update(`${url} ${prefix}`).digest('hex').slice(0, storeIdLength);
}

/** Seconds after its time for which an alert context is valid. */
export function validSeconds({ horizonSeconds }: Pick<AlertContext, 'horizonSeconds'>): number {
  return Math.max(validHorizons * horizonSeconds, minValidSeconds);
}

/** True when an alert context is valid at this time, in epoch seconds. */
export function isAbout(alertContext: AlertContext, time: number): boolean {
  return Math.abs(time - alertContext.time) <= validSeconds(alertContext);
}
