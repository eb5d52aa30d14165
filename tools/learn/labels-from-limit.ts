import { findCrossings } from '../evaluation/crossings.ts';
import type { LabelledSeries } from '../evaluation/labelled-series.ts';
import type { Labeller } from './described-series.ts';

/** Between one and this many horizons before a crossing, an alert would be early, and none would be right as well. */
const undecidedHorizons = 2;

/**
 * Labels that follow from the limit: abnormal at or above it and for one horizon before it is crossed, normal where it
 * is not crossed for two horizons. What lies between, a sudden crossing and the end of the series, after which it may
 * have been crossed, are not learned from.
 */
export function labelsFromLimit(series: LabelledSeries): Labeller {
  const { limit, horizonSeconds, samples, endsMidway } = series;
  const crossings = findCrossings(series);
  const known = samples.at(-1)!.time - (endsMidway ? undecidedHorizons : 1) * horizonSeconds;
  return (time, value) => {
    if (value >= limit) return 1;
    const next = crossings.find((crossing) => crossing.time > time);
    const ahead = next ? next.time - time : Number.POSITIVE_INFINITY;
    if (next && ahead <= horizonSeconds) return next.predictable ? 1 : 0;
    return ahead <= undecidedHorizons * horizonSeconds || (!next && time > known) ? 0 : -1;
  };
}
