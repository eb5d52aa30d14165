import type { Forecaster } from '../forecast.ts';
import { trendSmoothing, trendSmoothingMinimum } from './trend-smoothing.ts';

/**
 * Holt's method with a damped trend (Gardner and McKenzie): growth goes on, but less and less.
 *
 * Equation: mean = L + (phi + ... + phi^h) T, h in mean gaps of the window, so that the path levels out phi / (1 -
 * phi) gaps of growth above L; the variance is that of the damped method in `smoothing-variance.ts`. phi is per mean
 * gap, not per horizon: a path must not depend on where it is asked. 0.98 takes 49 gaps of growth in all, 0.8 takes
 * 4, and which of the three fits the window is chosen with alpha and beta.
 * Source: Gardner and McKenzie (1985), Forecasting trends in time series, Management Science 31; the recursion and
 * further sources are in `trend-smoothing.ts`.
 */
export const dampedHolt = {
  name: 'damped-holt',
  minimumSamples: trendSmoothingMinimum,
  recovers: ['constant'],
  forecast: trendSmoothing([0.98, 0.93, 0.8]),
} satisfies Forecaster;
