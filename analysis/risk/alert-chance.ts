import type { ClimbEvidence } from '../climb/evidence.ts';
import { crossingProbability, type RiskState } from './calibration.ts';
import { leastProbability } from './damped-evidence.ts';

/** A series is young, and little known, for this many horizons. */
export const youngHorizons = 5;
/** An alert in a young series asks for a climb of this height, in usual changes of the series. */
export const leastRiseInChanges = 10;
/** An alert begins where a crossing within the horizon is as likely as not; after one that came to nothing, at this. */
const [evenChance, chanceAfterFalse] = [0.5, 0.75];
/** A crossing is nearly certain from this chance on. Then earlier climbs that came to nothing leave this enough. */
const [sureChance, leastOfSure] = [0.85, 0.4];

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

/**
 * The evidence that an alert asks for, 0 to 1. It is less where earlier climbs came to nothing, and the forecast's own
 * errors say that this one hardly can.
 */
export function leastEvidence(state: RiskState, { gotThisFar, reached }: Readonly<ClimbEvidence>): number {
  return gotThisFar > reached && alertChance(state) >= sureChance ? leastOfSure : leastProbability;
}

/** The {@link alertChance} that an alert asks for. @param falseAlerts see `AlertRecord.earlier` */
export function leastChance(falseAlerts: number): number {
  return falseAlerts > 0 ? chanceAfterFalse : evenChance;
}

/** True where a crossing is likely, and a series that is hardly known has risen by more than it moves. */
export function isLikely(
  state: RiskState,
  { riseInChanges, isStairs }: Readonly<ClimbEvidence>,
  falseAlerts: number,
): boolean {
  if (state.watchedHorizons < youngHorizons && riseInChanges < leastRiseInChanges) return false;
  return isStairs || alertChance(state) >= leastChance(falseAlerts);
}
