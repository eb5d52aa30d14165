import { replaceUnprintable } from '../../notifiers/printable.ts';

const columns = ['time', 'type', 'hostname', 'status', 'monitor', 'monitor_event_id'] as const;

type Field = string | number;

/** Rows of the events table, as Congress lists them or by name, drawn for a terminal. */
export function formatEvents(rows: readonly (readonly Field[] | Readonly<Record<string, Field>>)[]): string {
  const lines = rows.map((row) =>
    columns.map((column, index) =>
      printable((row as readonly Field[])[index] ?? (row as Record<string, Field>)[column]),
    ),
  );
  lines.sort((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1));
  const table = [[...columns], ...lines];
  const widths = columns.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const drawn = table.map(
    (line) => `|${line.map((field, column) => ` ${field.padEnd(widths[column]!)} `).join('|')}|`,
  );
  const [head, ...body] = drawn;
  return [rule, head, rule, ...body, ...(body.length > 0 ? [rule] : []), ''].join('\n');
}

function printable(field: Field | undefined): string {
  return replaceUnprintable(String(field ?? ''), '?');
}
