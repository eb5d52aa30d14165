import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Situation } from '../../notifiers/event/alert-event.ts';
import { readBounded } from '../files/bounded-file.ts';
import { latestTime } from '../collectd/notification.ts';

/** Names of files may have 255 bytes; the rest is for a suffix while one is being written. */
const longestName = 200;
/** Situations are passed on for this many horizons, but for some time at least. */
const validHorizons = 2;
const leastValidSeconds = 120;

/** What dma.yaml takes. */
const longestHorizonSeconds = 86_400;
/** A situation has a kilobyte or so. */
const mostBytes = 64 * 1024;

const number = z.number();

export const situationSchema: z.ZodType<Situation> = z.object({
  time: number.min(0).max(latestTime),
  value: number,
  limit: number,
  limitSide: z.enum(['upper', 'lower']),
  unit: z.enum(['bytes', 'plain']),
  capacity: number.exactOptional(),
  horizonSeconds: number.positive().max(longestHorizonSeconds),
  forecast: z.object({ predicted: number, lower: number, upper: number, level: number }).exactOptional(),
  riskPercent: number.exactOptional(),
  exhaustion: z
    .object({ seconds: number.exactOptional(), earliest: number, latest: number.exactOptional() })
    .exactOptional(),
  culprits: z.array(
    z.object({
      pid: number,
      name: z.string(),
      residentBytes: number,
      grownBytes: number,
      overSeconds: number,
      cgroup: z.string().exactOptional(),
    }),
  ),
});

/** Where the spool keeps what `dma predict` knows of the series at risk, one file each. */
export function situationFolder(spoolDirectory: string): string {
  return join(spoolDirectory, 'situations');
}

/** The file of a series, found by what its events name: `web1,disk-root.json`. No two series share one. */
export function situationFile(host: string, resource: string): string {
  // The comma is none of the characters that stay as they are.
  const name = [host, resource].map((part) => encodeURIComponent(part.toWellFormed())).join(',');
  if (name.length <= longestName) return `${name}.json`;
  return `${createHash('sha256').update(name).digest('hex')}.json`;
}

/**
 * What `dma predict` knew of a resource at about the time of a notification.
 *
 * @param time epoch seconds of the notification
 * @returns undefined when it said nothing, or only long before or after: more than two horizons and two minutes
 */
export function situationOf(
  spoolDirectory: string,
  host: string,
  resource: string,
  time: number,
): Situation | undefined {
  const situation = readSituation(join(situationFolder(spoolDirectory), situationFile(host, resource)));
  return situation && isAbout(situation, time) ? situation : undefined;
}

/** @returns undefined when there is none, or it cannot be read: an event without it is better than none */
export function readSituation(file: string): Situation | undefined {
  try {
    const text = readBounded(file, { mostBytes, links: false }).toString();
    return situationSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** For how long after its time a situation is worth something. */
export function validSeconds({ horizonSeconds }: Pick<Situation, 'horizonSeconds'>): number {
  return Math.max(validHorizons * horizonSeconds, leastValidSeconds);
}

/** Whether it still (or already) tells something of this time, in epoch seconds. */
export function isAbout(situation: Situation, time: number): boolean {
  return Math.abs(time - situation.time) <= validSeconds(situation);
}
