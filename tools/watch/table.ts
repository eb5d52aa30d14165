import type { Row } from '../outlook/row.ts';
import { fit, widthOf } from './cells.ts';
import { columns, type Column, type TableParts } from './columns.ts';

/** A column of a table of one width. */
export interface FittedColumn {
  readonly column: Column;
  readonly width: number;
}

/** The blanks between two columns, and the columns that take the room that is left, in this order. */
const [gap, growing] = [1, ['HOST', 'RESOURCE', 'FULL IN', 'STATE', '10 MIN', 'TO LIMIT']] as const;

/**
 * Chooses the columns that fit a width, the most important first, and gives them the room that is left.
 *
 * @param width in columns of the terminal; Infinity for as wide as the rows need
 */
export function fitColumns(parts: TableParts, width: number): readonly FittedColumn[] {
  let left = width + gap;
  const chosen = new Map<Column, number>();
  for (const column of columns.toSorted((a, b) => a.rank - b.rank)) {
    const min = Math.min(column.min(parts), width);
    if (min + gap > left && chosen.size > 1) continue;
    const taken = Math.min(min, Math.max(0, left - gap));
    chosen.set(column, taken);
    left -= taken + gap;
  }
  const nameOf = (column: Column): string => column.head(parts, 0);
  const order = [
    ...growing.flatMap((name) => [...chosen.keys()].filter((column) => nameOf(column) === name)),
    ...chosen.keys(),
  ];
  for (const column of order) {
    const wanted = Math.max(column.max(parts), widthOf(column.head(parts, column.max(parts))));
    const more = Math.max(0, Math.min(left, wanted - chosen.get(column)!));
    chosen.set(column, chosen.get(column)! + more);
    left -= more;
  }
  return columns
    .filter((column) => chosen.has(column))
    .map((column) => ({ column, width: chosen.get(column)! }));
}

/** The head of the table. */
export function headLine(fitted: readonly FittedColumn[], parts: TableParts): string {
  const cells = fitted.map(({ column, width }) => fit(column.head(parts, width), width, column));
  return cells.join(' '.repeat(gap)).trimEnd();
}

export function rowLine(row: Row, fitted: readonly FittedColumn[], parts: TableParts): string {
  const cells = fitted.map(({ column, width }) => {
    const isBlank = column.isDetail === true && !row.isDetailed;
    return fit(isBlank ? '' : column.cell(row, parts, width), width, column);
  });
  return cells.join(' '.repeat(gap)).trimEnd();
}
