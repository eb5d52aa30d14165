import { linear } from '../analysis/forecasters/linear.ts';
import { SeriesPredictor, type Prediction } from '../analysis/series-predictor.ts';

export const limit = 1000;
export const horizonSeconds = 60;

/** A prediction with the seconds since the series began. */
export interface Moment extends Prediction {
  readonly second: number;
}

/** What is predicted, sample for sample, for a series with this value at each second, by the shipped defaults. */
export function predictSeries(
  valueAt: (second: number) => number,
  seconds: number,
  intervalSeconds = 0.5,
): Moment[] {
  const predictor = new SeriesPredictor({ forecaster: linear, horizonSeconds, samples: 20, level: 0.8 });
  return Array.from({ length: Math.floor(seconds / intervalSeconds) + 1 }, (_, index) => {
    const second = index * intervalSeconds;
    return { ...predictor.append(1.8e9 + second, valueAt(second), limit)!, second };
  });
}

/** The seconds of the samples after which an alert was on. */
export function raisedSeconds(moments: readonly Moment[]): number[] {
  return moments.filter(({ risk }) => risk?.raised).map(({ second }) => second);
}
