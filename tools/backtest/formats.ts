import type { BacktestRow } from './replay.ts';

/** The values of `--format`. */
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

/** The further columns of a replay with a detector. */
const detectorColumns = ['verdict', 'margin'] as const satisfies readonly (keyof BacktestRow)[];

type Column = (typeof columns | typeof detectorColumns)[number];

/** One JSON object per row, or one line of CSV under a header; what is not known is null, or empty. */
export function* formatRows(
  rows: Iterable<BacktestRow>,
  format: 'jsonl' | 'csv',
  hasDetector = false,
): Generator<string> {
  const names: readonly Column[] = hasDetector ? [...columns, ...detectorColumns] : columns;
  if (format === 'csv') yield `${names.join(',')}\n`;
  for (const row of rows)
    yield format === 'csv' ? `${csvLine(row, names)}\n` : `${JSON.stringify({ ...row, climb: undefined })}\n`;
}

function csvLine(row: BacktestRow, names: readonly Column[]): string {
  return names
    .map((column) => {
      const field = row[column];
      return typeof field === 'boolean' ? Number(field) : (field ?? '');
    })
    .join(',');
}
