/** A series that was replayed. */
export interface ReplayedSeries {
  readonly series: string;
  /** Times of the first and the last sample. */
  readonly from: number;
  readonly to: number;
  readonly samples: number;
  /** The usual time between two samples, in seconds. */
  readonly intervalSeconds: number;
}

/** @param rows of one replay, at least one */
export function replayedSeries(series: string, rows: readonly { readonly t: number }[]): ReplayedSeries {
  const gaps = rows.slice(1).map(({ t }, index) => t - rows[index]!.t);
  return {
    series,
    from: rows[0]!.t,
    to: rows.at(-1)!.t,
    samples: rows.length,
    intervalSeconds: median(gaps.sort((a, b) => a - b)) ?? 1,
  };
}

/** The upper one of two in the middle. */
export function median(sorted: readonly number[]): number | undefined {
  return sorted[Math.floor(sorted.length / 2)];
}

/** Seconds of a replay that count, and those of them that are on. */
export interface CountedTime {
  readonly seconds: number;
  readonly onSeconds: number;
}

/**
 * @param maxStep seconds that a sample stands for at most: gaps in the series are no time
 * @param isOn null for a sample that does not count
 */
export function countedTime<Row extends { readonly t: number }>(
  rows: readonly Row[],
  maxStep: number,
  isOn: (row: Row) => boolean | null,
): CountedTime {
  let [seconds, onSeconds] = [0, 0];
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    const answer = isOn(row);
    if (!next || answer === null) continue;
    const step = Math.min(next.t - row.t, maxStep);
    seconds += step;
    if (answer) onSeconds += step;
  }
  return { seconds, onSeconds };
}
