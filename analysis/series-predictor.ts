import type { Anomaly } from './anomaly/anomaly-tracker.ts';
import { climbReport, type ClimbReport } from './climb/climb-report.ts';
import { ClimbHistory } from './climb/climb-history.ts';
import { ConformalInterval } from './interval/conformal-interval.ts';
import type { Detector, Verdict } from './detector.ts';
import { exhaustionOf, type Exhaustion } from './interval/exhaustion.ts';
import { defaultSamples, WindowFollower } from './forecasters/window-follower.ts';
import { FeatureTracker } from './features/feature-tracker.ts';
import type { Abstention, Follower, Forecast, Forecaster } from './forecast.ts';
import { RiskTracker, type Risk, type RiskOptions } from './risk/risk.ts';
import { unknownReachShare } from './risk/calibration.ts';
import type { RiskReasons } from './risk/risk-reasons.ts';
import { Window } from './window.ts';

/** On which side of the limit the resource is exhausted. */
export type LimitSide = 'upper' | 'lower';

export interface SeriesPredictorOptions extends RiskOptions {
  readonly forecaster: Forecaster;
  /** Judges the series as well; only where the limit is an upper one. */
  readonly detector?: Detector | undefined;
  /** The horizon in seconds, above 0. */
  readonly horizonSeconds: number;
  /** Samples that a forecaster sees that does not follow the series itself (default: 20). */
  readonly samples?: number | undefined;
  /** Nominal coverage of the interval, between 0 and 1. */
  readonly level: number;
  /** The side of the limit on which the resource is exhausted (default: upper). */
  readonly limitSide?: LimitSide | undefined;
}

/** A prediction as a share of the capacity, in percent. */
export interface SharePrediction {
  readonly value: number;
  readonly limit: number;
  /** From 0 to 100, with an interval calibrated on the shares of this series. */
  readonly forecast: Forecast | Abstention;
}

/** The state of the prediction after a sample. */
export interface Prediction {
  /** Epoch seconds of the newest sample. */
  readonly time: number;
  readonly value: number;
  readonly limit: number;
  /** With an interval calibrated on this series. */
  readonly forecast: Forecast | Abstention;
  /** Or why there is nothing to judge by. */
  readonly risk: Risk | Abstention;
  /** The detector's, on the newest point of its grid; absent without one. */
  readonly verdict: Verdict | Abstention | undefined;
  /** The judgement of a committee of tests; absent without one. */
  readonly anomaly?: Anomaly | Abstention;
  /** The climb that speaks for a crossing; undefined without one. */
  readonly climb?: ClimbReport | undefined;
  /** The same as a share of the capacity, where that moves; absent elsewhere. */
  readonly share?: SharePrediction;
}

/**
 * Everything that is predicted for one series: forecast, interval, verdict, risk, time to exhaustion. The one code
 * path of live prediction and of measuring its quality on the past.
 */
export class SeriesPredictor {
  /** The newest samples. */
  readonly window: Window;
  readonly #options: SeriesPredictorOptions;
  readonly #follower: Follower;
  readonly #interval: ConformalInterval;
  readonly #risk: RiskTracker;
  readonly #features: FeatureTracker | undefined;
  #verdict: Verdict | Abstention | undefined;
  /** A lower limit is an upper one of the negative series. */
  readonly #sign: 1 | -1;

  constructor(options: SeriesPredictorOptions) {
    const { forecaster, horizonSeconds, level } = options;
    this.#options = options;
    this.window = new Window(options.samples ?? defaultSamples);
    this.#follower = forecaster.follow?.(horizonSeconds) ?? new WindowFollower(forecaster, this.window);
    this.#interval = new ConformalInterval(horizonSeconds, level);
    const history = new ClimbHistory(horizonSeconds);
    this.#risk = new RiskTracker(horizonSeconds, options, history);
    this.#features = options.detector && new FeatureTracker(horizonSeconds, history);
    this.#sign = options.limitSide === 'lower' ? -1 : 1;
  }

