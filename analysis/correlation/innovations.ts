import { medianInPlace } from '../maths/quantile.ts';

/** The maximum order of the autoregression, and the steps that each order needs. */
const [maxOrder, stepsPerOrder] = [12, 12];
/** Changes and what is left of them are bounded to this many robust standard deviations. */
const [maxChange, maxInnovation] = [8, 4];
/** The standard deviation of a normal distribution, in median absolute deviations and in mean ones. */
export const deviationsPerMad = 1.4826;
const deviationsPerMean = 1.2533;
/** Changes of this share of the level are rounding errors. */
const roundingShare = 1e-9;
/** Less than this share of the variance is left where everything is foretold. */
const foretoldShare = 1e-10;

/**
 * The part of a series' changes that its own past does not tell: its differences, robustly scaled and bounded, less
 * the forecasts of an autoregression of them. Trends and seasons are foretold, so that two series do not look alike
 * because both have them.
 *
 * Source of the autoregression: Burg (1975), Maximum entropy spectral analysis. Source of the procedure: Box, Jenkins
 * and Reinsel, Time series analysis, on prewhitening.
 *
 * @param values on a grid
 * @returns as many numbers, of mean 0 and sum of squares 1; undefined for a series that does not change, or not in a
 *   way that its past does not tell
 */
export function innovations(values: Float64Array): Float64Array | undefined {
  const changes = differences(values);
  if (!bound(changes, maxChange)) return undefined;
  const left = predictionErrors(changes, Math.min(maxOrder, Math.floor(values.length / stepsPerOrder)));
  if (squaresOf(left) < foretoldShare * squaresOf(changes) || !bound(left, maxInnovation)) return undefined;
  return standardised(left) ? left : undefined;
}

/** The change of each step from the one before it; 0 of the first. */
function differences(values: Float64Array): Float64Array {
  const changes = new Float64Array(values.length);
  let [lowest, highest] = [values[0]!, values[0]!];
  for (let i = 1; i < values.length; i++) {
    changes[i] = values[i]! - values[i - 1]!;
    lowest = Math.min(lowest, values[i]!);
    highest = Math.max(highest, values[i]!);
  }
  const rounding = roundingShare * Math.max(Math.abs(lowest), Math.abs(highest));
  for (let i = 1; i < changes.length; i++) if (Math.abs(changes[i]!) <= rounding) changes[i] = 0;
  return changes;
}

let scratch = new Float64Array(0);

/**
 * Centres numbers at their median and bounds them to `max` robust standard deviations. Of numbers that are mostly
 * equal, the mean absolute deviation counts: one peak must not make all of the series.
 *
 * @returns false when all are equal
 */
function bound(numbers: Float64Array, max: number): boolean {
  const { length } = numbers;
  if (scratch.length < length) scratch = new Float64Array(length);
  scratch.set(numbers);
  const middle = medianInPlace(scratch, length);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const off = numbers[i]! - middle;
    numbers[i] = off;
    scratch[i] = Math.abs(off);
    sum += scratch[i]!;
  }
  if (!(sum > 0)) return false;
  const robust = deviationsPerMad * medianInPlace(scratch, length);
  const most = max * (robust > 0 ? robust : (deviationsPerMean * sum) / length);
  for (let i = 0; i < length; i++) numbers[i] = Math.max(-most, Math.min(most, numbers[i]!));
  return true;
}

/** The errors of an autoregression of the numbers; 0 of the first ones, which have too short a past. */
function predictionErrors(numbers: Float64Array, order: number): Float64Array {
  const { length } = numbers;
  const forward = Float64Array.from(numbers);
  const backward = Float64Array.from(numbers);
  for (let k = 1; k <= order; k++) {
    let product = 0;
    let squares = 0;
    for (let t = k; t < length; t++) {
      const f = forward[t]!;
      const b = backward[t - 1]!;
      product += f * b;
      squares += f * f + b * b;
    }
    if (!(squares > 0)) break;
    const reflection = (2 * product) / squares;
    for (let t = length - 1; t >= k; t--) {
      const f = forward[t]!;
      const b = backward[t - 1]!;
      forward[t] = f - reflection * b;
      backward[t] = b - reflection * f;
    }
  }
  forward.fill(0, 0, order);
  return forward;
}

function squaresOf(numbers: Float64Array): number {
  let squares = 0;
  for (const number of numbers) squares += number * number;
  return squares;
}

/** Gives numbers the mean 0 and the sum of squares 1; false when all are equal. */
function standardised(numbers: Float64Array): boolean {
  let sum = 0;
  for (const number of numbers) sum += number;
  const mean = sum / numbers.length;
  let squares = 0;
  for (const number of numbers) squares += (number - mean) ** 2;
  if (!(squares > 0)) return false;
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < numbers.length; i++) numbers[i] = (numbers[i]! - mean) * scale;
  return true;
}
