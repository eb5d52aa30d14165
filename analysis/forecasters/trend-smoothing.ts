import { studentTwoSidedQuantile } from '../maths/distributions.ts';
import { defaultLevel, forecastOf, tooFewSamples, type Forecaster } from '../forecast.ts';
import type { Window } from '../window.ts';
import { fitOnce } from './fit-memory.ts';
import { trendVariance } from './smoothing-variance.ts';
import { alphas, betas, dampedSteps, smoothingWeights, type SmoothingWeights } from './smoothing-weights.ts';

/** Three that start and choose, and one to see how far the forecasts are off. */
export const trendSmoothingMinimum = 4;
/** Samples whose least-squares line is the state that smoothing starts from. */
const startSamples = 10;

/**
 * The recursion that Holt's method and its damped form share, for samples at any times.
 *
 * A step is the window's mean gap. With r the gap before a sample in steps, S(r) = phi (1 - phi^r) / (1 - phi), or r
 * when phi is 1, and e = y - (L + S(r) T) the error of the forecast of that sample: L' = L + S(r) T + a_r e; T' =
 * phi^r T + b_r a_r e / r, where a_r = 1 - (1 - alpha)^r and b_r = 1 - (1 - beta)^r. With even sampling that is
 * Holt's method in its error-correction form. For uneven sampling it keeps Wright's idea that weights decay with time
 * and not with the count of samples, without his normalising factor for the first ones.
 *
 * alpha, beta and phi are those, out of a small grid, with the least sum of squared errors within the window; the state
 * starts from the line through the first ten samples. O(grid * window), nothing allocated.
 * Sources: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 8.2 and 8.7; Wright (1986),
 * Forecasting data published at irregular time intervals using an extension of Holt's method, Management Science 32.
 */
export interface TrendState {
  level: number;
  /** Units of the value per step. */
  trend: number;
  alpha: number;
  beta: number;
  phi: number;
  stepSeconds: number;
  /** The standard error of the forecasts one step ahead. */
  standardError: number;
}

/**
 * A forecast function by that recursion.
 *
 * @param phis damping factors per step to choose from, above 0, at most 1
 */
export function trendSmoothing(phis: readonly number[]): Forecaster['forecast'] {
  const fit = fitOnce(trendFitter(phis));
  return (window, horizonSeconds, level = defaultLevel) => {
    const { length } = window;
    if (length < trendSmoothingMinimum) return tooFewSamples(length, trendSmoothingMinimum);
    const state = fit(window);
    const { alpha, beta, phi, standardError } = state;
    const steps = horizonSeconds / state.stepSeconds;
    const error = standardError * Math.sqrt(trendVariance(steps, alpha, alpha * beta, phi));
    const halfWidth = studentTwoSidedQuantile(level, length - 3) * error;
    const mean = state.level + state.trend * dampedSteps(steps, phi);
    return forecastOf(mean, halfWidth, level, standardError, length);
  };
}

/** A fit with a state of its own, overwritten by each call; its error is infinite when no sum of squares was finite. */
function trendFitter(phis: readonly number[]): (window: Window) => Readonly<TrendState> {
  const state = { level: 0, trend: 0, alpha: 0, beta: 0, phi: 1, stepSeconds: 0, standardError: 0 };
  return (window) => {
    state.stepSeconds = -window.offsets[0]! / (window.length - 1);
    fitStart(window, state.stepSeconds);
    const weights = smoothingWeights(window, state.stepSeconds, phis);
    let least = Number.POSITIVE_INFINITY;
    for (let p = 0; p < phis.length; p++) {
      for (let a = 0; a < alphas.length; a++) {
        for (let b = 0; b < betas.length; b++) {
          const squares = smooth(window, weights, a, b, p, least);
          if (!(squares < least)) continue;
          least = squares;
          state.level = end.level;
          state.trend = end.trend;
          state.alpha = alphas[a]!;
          state.beta = betas[b]!;
          state.phi = phis[p]!;
        }
      }
    }
    state.standardError = Math.sqrt(least / (window.length - 3));
    return state;
  };
}

/** The line through the first samples: its value at the first one, and its slope per step. */
const start = { level: 0, trend: 0 };

function fitStart({ offsets, values, length }: Window, stepSeconds: number): void {
  const count = Math.min(length, startSamples);
  let meanStep = 0;
  let meanValue = 0;
  for (let i = 0; i < count; i++) {
    meanStep += (offsets[i]! - offsets[0]!) / stepSeconds / count;
    meanValue += values[i]! / count;
  }
  let squares = 0;
  let products = 0;
  for (let i = 0; i < count; i++) {
    const step = (offsets[i]! - offsets[0]!) / stepSeconds - meanStep;
    squares += step * step;
    products += step * (values[i]! - meanValue);
  }
  start.trend = squares > 0 ? products / squares : 0;
  start.level = meanValue - start.trend * meanStep;
}

/** The state at the end of the last run. */
const end = { level: 0, trend: 0 };

/**
 * Runs over the window with one set of parameters, given as places in the grid, and leaves `end`.
 *
 * @returns the sum of squared errors, or infinity as soon as it is not below `least`
 */
function smooth(
  { values, length }: Window,
  weights: Readonly<SmoothingWeights>,
  a: number,
  b: number,
  p: number,
  least: number,
): number {
  let { level, trend } = start;
  let squares = 0;
  for (let i = 1; i < length; i++) {
    level += weights.ahead[p * length + i]! * trend;
    const error = values[i]! - level;
    squares += error * error;
    if (!(squares < least)) return Number.POSITIVE_INFINITY;
    const correction = weights.level[a * length + i]! * error;
    level += correction;
    trend = weights.damping[p * length + i]! * trend + weights.trend[b * length + i]! * correction;
  }
  end.level = level;
  end.trend = trend;
  return squares;
}