  /**
   * Takes one sample.
   *
   * @param time epoch seconds
   * @param limit the bound that counts as exhaustion, in the series' own unit; may change from sample to sample
   * @returns undefined when the sample was refused (not finite, or not newer than the newest)
   */
  append(time: number, value: number, limit: number): Prediction | undefined {
    if (!this.window.append(time, value)) return undefined;
    this.#follower.append(time, value);
    this.#interval.observe(time, value);
    const forecast = this.#forecast(limit);
    const [upward, upperLimit] = [this.#sign * value, this.#sign * limit];
    const verdict = this.#judge(time, upward, upperLimit);
    const isPossible = this.#isPossible(forecast, limit);
    const reachShare = this.#reachShare(forecast, limit);
    const risk = this.#risk.update(time, upward, upperLimit, forecast, isPossible, verdict, reachShare);
    const climb =
      risk.kind === 'risk' && risk.percent > 0 ? climbReport(this.#risk.evidence, this.#sign) : undefined;
    return { time, value, limit, forecast, risk, verdict, climb };
  }

  /** The limit was reached before the first sample; see {@link RiskTracker.recallExhaustion}. */
  recallExhaustion(): void {
    this.#risk.recallExhaustion();
  }

  /** When `limit` will be reached, by the forecast's path from the newest sample; undefined when not in sight. */
  exhaustion(limit: number): Exhaustion | undefined {
    const sign = this.#sign;
    const { horizonSeconds } = this.#options;
    const [below, above] =
      sign > 0
        ? [this.#interval.lower, this.#interval.upper]
        : [-this.#interval.upper, -this.#interval.lower];
    const gapAt = (aheadSeconds: number): number | undefined => {
      const forecast = this.#follower.forecast(aheadSeconds);
      return forecast.kind === 'forecast' ? sign * (forecast.mean - limit) : undefined;
    };
    return exhaustionOf(sign * (this.window.newest - limit), gapAt, below, above, horizonSeconds);
  }

  /** The part of each rule in the newest risk; see {@link RiskTracker.reasons}. */
  reasons(): RiskReasons {
    return this.#risk.reasons();
  }

  #judge(time: number, value: number, limit: number): Verdict | Abstention | undefined {
    if (this.#features?.append(time, value, limit)) {
      const { features } = this.#features;
      this.#verdict = 'kind' in features ? features : this.#options.detector!.judge(features);
    }
    return this.#verdict;
  }

  /** True when nine in ten forecasts like this one leave room for the limit, or when that is not known. */
  #isPossible(forecast: Forecast | Abstention, limit: number): boolean {
    if (forecast.kind === 'abstention' || !this.#interval.isCalibrated) return true;
    if (this.#sign > 0) return forecast.mean + this.#interval.highest >= limit;
    return forecast.mean + this.#interval.lowest <= limit;
  }

  /** The share of earlier forecasts whose error, made again now, would reach the limit. */
  #reachShare(forecast: Forecast | Abstention, limit: number): number {
    if (forecast.kind === 'abstention') return unknownReachShare;
    return this.#interval.shareBeyond(limit - forecast.mean, this.#sign, unknownReachShare);
  }

  #forecast(limit: number): Forecast | Abstention {
    const { horizonSeconds, level } = this.#options;
    const forecast = this.#follower.forecast(horizonSeconds, level);
    if (forecast.kind === 'abstention') return forecast;
    const { mean } = forecast;
    this.#interval.expect(mean, forecast.lower - mean, forecast.upper - mean, Math.abs(limit));
    const lower = mean + this.#interval.lower;
    const upper = mean + this.#interval.upper;
    if (!Number.isFinite(lower) || !Number.isFinite(upper))
      return { kind: 'abstention', reason: 'not-finite' };
    return { ...forecast, lower, upper };
  }
}
