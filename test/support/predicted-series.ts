import { defaultForecasterName, findForecaster } from '../../analysis/forecasters/registry.ts';
import {
  SeriesPredictor,
  type Prediction,
  type SeriesPredictorOptions,
} from '../../analysis/series-predictor.ts';

export const limit = 1000;
export const horizonSeconds = 60;

/** A prediction with the seconds since the series began. */
export interface Moment extends Prediction {
  readonly second: number;
}

/** Where it differs from the shipped defaults, and from a series that begins in 2027 and ends at 1000. */
export interface Variation extends Partial<SeriesPredictorOptions> {
  readonly start?: number;
  readonly limit?: number;
}

/** Predicts a series with this value at each second, sample by sample, with the shipped defaults. */
export function predictSeries(
  valueAt: (second: number) => number,
  seconds: number,
  intervalSeconds = 0.5,
  { start = 1.8e9, limit: bound = limit, ...options }: Variation = {},
): Moment[] {
  const forecaster = findForecaster(defaultForecasterName)!;
  const predictor = new SeriesPredictor({ forecaster, horizonSeconds, level: 0.8, ...options });
  return Array.from({ length: Math.floor(seconds / intervalSeconds) + 1 }, (_, index) => {
    const second = index * intervalSeconds;
    return { ...predictor.append(start + second, valueAt(second), bound)!, second };
  });
}

/** The seconds of the samples after which an alert was on. */
export function raisedSeconds(moments: readonly Moment[]): number[] {
  return moments.filter(({ risk }) => risk.kind === 'risk' && risk.raised).map(({ second }) => second);
}

/** The seconds of the samples after which the limit had been crossed. */
export function exhaustedSeconds(moments: readonly Moment[]): number[] {
  return moments.filter(({ risk }) => risk.kind === 'risk' && risk.exhausted).map(({ second }) => second);
}
