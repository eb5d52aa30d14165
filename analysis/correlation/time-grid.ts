import { medianInPlace } from '../maths/quantile.ts';

/** Equal steps of time. The time of a step is its middle. */
export interface TimeGrid {
  /** Epoch seconds of the beginning of the first step. */
  readonly from: number;
  readonly stepSeconds: number;
  /** The number of steps. */
  readonly length: number;
}

/** The samples of one series, oldest first; values may be NaN. */
export interface TimedValues {
  /** Epoch seconds. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export const maxGridLength = 512;
/** Fewer steps tell nothing. */
export const minGridLength = 32;
/** The minimum share of the grid that samples have to cover. */
const minCovered = 0.75;
const minSamples = 12;
/** A gap of more than these steps, and of more than these intervals of the series, is not covered. */
const [maxGapSteps, maxGapIntervals] = [3, 3];

/**
 * The finest grid of a range in which a series of this interval has a sample in each step, up to
 * {@link maxGridLength} steps.
 *
 * @param from epoch seconds
 * @param to epoch seconds, after `from`
 * @param intervalSeconds above 0
 * @returns undefined where the range has fewer than {@link minGridLength} samples
 */
export function gridOf(from: number, to: number, intervalSeconds: number): TimeGrid | undefined {
  const length = Math.min(maxGridLength, Math.round((to - from) / intervalSeconds));
  return length >= minGridLength ? { from, stepSeconds: (to - from) / length, length } : undefined;
}

/**
 * Puts a series on a grid: the samples in a step make one point, at the mean of their times and values, and the value
 * at the middle of each step is on the straight line between two points. Means alone would give all trends the same
 * jitter, that of the times.
 *
 * @returns undefined where the samples cover less than three quarters of the grid
 */
export function onGrid({ times, values }: TimedValues, grid: TimeGrid): Float64Array | undefined {
  const { from, stepSeconds, length } = grid;
  const sums = new Float64Array(length);
  const places = new Float64Array(length);
  const counts = new Uint16Array(length);
  let taken = 0;
  let covered = 0;
  let last = Number.NaN;
  const interval = meanInterval(times);
  const maxGap = Math.max(maxGapSteps * stepSeconds, maxGapIntervals * interval);
  for (let i = 0; i < times.length; i++) {
    const steps = (times[i]! - from) / stepSeconds;
    const step = Math.floor(steps);
    const value = values[i]!;
    if (!(step >= 0 && step < length) || !Number.isFinite(value)) continue;
    sums[step]! += value;
    places[step]! += steps - step;
    counts[step]!++;
    taken++;
    if ((steps - last) * stepSeconds <= maxGap) covered += steps - last;
    last = steps;
  }
  if (taken < minSamples || covered < minCovered * (length - interval / stepSeconds)) return undefined;
  return drawn(sums, places, counts, maxGap / stepSeconds);
}

/** Seconds between samples; 0 with fewer than two. */
export function meanInterval(times: ArrayLike<number>): number {
  return times.length < 2 ? 0 : (times[times.length - 1]! - times[0]!) / (times.length - 1);
}

/** The lines by whose median slope a series goes on beyond its first and last point. */
const edgeLines = 9;

/**
 * The values in the middle of the steps, on lines from point to point. Beyond the first and the last point it goes on
 * as it usually does near there: an end that is flat would be a turn of a series that climbs evenly.
 *
 * @param counts at least two are above 0
 * @param maxSteps beyond the first and the last point; farther away nothing changes
 */
function drawn(
  sums: Float64Array,
  places: Float64Array,
  counts: Uint16Array,
  maxSteps: number,
): Float64Array {
  const { length } = sums;
  let points = 0;
  for (let step = 0; step < length; step++) {
    const count = counts[step]!;
    if (count === 0) continue;
    sums[points] = sums[step]! / count;
    places[points] = step + places[step]! / count;
    points++;
  }
  const slopeAt = (after: number): number =>
    (sums[after]! - sums[after - 1]!) / (places[after]! - places[after - 1]!);
  const values = new Float64Array(length);
  let after = 1;
  for (let step = 0; step < length; step++) {
    const middle = step + 0.5;
    while (after < points - 1 && places[after]! < middle) after++;
    values[step] = sums[after]! + slopeAt(after) * (middle - places[after]!);
  }
  const lines = Math.min(edgeLines, points - 1);
  const slopeFrom = (first: number): number =>
    medianInPlace(
      Float64Array.from({ length: lines }, (_, i) => slopeAt(first + i)),
      lines,
    );
  const [first, last] = [places[0]!, places[points - 1]!];
  const [early, late] = [slopeFrom(1), slopeFrom(points - lines)];
  for (let step = 0; step + 0.5 < first; step++)
    values[step] = sums[0]! - early * Math.min(maxSteps, first - step - 0.5);
  for (let step = Math.ceil(last - 0.5); step < length; step++)
    values[step] = sums[points - 1]! + late * Math.min(maxSteps, step + 0.5 - last);
  return values;
}

/** The median gap between samples of the range; Infinity with fewer than two. */
function usualInterval(times: ArrayLike<number>, from: number, to: number): number {
  const gaps: number[] = [];
  for (let i = 1; i < times.length; i++)
    if (times[i - 1]! >= from && times[i]! <= to) gaps.push(times[i]! - times[i - 1]!);
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? Number.POSITIVE_INFINITY;
}

/** The {@link gridOf grid} of a series. */
export function gridFor({ times }: TimedValues, from: number, to: number): TimeGrid | undefined {
  return gridOf(from, to, usualInterval(times, from, to));
}

/** The means of `factor` steps each. */
export function coarser(values: Float64Array, factor: number): Float64Array {
  const means = new Float64Array(Math.floor(values.length / factor));
  for (let i = 0; i < means.length; i++) {
    let sum = 0;
    for (let k = 0; k < factor; k++) sum += values[factor * i + k]!;
    means[i] = sum / factor;
  }
  return means;
}
