import type { BacktestRow } from './replay.ts';

/** What `--format` takes. */
export const formats = ['jsonl', 'csv', 'table'] as const;
export type Format = (typeof formats)[number];

const columns = [
  't',
  'value',
  'predicted',
  'lower',
  'upper',
  'risk',
  'alert',
  'exhaustion',
  'exhaustionEarliest',
  'exhaustionLatest',
] as const satisfies readonly (keyof BacktestRow)[];

/** One JSON object per row, or one line of CSV under a header; what is not known is null, or empty. */
export function* formatRows(rows: Iterable<BacktestRow>, format: 'jsonl' | 'csv'): Generator<string> {
  if (format === 'csv') yield `${columns.join(',')}\n`;
  for (const row of rows) yield format === 'csv' ? `${csvLine(row)}\n` : `${JSON.stringify(row)}\n`;
}

function csvLine(row: BacktestRow): string {
  return columns
    .map((column) => {
      const field = row[column];
      return typeof field === 'boolean' ? Number(field) : (field ?? '');
    })
    .join(',');
}
