/** The columns of the doctor driver's `events` table, in the order in which rows are answered. */
export const columns = ['time', 'type', 'hostname', 'status', 'monitor', 'monitor_event_id'] as const;

/** A field as Congress stores it: numbers stay numbers, all else is text. */
export type Field = string | number;

/** One row: six fields, in the order of `columns`. */
export type DummyRow = readonly Field[];

/** An exception in Congress' Python: the status that it becomes, and its message. */
export class RowsError extends Error {
  readonly status: 400 | 500;

  constructor(status: 400 | 500, message: string) {
    super(message);
    this.status = status;
  }
}

/** Stands for NaN, which Python's JSON knows and JavaScript's does not. */
const nanMark = '\u0000NaN';

/**
 * Reads the body of a PUT as the doctor driver does.
 *
 * The driver relies on Python's duck typing: `{}` is an empty list of rows, `details` overrides its row, missing fields
 * become the text `None`, and an unexpected type raises an exception (status 500).
 *
 * @throws RowsError
 */
export function parseRowsBody(body: string): DummyRow[] {
  const rows = parsePythonJson(body);
  if (Array.isArray(rows)) return dropDuplicates(rows.map(flattenRow));
  // Python iterates over an object's keys and a string's characters, and neither is a row.
  const isIterable = typeof rows === 'string' || (typeof rows === 'object' && rows !== null);
  if (isIterable && Object.keys(rows).length === 0) return [];
  throw new RowsError(500, 'Internal server error');
}

/** The body of `GET .../rows`: not in the order of the PUT, and with Python's NaN. */
export function formatRowsBody(rows: readonly DummyRow[]): string {
  const results = rows.toReversed().map((row) => ({
    data: row.map((field) => (Number.isNaN(field) ? nanMark : field)),
  }));
  return JSON.stringify({ results }).replaceAll(JSON.stringify(nanMark), 'NaN');
}

function parsePythonJson(body: string): unknown {
  const marked = body.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b/gs, (token) =>
    token === 'NaN' ? JSON.stringify(nanMark) : token,
  );
  try {
    return JSON.parse(marked, (_key, value: unknown) => (value === nanMark ? NaN : value)) as unknown;
  } catch {
    throw new RowsError(400, 'Failed to parse body as application/json');
  }
}

function flattenRow(row: unknown): DummyRow {
  if (!isObject(row)) throw new RowsError(500, 'Internal server error');
  // A KeyError, whose message is the key.
  if (!('details' in row)) throw new RowsError(400, 'details');
  const { details, ...outer } = row;
  if (!isObject(details)) throw new RowsError(500, 'Internal server error');
  const merged: Record<string, unknown> = { ...outer, ...details };
  return columns.map((column) => storedField(merged[column]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function storedField(value: unknown): Field {
  if (value === undefined || value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // oxlint-disable-next-line no-control-regex -- all of ASCII stays, control characters included
  return text.replace(/[^\x00-\x7f]/gu, '');
}

/** Congress' tables are sets. */
function dropDuplicates(rows: readonly DummyRow[]): DummyRow[] {
  return [...new Map(rows.map((row) => [formatRowsBody([row]), row])).values()];
}
