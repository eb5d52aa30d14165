import { maxStepSeconds } from '../../analysis/scoring/labelled-series.ts';
import { intervalAround } from './replayed-series.ts';
import { thin, type ThinnedRow } from './thinning.ts';

/** A row of a plot; nothing is known in a gap. */
export type DrawnRow<Row extends ThinnedRow> = Row | { readonly t: number; readonly value: null };

/**
 * The rows that a browser draws: thinned out where there are many, and with an empty one in each gap, so that no line
 * crosses it.
 *
 * @param intervalSeconds the usual time between two samples
 */
export function drawnRows<Row extends ThinnedRow>(
  rows: readonly Row[],
  intervalSeconds: number,
): readonly DrawnRow<Row>[] {
  const intervalAt = intervalAround(rows, intervalSeconds);
  const gaps: DrawnRow<Row>[] = [];
  for (let index = 1; index < rows.length; index++) {
    const [before, after] = [rows[index - 1]!.t, rows[index]!.t];
    if (after - before > maxStepSeconds(intervalAt(index)))
      gaps.push({ t: (before + after) / 2, value: null });
  }
  const shown = thin(rows);
  return gaps.length === 0 ? shown : [...shown, ...gaps].sort((a, b) => a.t - b.t);
}

/**
 * One field of all rows, null where it is not known.
 *
 * @returns with seven digits, which are finer than any screen
 */
export function drawnColumn<Row extends ThinnedRow>(
  rows: readonly DrawnRow<Row>[],
  fieldOf: (row: Row) => number | null,
): (number | null)[] {
  return rows.map((row) => {
    const field = row.value === null ? null : fieldOf(row);
    return field === null ? null : Number(field.toPrecision(7));
  });
}
