import type { Forecaster } from '../forecast.ts';
import { trendSmoothing, trendSmoothingMinimum } from './trend-smoothing.ts';

/**
 * Holt's linear method: level and trend, each an exponentially weighted mean of what the samples showed of it.
 *
 * Equation: mean = L + h T; half width = t s sqrt(1 + (h - 1)(alpha^2 + alpha b h + b^2 h (2h - 1) / 6)), h in mean
 * gaps of the window and at least 1 for the width, b = alpha beta, s the error one gap ahead, t of Student's
 * distribution for n - 3 degrees of freedom. How L, T, alpha and beta come about: `trend-smoothing.ts`, also for the
 * sources. The interval assumes independent errors and says nothing of the uncertainty of alpha and beta.
 */
export const holt = {
  name: 'holt',
  minimumSamples: trendSmoothingMinimum,
  recovers: ['constant', 'line'],
  forecast: trendSmoothing([1]),
} satisfies Forecaster;
