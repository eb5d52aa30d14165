import { averageBlocks, type BinnedPast } from './binned-past.ts';
import { medianSlope } from '../maths/median-slope.ts';
import { medianInPlace } from '../maths/quantile.ts';

/** The means over stretches of the points of a past. */
export type PointsOfPast = Pick<BinnedPast, 'length' | 'meanTime' | 'meanValue'>;

/** Pieces that a look-back is averaged into before slopes are taken. */
const maxBlocks = 12;
/** Fewer points than this say nothing about a trend: of four, one outlier would make half of the slopes. */
export const leastPoints = 5;

const blockTimes = new Float64Array(maxBlocks);
const blockValues = new Float64Array(maxBlocks);

/**
 * The slope that most of the look-back agrees on, in units of the value per second: the median of the slopes between
 * all pairs of at most 12 block means.
 *
 * Growth that fills less than about 29 % of the look-back does not move it: a bulk allocation is a step, and a step is
 * no trend.
 *
 * @param seconds how much of the past is asked; never less than the 5 newest points
 * @returns undefined while there are fewer than 5 points
 */
export function robustSlope(past: BinnedPast, seconds: number): number | undefined {
  const from = firstOf(past, seconds);
  if (from === undefined) return undefined;
  const blocks = averageBlocks(past, from, maxBlocks, blockTimes, blockValues);
  return medianSlope(blockTimes, blockValues, blocks);
}

/**
 * The slope between the first and the last third of the look-back, in units of the value per second: nearly as good as
 * least squares on a line with noise, and O(1).
 *
 * Source: Bartlett (1949), Fitting a straight line when both variables are subject to error, Biometrics 5.
 *
 * @param seconds how much of the past is asked; never less than the 5 newest points
 * @returns undefined while there are fewer than 5 points
 */
export function thirdsSlope(past: BinnedPast, seconds: number): number | undefined {
  const from = firstOf(past, seconds);
  return from === undefined ? undefined : slopeFrom(past, from);
}

/** The slope between the first and the last third of the points from one on; at least 3. */
export function slopeFrom(past: PointsOfPast, from: number): number {
  const to = past.length;
  const third = Math.floor((to - from) / 3);
  const rise = past.meanValue(to - third, to) - past.meanValue(from, from + third);
  return rise / (past.meanTime(to - third, to) - past.meanTime(from, from + third));
}

function firstOf(past: BinnedPast, seconds: number): number | undefined {
  if (past.length < leastPoints) return undefined;
  return Math.min(past.firstWithin(seconds), past.length - leastPoints);
}

/** In horizons, the shortest first. */
export const lookBacks = [1 / 8, 1 / 4, 1 / 2, 1, 2] as const;
export const maxLookBack = 2;

const sorted = new Float64Array(lookBacks.length);

/** A slope over a number of seconds, in units of the value per second; undefined while there are too few points. */
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

/** A cheap look: true when {@link thirdsSlope} over any look-back is at least as steep as this. */
export function isAnySteep(past: BinnedPast, horizonSeconds: number, steepEnough: number): boolean {
  let known: number | undefined;
  for (const lookBack of lookBacks) {
    const from = firstOf(past, lookBack * horizonSeconds);
    // The short ones often reach as far back, of a slow sampler.
    if (from !== undefined && from === known) continue;
    known = from;
    if ((from === undefined ? 0 : slopeFrom(past, from)) >= steepEnough) return true;
  }
  return false;
}

/** The slope that most look-backs agree on, or what the two shortest both see, if that is steeper. */
export function agreedSlope(slopes: Float64Array): number {
  sorted.set(slopes);
  return Math.max(medianInPlace(sorted, sorted.length), Math.min(slopes[0]!, slopes[1]!));
}
