import type { Exhaustion } from '../../analysis/interval/exhaustion.ts';
import type { RiskReasons } from '../../analysis/risk/risk-reasons.ts';
import type { Prediction } from '../../analysis/series-predictor.ts';
import type { SampleOfShare } from '../../plugins/samples/capacity-track.ts';
import type { PredictedValue } from '../../plugins/series/prediction-values.ts';
import { boundedForecast } from '../../plugins/series/value-bounds.ts';
import { replayPredictor, type BacktestOptions, type ReplayPredictor } from '../backtest/replay.ts';

/** The state of the prediction after the newest sample, and the part of each rule in it. */
export interface ExplainedState {
  readonly prediction: Prediction;
  /** The forecast within the bounds of the series; undefined without a forecast. */
  readonly predicted: PredictedValue | undefined;
  readonly reasons: RiskReasons;
  readonly exhaustion: Exhaustion | undefined;
  /** When the present alert began, in epoch seconds; undefined without one. */
  readonly alertSince: number | undefined;
}

/** The limit at the time of a sample, in the unit of the series. */
export function limitAt(
  { capacity }: SampleOfShare,
  { shareOfCapacity, limit }: Pick<BacktestOptions, 'shareOfCapacity' | 'limit'>,
): number {
  return shareOfCapacity === undefined || capacity === undefined ? limit : shareOfCapacity * capacity;
}

/** Replays a past. @returns undefined when it has no usable sample */
export function explainedState(
  past: readonly SampleOfShare[],
  options: BacktestOptions,
): ExplainedState | undefined {
  const predictor = replayPredictor(options);
  let newest: { prediction: Prediction; limit: number } | undefined;
  let alertSince: number | undefined;
  for (const { prediction, limit } of predictions(predictor, past, options)) {
    alertSince = isOn(prediction) ? (alertSince ?? prediction.time) : undefined;
    newest = { prediction, limit };
  }
  if (!newest) return undefined;
  const { prediction, limit } = newest;
  const { minimum = Number.NEGATIVE_INFINITY, capacity = Number.POSITIVE_INFINITY } = options;
  const maximum = Math.max(prediction.value, past.at(-1)!.capacity ?? capacity);
  return {
    prediction,
    predicted: boundedForecast(prediction.forecast, minimum, maximum),
    reasons: predictor.reasons(),
    exhaustion: predictor.exhaustion(limit),
    alertSince,
  };
}

/**
 * Replays a past and goes on with what might come.
 *
 * @returns the first prediction in what might come that is as asked; undefined where nothing is
 */
export function firstAhead(
  past: readonly SampleOfShare[],
  ahead: Iterable<SampleOfShare>,
  options: BacktestOptions,
  isAsked: (prediction: Prediction) => boolean,
): Prediction | undefined {
  const predictor = replayPredictor(options);
  for (const sample of past) predictor.append(sample.time, sample.value, limitAt(sample, options));
  for (const { prediction } of predictions(predictor, ahead, options))
    if (isAsked(prediction)) return prediction;
  return undefined;
}

/** An alert is on. */
export function isOn({ risk }: Prediction): boolean {
  return risk.kind === 'risk' && risk.raised;
}

function* predictions(
  predictor: ReplayPredictor,
  samples: Iterable<SampleOfShare>,
  options: BacktestOptions,
): Generator<{ readonly prediction: Prediction; readonly limit: number }> {
  for (const sample of samples) {
    const limit = limitAt(sample, options);
    const prediction = predictor.append(sample.time, sample.value, limit);
    if (prediction) yield { prediction, limit };
  }
}
