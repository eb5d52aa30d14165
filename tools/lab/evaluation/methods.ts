import { dampedTrend } from './baselines/damped-trend.ts';
import { newHigh } from './baselines/new-high.ts';
import {
  leastSquares20,
  leastSquaresLower,
  predictLinear,
  theilSenOneHorizon,
} from './baselines/windowed-forecasts.ts';
import { defaultMethod } from './default-method.ts';
import type { Method } from './method.ts';

/** The simple methods that ours has to beat. */
export const baselines: readonly Method[] = [
  leastSquares20,
  predictLinear,
  theilSenOneHorizon,
  leastSquaresLower,
  dampedTrend,
  newHigh,
];

/**
 * The methods that are compared, ours last.
 *
 * @param forecaster what ours forecasts with (default: what is configured by default)
 * @param detectors ours with a detector (default: none)
 */
export function comparedMethods(forecaster?: string, detectors: readonly Method[] = []): readonly Method[] {
  return [...baselines, ...detectors, defaultMethod(forecaster)];
}
