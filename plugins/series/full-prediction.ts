import type { Detector } from '../../analysis/detector.ts';
import type { Forecaster } from '../../analysis/forecast.ts';
import { AlertScorecard } from '../../analysis/scoring/alert-scorecard.ts';
import { Scorecard } from '../../analysis/scoring/scorecard.ts';
import type { Prediction } from '../../analysis/series-predictor.ts';
import type { SeriesConfig } from '../config/target-config.ts';
import { choosePredictor, type ChosenPredictor } from './chosen-predictor.ts';
import { LimitReached } from './limit-reached.ts';
import type { SeriesState } from './prediction-values.ts';
import { boundedBy, boundedForecast } from './value-bounds.ts';

export interface FullPredictionOptions {
  readonly config: SeriesConfig;
  readonly forecaster: Forecaster;
  readonly detector: Detector | undefined;
  /** The present capacity, if it moves; 0 otherwise. */
  readonly movingCapacity: number;
  /** Lower bound of the values. */
  readonly minimum: number;
}

/** The newest options by target or series. */
const known = new WeakMap<SeriesConfig, FullPredictionOptions>();

/** The same options as one object for many series. */
export function sharedOptions(options: FullPredictionOptions): FullPredictionOptions {
  const shared = known.get(options.config);
  const keys = Object.keys(options) as (keyof FullPredictionOptions)[];
  if (shared && keys.every((key) => shared[key] === options[key])) return shared;
  known.set(options.config, options);
  return options;
}

/** The surroundings of a sample: its limit, the whole of the resource, and the usual seconds between samples. */
export interface SampleBounds {
  readonly limit: number;
  readonly capacity: number;
  /** Undefined before the second sample. */
  readonly intervalSeconds: number | undefined;
}

/** Everything that is computed for one series, from all of its samples: some 60 kB. */
export class FullPrediction {
  /** Scores of past forecasts. */
  readonly scorecard: Scorecard;
  /** Scores of past alerts. */
  readonly alerts: AlertScorecard;
  readonly #minimum: number;
  readonly #predictor: ChosenPredictor;
  readonly #reached: LimitReached;
  #newest: Prediction | undefined;

  constructor({ config, forecaster, detector, movingCapacity, minimum }: FullPredictionOptions) {
    this.scorecard = new Scorecard(config.horizonSeconds);
    this.alerts = new AlertScorecard(config);
    this.#minimum = minimum;
    this.#reached = new LimitReached(config.limitSide);
    this.#predictor = choosePredictor(config, forecaster, detector, movingCapacity);
  }

  /** After the newest sample that was used; undefined before the first. */
  get newest(): Prediction | undefined {
    return this.#newest;
  }

  /** There is no prediction until the next sample. */
  forgetNewest(): void {
    this.#newest = undefined;
  }

  /** Takes a sample. Returns undefined when it is refused. */
  append(time: number, value: number, { limit, capacity }: SampleBounds): Prediction | undefined {
    const prediction = this.#predictor.append(time, value, limit);
    if (!prediction) return undefined;
    this.#newest = prediction;
    this.#reached.observe(prediction);
    this.scorecard.observe(time, value);
    const { forecast } = prediction;
    // A capacity that the series itself exceeds is no bound.
    const most = Math.max(capacity, value);
    if (forecast.kind === 'forecast') this.scorecard.expect(time, boundedBy(forecast, this.#minimum, most));
    return prediction;
  }

  /** Scores the alert after the newest sample. @param intervalSeconds usual ones between samples; 0 while not known */
  scoreAlert(intervalSeconds: number): void {
    if (!this.#newest) return;
    const { time, value, limit, risk } = this.#newest;
    this.alerts.observe(time, value, limit, risk.kind === 'risk' && risk.raised, intervalSeconds);
  }

  /** See {@link SeriesPredictor.recallExhaustion}. */
  recallExhaustion(): void {
    this.#predictor.recallExhaustion();
  }

  /** Undefined before the first sample. */
  stateAt({ limit, capacity }: Omit<SampleBounds, 'intervalSeconds'>): SeriesState | undefined {
    if (!this.#newest) return undefined;
    const { value, forecast } = this.#newest;
    return {
      prediction: this.#newest,
      predicted: boundedForecast(forecast, this.#minimum, Math.max(capacity, value)),
      exhaustion: this.#predictor.exhaustion(limit),
      reachedTime: this.#reached.time,
      capacity,
    };
  }
}
