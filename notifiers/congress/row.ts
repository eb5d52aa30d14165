import { z } from 'zod';
import type { AlertEvent } from '../event/alert-event.ts';
import { toAscii } from '../event/alert-text.ts';
import { formatIsoTime } from '../event/iso-time.ts';

/** The columns of the doctor driver's `events` table, in the order of the answered rows. */
const columns = ['time', 'type', 'hostname', 'status', 'monitor', 'monitor_event_id'] as const;

/**
 * A field that can be written back unchanged.
 *
 * Writers send text, but Congress keeps numbers as numbers. Booleans and null are stored as `True` and `None` and never
 * come back. A number that JavaScript cannot hold exactly must not be written back rounded.
 */
const field = z.union([
  z.string(),
  z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value)),
]);

/** A row of the events table. */
export type CongressRow = Readonly<Record<(typeof columns)[number], string | number>>;

const tuple = z.tuple([field, field, field, field, field, field]);
const answered = z.object({ results: z.array(z.object({ data: z.unknown() })) });

/**
 * Parses Congress' answer to `GET .../rows`.
 *
 * @throws Error when a row cannot be written back: without it the next PUT would delete it
 */
export function parseCongressRows(text: string): CongressRow[] {
  const { results } = answered.parse(JSON.parse(text));
  return results.map(({ data }, index) => {
    const row = tuple.safeParse(data);
    if (!row.success) throw new Error(`row ${index + 1} is not six texts or numbers`);
    const [time, type, hostname, status, monitor, monitor_event_id] = row.data;
    return { time, type, hostname, status, monitor, monitor_event_id };
  });
}

/** Encodes rows for PUT, which has another format than the answer to GET. */
export function encodeCongressRows(rows: readonly CongressRow[]): unknown[] {
  return rows.map(({ time, type, ...details }) => ({ time, type, details }));
}

/**
 * Formats the row of an open episode.
 *
 * Time and status stay the same for the whole episode, WARNING and FAILURE, so that a policy sees one event. No
 * built-in rule of OPNFV Doctor knows the status `down_predict`; `down` would make them force a live host down.
 */
export function formatCongressRow(event: AlertEvent, monitor: string): CongressRow {
  return {
    time: formatIsoTime(event.since, 0),
    type: toAscii(event.resource),
    hostname: toAscii(event.host),
    status: 'down_predict',
    monitor,
    monitor_event_id: toAscii(event.id),
  };
}

/** Compares rows as sets: Congress keeps neither order nor duplicates. */
export function sameCongressRows(left: readonly CongressRow[], right: readonly CongressRow[]): boolean {
  const [a, b] = [keys(left), keys(right)];
  return a.size === b.size && [...a].every((key) => b.has(key));
}

function keys(rows: readonly CongressRow[]): Set<string> {
  return new Set(rows.map((row) => JSON.stringify(columns.map((column) => row[column]))));
}
