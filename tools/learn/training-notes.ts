import type { LabelledRange } from './labels.ts';
import { countRows, type LearningSeries } from './learning-series.ts';

/** One line for the model file: of what it was made. */
export function aboutOf(series: readonly LearningSeries[]): string {
  const { normal, abnormal } = countRows(series);
  const names = series.length === 1 ? series[0]!.training.name : `${series.length} series`;
  const labels = series[0]!.ranges.length > 0 ? 'labelled by hand' : 'labelled by the limit';
  return `trained by dma learn on ${names}: ${normal} normal and ${abnormal} abnormal rows, ${labels}`;
}

/**
 * The notes on the training: seed, series with their limits and horizons, and ranges in seconds. No date and
 * no duration: the same input gives the same file.
 */
export function notesOf(
  series: readonly LearningSeries[],
  ranges: readonly LabelledRange[],
  seed: number,
): Readonly<Record<string, unknown>> {
  return {
    seed,
    series: series.map((each) => {
      const { name, horizonSeconds } = each.training;
      return { name, horizonSeconds, limit: each.limit, ...countRows([each]) };
    }),
    ...(ranges.length === 0 ? {} : { ranges: ranges.map(({ label, from, to }) => ({ label, from, to })) }),
  };
}
