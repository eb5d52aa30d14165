import { sliceSize, type SlicedWork } from '../process/sliced-work.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';
import type { TargetSeries } from '../series/target-series.ts';

/** All series at one moment, and what is counted over them. */
export interface SeriesCounts {
  readonly all: readonly TargetSeries[];
  /** Those that no other series have replaced. */
  readonly current: readonly TargetSeries[];
  /** Those that several writers write. */
  readonly mixed: readonly PredictedSeries[];
  /** Entries that were left out because they have too few values, and because they came after newer ones. */
  readonly skipped: number;
  readonly late: number;
  /** Series that have entries from the future, which are left out. */
  readonly future: number;
}

export const noSeries: SeriesCounts = { all: [], current: [], mixed: [], skipped: 0, late: 0, future: 0 };

/** Counts, in one pass. */
export function* countingSeries(
  entries: readonly PredictedSeries[],
  isReplaced: (series: TargetSeries) => boolean,
): SlicedWork<SeriesCounts> {
  const all: TargetSeries[] = [];
  const current: TargetSeries[] = [];
  const mixed: PredictedSeries[] = [];
  let [skipped, late, future] = [0, 0, 0];
  for (let place = 0; place < entries.length; place++) {
    if (place % sliceSize === sliceSize - 1) yield;
    const entry = entries[place]!;
    const { series, source } = entry;
    all.push(series);
    if (!isReplaced(series)) current.push(series);
    if (entry.isMixed) mixed.push(entry);
    skipped += source.skipped;
    late += source.late;
    if (series.clock.hasStray) future++;
  }
  return { all, current, mixed, skipped, late, future };
}
