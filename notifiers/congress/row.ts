import { z } from 'zod';
import type { AlertEvent } from '../event/alert-event.ts';
import { toAscii } from '../event/alert-text.ts';
import { formatIsoTime } from '../event/iso-time.ts';

/** The columns of the doctor driver's `events` table, in the order in which rows are answered. */
const columns = ['time', 'type', 'hostname', 'status', 'monitor', 'monitor_event_id'] as const;

/**
 * A field as it can be sent back unchanged. Writers send text, but Congress keeps numbers as numbers. Booleans and null
 * never come back (they are stored as `True` and `None`), and a number that JavaScript can't hold exactly must not be
 * written back rounded.
 */
const field = z.union([
  z.string(),
  z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value)),
]);

/** One row of the events table. */
export type CongressRow = Readonly<Record<(typeof columns)[number], string | number>>;

const tuple = z.tuple([field, field, field, field, field, field]);
const answered = z.object({ results: z.array(z.object({ data: z.unknown() })) });

/**
 * Parses Congress' answer to `GET .../rows`.
 *
 * @throws Error when any row can't be put back as it is: leaving it out of the next PUT would delete it.
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

/** The form in which rows are PUT: it differs from the one in which they are answered. */
export function encodeCongressRows(rows: readonly CongressRow[]): unknown[] {
  return rows.map(({ time, type, ...details }) => ({ time, type, details }));
}

/**
 * The row of an open episode.
 *
 * Its time is the episode's beginning and its status the same for WARNING and FAILURE, so that the row stays the same
 * for as long as the episode lasts and a policy sees one event, not several. `down_predict` is no status that OPNFV
 * Doctor's standing rules know: `down` would make them force a live host down.
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

/** Whether both hold the same set of rows: Congress neither keeps their order nor identical rows. */
export function sameCongressRows(left: readonly CongressRow[], right: readonly CongressRow[]): boolean {
  const [a, b] = [keys(left), keys(right)];
  return a.size === b.size && [...a].every((key) => b.has(key));
}

function keys(rows: readonly CongressRow[]): Set<string> {
  return new Set(rows.map((row) => JSON.stringify(columns.map((column) => row[column]))));
}
