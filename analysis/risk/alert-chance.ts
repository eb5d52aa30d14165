import type { ClimbEvidence } from '../climb/evidence.ts';
import { crossingProbability, type RiskState } from './calibration.ts';

/** A series is young, and little known, for this many horizons. */
export const youngHorizons = 5;
/** An alert in a young series asks for a climb of this height, in usual changes of the series. */
export const leastRiseInChanges = 10;
/** An alert begins where a crossing within the horizon is as likely as not. */
export const leastChance = 0.5;

/**
 * The probability of a crossing as an alert asks for it: no less in a series that has been watched for long than in a
 * young one, for a leak after a quiet year has to be announced as early as any other.
 *
 * @returns 0 to 1
 */
export function alertChance(state: RiskState): number {
  const watchedHorizons = Math.min(youngHorizons, state.watchedHorizons);
  return crossingProbability({ ...state, watchedHorizons });
}

/** True where a crossing is likely, and a series that is hardly known has risen by more than it moves. */
export function isLikely(state: RiskState, { riseInChanges, isStairs }: Readonly<ClimbEvidence>): boolean {
  if (state.watchedHorizons < youngHorizons && riseInChanges < leastRiseInChanges) return false;
  return isStairs || alertChance(state) >= leastChance;
}
