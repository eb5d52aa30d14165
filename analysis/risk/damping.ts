import type { ClimbEvidence } from '../climb/evidence.ts';
import { maxDampingHorizons } from '../climb/trend-records.ts';

/**
 * A climb this old, in horizons, is no bulk allocation: the mean may then be as short as its noise and its hurry
 * allow.
 */
const settledAge = 0.33;
const hurriedShare = 0.08;
const noiseSteps = 4;
const minDampingHorizons = 0.01;

/** The time constant of the evidence's running mean, in seconds. @param horizonSeconds above 0 */
export function dampingSeconds(
  { secondsToLimit, noiseSeconds, ageSeconds }: Readonly<ClimbEvidence>,
  horizonSeconds: number,
): number {
  const longest = maxDampingHorizons * horizonSeconds;
  if (secondsToLimit === Number.POSITIVE_INFINITY || ageSeconds < settledAge * horizonSeconds) return longest;
  const shortest = minDampingHorizons * horizonSeconds;
  return Math.min(longest, Math.max(shortest, hurriedShare * secondsToLimit, noiseSteps * noiseSeconds));
}
