import { normalQuantile } from '../maths/distributions.ts';
import { defaultLevel, forecastOf, tooFewSamples, type Forecaster } from '../forecast.ts';

const minimumSamples = 2;

/**
 * No change: the newest value, with the interval of a random walk.
 *
 * Equation: mean = y_n; half width = z sigma sqrt(h), where sigma^2 is the mean of (y_i - y_{i-1})^2 / (t_i - t_{i-1}).
 * The baseline that every other method has to beat.
 * Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2 and 5.5.
 */
export const naive = {
  name: 'naive',
  minimumSamples,
  recovers: ['constant'],
  forecast(window, horizonSeconds, level = defaultLevel) {
    const { offsets, values, length } = window;
    if (length < minimumSamples) return tooFewSamples(length, minimumSamples);
    let squares = 0;
    let variancePerSecond = 0;
    for (let i = 1; i < length; i++) {
      const change = values[i]! - values[i - 1]!;
      squares += change * change;
      variancePerSecond += (change * change) / (offsets[i]! - offsets[i - 1]!);
    }
    const sigma = Math.sqrt(variancePerSecond / (length - 1));
    const halfWidth = normalQuantile((1 + level) / 2) * sigma * Math.sqrt(horizonSeconds);
    return forecastOf(window.newest, halfWidth, level, Math.sqrt(squares / (length - 1)), length);
  },
} satisfies Forecaster;
