/** The part of a row that is drawn; a forecast and a percentage where there are some. */
export interface ThinnedRow {
  readonly t: number;
  readonly value: number;
  readonly alert: boolean;
  readonly predicted?: number | null;
  readonly risk?: number | null;
}

/** Points that a browser draws and zooms without delay. */
export const maxPoints = 20_000;

/** Rows that are kept of each stretch, at most. */
const keptPerStretch = 6;

/**
 * Fewer rows that look the same when drawn: of each stretch the first one, those with the smallest and the greatest
 * value, with the smallest and the greatest forecast, and with the greatest risk. Rows at which an alert is raised or
 * cleared, and the last one, are always kept.
 *
 * @returns all of them when there are at most `most`
 */
export function thin<Row extends ThinnedRow>(rows: readonly Row[], most: number = maxPoints): readonly Row[] {
  if (rows.length <= most) return rows;
  const stretch = Math.ceil((rows.length * keptPerStretch) / most);
  const kept = new Set<number>();
  for (let start = 0; start < rows.length; start += stretch) {
    const end = Math.min(rows.length, start + stretch);
    kept.add(start);
    kept.add(extreme(rows, start, end, ({ value }) => value));
    kept.add(extreme(rows, start, end, ({ value }) => -value));
    kept.add(extreme(rows, start, end, ({ predicted }) => predicted));
    kept.add(extreme(rows, start, end, ({ predicted }) => (predicted == null ? null : -predicted)));
    kept.add(extreme(rows, start, end, ({ risk }) => risk));
  }
  for (let index = 1; index < rows.length; index++) {
    if (rows[index]!.alert === rows[index - 1]!.alert) continue;
    kept.add(index - 1);
    kept.add(index);
  }
  kept.add(rows.length - 1);
  return [...kept].sort((a, b) => a - b).map((index) => rows[index]!);
}

/** The index of the greatest measure from `start` to before `end`; `start` when none is known. */
function extreme(
  rows: readonly ThinnedRow[],
  start: number,
  end: number,
  measure: (row: ThinnedRow) => number | null | undefined,
): number {
  let best = start;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let index = start; index < end; index++) {
    const size = measure(rows[index]!);
    if (size == null || size <= greatest) continue;
    greatest = size;
    best = index;
  }
  return best;
}
