import type { PredictedSeries } from './predicted-series.ts';

/** True while one of several writers is silent, and newer samples come: its clock may have been set. */
export function mayHaveMoved({ writers, arrivals, silent }: PredictedSeries): boolean {
  const areNewer = !arrivals || !silent.has(writers[0]!.series);
  return silent.size > 0 && silent.size < writers.length && areNewer;
}

/** True where all others are silent: what is predicted is of the first writer alone. */
export function isLastOne({ writers, silent }: PredictedSeries): boolean {
  return writers.length - silent.size === 1;
}
