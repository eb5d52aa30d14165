import type { ClimbEvidence } from './evidence.ts';

/** The reason for a risk: the climb of the series, and its earlier climbs that came as far. */
export interface ClimbReport {
  /** Mean pace of the climb, in units of the series per second: below 0 where the series falls to a lower limit. */
  readonly ratePerSecond: number;
  /** Seconds for which it has lasted. */
  readonly overSeconds: number;
  /** Earlier climbs at a similar pace that came this far, and how many of them came as far as the limit. */
  readonly earlierClimbs: number;
  readonly reachedLimit: number;
}

/**
 * Describes the present climb; undefined without one.
 *
 * @param sign -1 where the climb is that of the negative series
 */
export function climbReport(
  { secondsToLimit, meanPace, ageSeconds, gotThisFar, reached }: ClimbEvidence,
  sign: 1 | -1,
): ClimbReport | undefined {
  if (secondsToLimit === Number.POSITIVE_INFINITY || ageSeconds <= 0 || !Number.isFinite(meanPace))
    return undefined;
  return {
    ratePerSecond: sign * meanPace,
    overSeconds: ageSeconds,
    earlierClimbs: gotThisFar,
    reachedLimit: reached,
  };
}
