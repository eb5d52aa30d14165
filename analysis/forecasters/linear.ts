import { SimpleLinearRegression } from 'ml-regression';
import { defaultLevel, forecastOf, tooFewSamples, type Forecaster } from '../forecast.ts';
import { lineHalfWidth } from './line-interval.ts';

/** Two for the line and one to see how far the samples are from it. */
const minimumSamples = 3;

/**
 * Ordinary least squares: the straight line through the window, continued.
 *
 * Equation: mean = a + b h; half width = t s sqrt(1 + 1/n + (h - x̄)^2 / Sxx) with t of Student's distribution for
 * n - 2 degrees of freedom and s^2 = sum of squared residuals / (n - 2).
 * The interval assumes independent residuals; where they are not, it is too narrow.
 * Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 7.6.
 */
export const linear = {
  name: 'linear',
  minimumSamples,
  recovers: ['constant', 'line'],
  forecast(window, horizonSeconds, level = defaultLevel) {
    const { offsets, values, length } = window;
    if (length < minimumSamples) return tooFewSamples(length, minimumSamples);
    let mean = 0;
    for (let i = 0; i < length; i++) mean += offsets[i]! / length;
    let spread = 0;
    for (let i = 0; i < length; i++) spread += (offsets[i]! - mean) ** 2;
    if (!(spread > 0)) return { kind: 'abstention', reason: 'no-time-span', spanSeconds: -offsets[0]! };

    const line = new SimpleLinearRegression(offsets, values);
    let squares = 0;
    for (let i = 0; i < length; i++) squares += (values[i]! - line.predict(offsets[i]!)) ** 2;
    const standardError = Math.sqrt(squares / (length - 2));
    const leverage = (horizonSeconds - mean) ** 2 / spread;
    const halfWidth = lineHalfWidth(standardError, length, leverage, level);
    return forecastOf(line.predict(horizonSeconds), halfWidth, level, standardError, length);
  },
} satisfies Forecaster;
