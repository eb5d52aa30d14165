import { findCrossings } from '../../analysis/scoring/crossings.ts';
import type { LabelledSeries } from '../../analysis/scoring/labelled-series.ts';
import type { Labeller } from './described-series.ts';

/** Between one and this many horizons before the limit, an alert would be early, and none would be right as well. */
const undecidedHorizons = 2;
/** What has been at the limit is neither well again nor about to cross it anew for this part of a horizon. */
const recoveringHorizons = 1 / 2;

/**
 * Labels that follow from the limit: abnormal at or above it and for one horizon before it is crossed, normal where it
 * is not reached for two horizons. What lies between, a sudden crossing, what has just come back from the limit, and the
 * end of the series, after which it may have been crossed, are not learned from.
 */
export function labelsFromLimit(series: LabelledSeries): Labeller {
  const { limit, horizonSeconds, samples, endsMidway } = series;
  const crossings = findCrossings(series);
  const known = samples.at(-1)!.time - (endsMidway ? undecidedHorizons : 1) * horizonSeconds;
  const atLimit = samples.filter(({ value }) => value >= limit).map(({ time }) => time);
  return (time, value) => {
    if (value >= limit) return 1;
    const next = firstAfter(atLimit, time);
    const since = time - (atLimit[next - 1] ?? Number.NEGATIVE_INFINITY);
    if (since < recoveringHorizons * horizonSeconds) return 0;
    const crossing = crossings.find((each) => each.time > time);
    if (crossing && crossing.time - time <= horizonSeconds) return crossing.predictable ? 1 : 0;
    const ahead = (atLimit[next] ?? Number.POSITIVE_INFINITY) - time;
    return ahead <= undecidedHorizons * horizonSeconds || (!crossing && time > known) ? 0 : -1;
  };
}

/** Index of the first of these increasing times that is later. */
function firstAfter(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
