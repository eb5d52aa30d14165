import { medianSlope } from '../maths/median-slope.ts';

/** Of the rise, values are off their line by this share at most, four in five of them. */
const maxSpread = 1 / 4;
/** The newer half of the values has this share of the slope at least: a trend that slows down leads nowhere. */
const leastLateShare = 0.8;

const rests = new Float64Array(64);

/** The line through values that rise evenly. */
export interface StraightLine {
  /** The median of the slopes between all pairs, in units of the value per second; above 0. */
  readonly slope: number;
  /** The same of the newer half. */
  readonly lateSlope: number;
  /** The width of the band around the line that holds four values in five. */
  readonly spread: number;
}

/**
 * The line on which values lie; undefined where they do not rise, rise more slowly of late, or lie too far off.
 *
 * @param times ascending, in seconds
 * @param count of the values, at most 64
 * @param seconds over which they rise
 */
export function straightLine(
  times: Float64Array,
  values: Float64Array,
  count: number,
  seconds: number,
): StraightLine | undefined {
  const slope = medianSlope(times, values, count);
  if (!(slope > 0)) return undefined;
  const from = count >> 1;
  const lateSlope = medianSlope(times.subarray(from), values.subarray(from), count - from);
  if (lateSlope < leastLateShare * slope) return undefined;
  const sorted = restsOf(times, values, count, slope);
  const spread = sorted[Math.ceil(0.9 * count) - 1]! - sorted[Math.floor(0.1 * count)]!;
  return spread <= maxSpread * slope * seconds ? { slope, lateSlope, spread } : undefined;
}

/** The values without their slope, in ascending order; they hold until the next call. */
export function restsOf(
  times: Float64Array,
  values: Float64Array,
  count: number,
  slope: number,
): Float64Array {
  for (let i = 0; i < count; i++) rests[i] = values[i]! - slope * times[i]!;
  return rests.subarray(0, count).sort();
}
