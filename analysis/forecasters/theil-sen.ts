import { defaultLevel, type Forecaster, forecastOf, tooFewSamples } from '../forecast.ts';
import type { Window } from '../window.ts';
import { fitOnce, grownTo } from './fit-memory.ts';
import { lineHalfWidth } from './line-interval.ts';
import { medianInPlace } from '../maths/quantile.ts';

/** Two for the line and one to see how far the samples are from it. */
const minimumSamples = 3;
/** Points between which slopes are taken: 496 pairs at most. */
const maxPoints = 32;

/**
 * Theil and Sen's line: the median of the slopes between all pairs of points, through the median of what is left.
 *
 * Equation: b = median (y_j - y_i) / (t_j - t_i), a = median (y_i - b t_i), mean = a + b h; half width = t s sqrt(1 +
 * 1/n + (h - t̄)^2 / Stt) with t of Student's distribution for n - 2 degrees of freedom. s is 1.4826 times the median
 * distance of the samples from the line, or, where more than half of them lie on it, 1.2533 times the mean distance;
 * both estimate the standard deviation of normal residuals. Points are the samples themselves, of more than 32
 * samples the medians of 32 pieces of equal time: of means, single outliers would spoil as many as there are.
 *
 * Growth or outliers that fill less than about 29 % of the window do not move the slope: a bulk allocation there is a
 * step and not a trend, and the line goes on at the level that most of the window had.
 * Sources: Sen (1968), Estimates of the regression coefficient based on Kendall's tau, JASA 63; Iglewicz and Hoaglin
 * (1993), How to Detect and Handle Outliers, for s.
 */
export const theilSen = {
  name: 'theil-sen',
  minimumSamples,
  recovers: ['constant', 'line'],
  forecast(window, horizonSeconds, level = defaultLevel) {
    const { length } = window;
    if (length < minimumSamples) return tooFewSamples(length, minimumSamples);
    const { slope, intercept, standardError, meanTime, timeSquares } = fit(window);
    if (!(timeSquares > 0)) {
      return { kind: 'abstention', reason: 'no-time-span', spanSeconds: -window.offsets[0]! };
    }
    const leverage = (horizonSeconds - meanTime) ** 2 / timeSquares;
    const halfWidth = lineHalfWidth(standardError, length, leverage, level);
    return forecastOf(intercept + slope * horizonSeconds, halfWidth, level, standardError, length);
  },
} satisfies Forecaster;

/** Overwritten by each fit. */
const line = { slope: 0, intercept: 0, standardError: 0, meanTime: 0, timeSquares: 0 };
const times = new Float64Array(maxPoints);
const values = new Float64Array(maxPoints);
const slopes = new Float64Array((maxPoints * (maxPoints - 1)) / 2);
let distances = new Float64Array(0);

const fit = fitOnce((window: Window) => {
  const points = fillPoints(window);
  let pairs = 0;
  for (let j = 1; j < points; j++) {
    for (let i = 0; i < j; i++) {
      const seconds = times[j]! - times[i]!;
      // Times this close together have been rounded to the same one.
      if (seconds > 0) slopes[pairs++] = (values[j]! - values[i]!) / seconds;
    }
  }
  line.slope = medianInPlace(slopes, pairs);
  for (let i = 0; i < points; i++) values[i]! -= line.slope * times[i]!;
  line.intercept = medianInPlace(values, points);
  measureSpread(window);
  return line;
});

/** The samples, or the medians of pieces of equal time; answers how many there are. */
function fillPoints({ offsets, values: samples, length }: Window): number {
  if (length <= maxPoints) {
    times.set(offsets);
    values.set(samples);
    return length;
  }
  distances = grownTo(length, distances);
  const start = offsets[0]!;
  let filled = 0;
  let from = 0;
  for (let i = 1; i <= length; i++) {
    if (i < length && pieceOf(offsets[i]!, start) === pieceOf(offsets[from]!, start)) continue;
    const middle = from + ((i - from) >> 1);
    times[filled] = (i - from) % 2 === 1 ? offsets[middle]! : offsets[middle - 1]! / 2 + offsets[middle]! / 2;
    for (let j = from; j < i; j++) distances[j - from] = samples[j]!;
    values[filled++] = medianInPlace(distances, i - from);
    from = i;
  }
  return filled;
}

function pieceOf(offset: number, start: number): number {
  return Math.min(maxPoints - 1, Math.floor((1 - offset / start) * maxPoints));
}

function measureSpread({ offsets, values: samples, length }: Window): void {
  distances = grownTo(length, distances);
  let sum = 0;
  line.meanTime = 0;
  for (let i = 0; i < length; i++) {
    distances[i] = Math.abs(samples[i]! - line.intercept - line.slope * offsets[i]!);
    sum += distances[i]!;
    line.meanTime += offsets[i]! / length;
  }
  line.timeSquares = 0;
  for (let i = 0; i < length; i++) line.timeSquares += (offsets[i]! - line.meanTime) ** 2;
  const typical = medianInPlace(distances, length);
  line.standardError = typical > 0 ? 1.4826 * typical : (1.2533 * sum) / length;
}
