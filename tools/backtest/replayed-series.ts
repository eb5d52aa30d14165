import { maxStepSeconds } from '../../analysis/scoring/labelled-series.ts';

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

/** Gaps on either side of one that say what is usual there. */
const gapsAround = 8;

/**
 * The usual time between two samples about a row, by its index. It is longer than that of the whole series in a part
 * that is coarser, such as the older one of an RRD or Whisper file: there it is no pause from sample to sample.
 *
 * @param intervalSeconds the usual time of the whole series
 */
export function intervalAround(
  rows: readonly { readonly t: number }[],
  intervalSeconds: number,
): (index: number) => number {
  const gapBefore = (index: number): number => rows[index]!.t - rows[index - 1]!.t;
  return (index) => {
    if (index === 0 || gapBefore(index) <= 2 * intervalSeconds) return intervalSeconds;
    const gaps: number[] = [];
    const end = Math.min(rows.length - 1, index + gapsAround);
    for (let at = Math.max(1, index - gapsAround); at <= end; at++) gaps.push(gapBefore(at));
    return Math.max(intervalSeconds, median(gaps.sort((a, b) => a - b)) ?? 0);
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
 * A gap in the series is no time.
 *
 * @param intervalSeconds the usual time between two samples
 * @param isOn null for a sample that does not count
 */
export function countedTime<Row extends { readonly t: number }>(
  rows: readonly Row[],
  intervalSeconds: number,
  isOn: (row: Row) => boolean | null,
): CountedTime {
  const intervalAt = intervalAround(rows, intervalSeconds);
  let [seconds, onSeconds] = [0, 0];
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    const answer = isOn(row);
    if (!next || answer === null) continue;
    const step = Math.min(next.t - row.t, maxStepSeconds(intervalAt(index + 1)));
    seconds += step;
    if (answer) onSeconds += step;
  }
  return { seconds, onSeconds };
}
