import { timeToExhaustion } from './exhaustion.ts';
import type { Abstention, Forecast, Forecaster } from './forecast.ts';
import { RiskTracker, type Risk } from './risk.ts';
import { Window } from './window.ts';

export interface SeriesPredictorOptions {
  readonly forecaster: Forecaster;
  /** How far ahead, in seconds, above 0. */
  readonly horizonSeconds: number;
  /** Samples that the forecaster sees (default in dma.yaml: 20). */
  readonly samples: number;
  /** Nominal coverage of the interval, between 0 and 1. */
  readonly level: number;
}

/** What is known after a sample. */
export interface Prediction {
  /** Epoch seconds of the newest sample. */
  readonly time: number;
  readonly value: number;
  readonly limit: number;
  readonly forecast: Forecast | Abstention;
  /** Absent while there is nothing to judge by. */
  readonly risk: Risk | undefined;
}

/**
 * Everything that is predicted for one series: window, forecaster, risk. The one code path of live prediction and of
 * measuring its quality on the past.
 */
export class SeriesPredictor {
  readonly window: Window;
  readonly #options: SeriesPredictorOptions;
  readonly #risk: RiskTracker;

  constructor(options: SeriesPredictorOptions) {
    this.#options = options;
    this.window = new Window(options.samples);
    this.#risk = new RiskTracker(options.horizonSeconds);
  }

  /**
   * Takes one sample.
   *
   * @returns undefined when the window refused it (not finite, or not newer than the newest)
   */
  append(time: number, value: number, limit: number): Prediction | undefined {
    if (!this.window.append(time, value)) return undefined;
    const { forecaster, horizonSeconds, level } = this.#options;
    const forecast = forecaster.forecast(this.window, horizonSeconds, level);
    return { time, value, limit, forecast, risk: this.#risk.update(time, value, limit, forecast) };
  }

  /** Seconds from the newest sample until `limit`; undefined when no crossing is in sight. */
  exhaustion(limit: number): number | undefined {
    return timeToExhaustion(this.#options.forecaster, this.window, limit, this.#options.horizonSeconds);
  }
}
