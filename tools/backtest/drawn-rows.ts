import { maxStepSeconds } from '../../analysis/scoring/labelled-series.ts';
import type { BacktestRow } from './replay.ts';
import { thin } from './thinning.ts';

/** A row of a plot; nothing is known in a gap. */
export type DrawnRow = Omit<BacktestRow, 'value'> & { readonly value: number | null };

/**
 * The rows that a browser draws: thinned out where there are many, and with an empty one in each gap, so that no line
 * crosses it.
 *
 * @param intervalSeconds the usual time between two samples
 */
export function drawnRows(rows: readonly BacktestRow[], intervalSeconds: number): readonly DrawnRow[] {
  const maxStep = maxStepSeconds(intervalSeconds);
  const gaps: DrawnRow[] = [];
  for (let index = 1; index < rows.length; index++) {
    const [before, after] = [rows[index - 1]!.t, rows[index]!.t];
    if (after - before > maxStep) gaps.push(emptyRow((before + after) / 2));
  }
  const shown = thin(rows);
  return gaps.length === 0 ? shown : [...shown, ...gaps].sort((a, b) => a.t - b.t);
}

function emptyRow(t: number): DrawnRow {
  return {
    t,
    value: null,
    predicted: null,
    lower: null,
    upper: null,
    risk: null,
    alert: false,
    exhaustion: null,
    exhaustionEarliest: null,
    exhaustionLatest: null,
  };
}
