import type { BinnedPast } from './binned-past.ts';
import { medianInPlace } from '../maths/median.ts';

/** In horizons, the shortest first. */
export const lookBacks = [1 / 8, 1 / 4, 1 / 2, 1, 2] as const;
export const longestLookBack = 2;

const sorted = new Float64Array(lookBacks.length);

/** A slope over so many seconds, in units of the value per second; undefined while there are too few points. */
type SlopeOf = (past: BinnedPast, seconds: number) => number | undefined;

/** Fills `slopes`, as long as `lookBacks`, with the slope over each; 0 where none is known. */
export function fillSlopes(
  slopes: Float64Array,
  past: BinnedPast,
  horizonSeconds: number,
  slopeOf: SlopeOf,
): void {
  const { spanSeconds } = past;
  for (let i = 0; i < lookBacks.length; i++) {
    const seconds = lookBacks[i]! * horizonSeconds;
    // What reaches beyond the past sees no trend: else all look-backs would see the same few samples.
    slopes[i] = spanSeconds < seconds ? 0 : (slopeOf(past, seconds) ?? 0);
  }
}

/** The slope that most look-backs agree on, or what the two shortest both see, if that is steeper. */
export function agreedSlope(slopes: Float64Array): number {
  sorted.set(slopes);
  return Math.max(medianInPlace(sorted, sorted.length), Math.min(slopes[0]!, slopes[1]!));
}
