/** Crossings further away than this many horizons are "not in sight". */
export const sightHorizons = 60;

/** The points of a path, in horizons: fine near now, where it matters. */
const grid = [1 / 8, 1 / 4, 1 / 2, 3 / 4, 1, 2, 4, 8, 16, 32, sightHorizons];
/** The precision of a crossing, in horizons. */
const precision = 1e-4;

/** When the limit will be reached, in seconds from the newest sample. */
export interface Exhaustion {
  /** The first crossing of the forecast's path; undefined when only the interval reaches the limit. */
  readonly seconds: number | undefined;
  /** The first crossing of the interval's near end. */
  readonly earliest: number;
  /** The first crossing of the interval's far end; undefined when it is not in sight. */
  readonly latest: number | undefined;
}

/**
 * Time to exhaustion as the first crossing of the forecast's path, with an interval of its own: the first crossings of
 * the path's two ends. Each path is looked at on a grid, and the first crossing found there is narrowed by bisection.
 *
 * The interval of one horizon is carried to other distances h by sqrt(h / H) up to one horizon, as errors of a random
 * walk grow, and by h / H beyond it, as errors of a slope do.
 *
 * @param gap the newest value minus the limit; above 0 is beyond it
 * @param gapAt the same for the forecast's mean that many seconds ahead; undefined when the forecaster abstains
 * @param below the interval's far end relative to the mean one horizon ahead, at most 0
 * @param above its near end, at least 0
 * @returns undefined when nothing reaches the limit within 60 horizons, or the forecaster abstains
 */
export function exhaustionOf(
  gap: number,
  gapAt: (aheadSeconds: number) => number | undefined,
  below: number,
  above: number,
  horizonSeconds: number,
): Exhaustion | undefined {
  if (gap >= 0) return { seconds: 0, earliest: 0, latest: 0 };
  const firstCrossing = (offset: number): number | undefined => crossing(gapAt, offset, horizonSeconds);
  const earliest = firstCrossing(above);
  if (earliest === undefined) return undefined;
  const seconds = firstCrossing(0);
  return { seconds, earliest, latest: seconds === undefined ? undefined : firstCrossing(below) };
}

function crossing(
  gapAt: (aheadSeconds: number) => number | undefined,
  offset: number,
  horizonSeconds: number,
): number | undefined {
  const reaches = (horizons: number): boolean | undefined => {
    const gap = gapAt(horizons * horizonSeconds);
    return gap === undefined ? undefined : gap + offset * Math.max(horizons, Math.sqrt(horizons)) >= 0;
  };
  let low = 0;
  for (const step of grid) {
    let high = step;
    const reached = reaches(high);
    if (reached === undefined) return undefined;
    if (!reached) {
      low = high;
      continue;
    }
    while (high - low > precision) {
      const middle = (low + high) / 2;
      if (reaches(middle)) high = middle;
      else low = middle;
    }
    return high * horizonSeconds;
  }
  return undefined;
}
