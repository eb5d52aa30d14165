import type { ClimbReport } from '../../analysis/climb/climb-report.ts';
import type { Detector } from '../../analysis/detector.ts';
import { findForecaster, forecasterNames } from '../../analysis/forecasters/registry.ts';
import type { Exhaustion } from '../../analysis/interval/exhaustion.ts';
import type { Forecaster } from '../../analysis/forecast.ts';
import type { RiskOptions } from '../../analysis/risk/risk.ts';
import { defaultSamples } from '../../analysis/forecasters/window-follower.ts';
import { SeriesPredictor, type LimitSide, type Prediction } from '../../analysis/series-predictor.ts';
import { SharePredictor } from '../../analysis/share-predictor.ts';
import { boundedForecast } from '../../plugins/series/value-bounds.ts';
import type { SampleOfShare } from '../../plugins/samples/capacity-track.ts';
import { expectedOneOf } from '../process/expected-one-of.ts';

export interface BacktestOptions extends RiskOptions {
  /** The value that counts as exhaustion, in the series' unit. */
  readonly limit: number;
  readonly horizonSeconds: number;
  /** A name of the registry. */
  readonly forecaster: string;
  /** On which side of the limit the resource is exhausted (default: upper). */
  readonly limitSide?: LimitSide | undefined;
  /** Samples that a forecaster of windows sees (default: 20). */
  readonly samples?: number | undefined;
  /** Nominal coverage of the interval, between 0 and 1. */
  readonly level: number;
  /**
   * The lower bound of forecasts, in the series' unit (default: 0 while no value has been below, as a CSV file tells no
   * type).
   */
  readonly minimum?: number | undefined;
  /** The upper bound of forecasts: the whole of the resource (default: Infinity). */
  readonly capacity?: number | undefined;
  /**
   * The limit as a share of the capacity, where that moves and the samples have it: rows are in percent of the capacity
   * then, and so is `limit` (default: the capacity does not move).
   */
  readonly shareOfCapacity?: number | undefined;
  /** Judges the series as well; only where the limit is an upper one. */
  readonly detector?: Detector | undefined;
  /** Computes the time to exhaustion, which costs more than all the rest (default: true). */
  readonly withExhaustion?: boolean;
}

/** The prediction right after a sample, from it and earlier samples alone. */
export interface BacktestRow {
  /** The sample's time, as in the input. */
  readonly t: number;
  readonly value: number;
  /** Value expected one horizon later, with its interval, within the bounds; null while the forecaster abstains. */
  readonly predicted: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** 0 to 100; null while there is nothing to judge by. */
  readonly risk: number | null;
  readonly alert: boolean;
  /** Seconds until the forecast reaches the limit; null when it does not within sight. */
  readonly exhaustion: number | null;
  /** Seconds until the near end of its interval does; never more than `exhaustion`, and null only beside null. */
  readonly exhaustionEarliest: number | null;
  /** Seconds until the far end does; never less than `exhaustion`. */
  readonly exhaustionLatest: number | null;
  /** The climb that speaks for a crossing; absent without one. For people: no part of `--format`. */
  readonly climb?: ClimbReport | undefined;
  /** The detector's: 1 abnormal, 0 normal; null while it abstains, absent without one. */
  readonly verdict?: 0 | 1 | null;
  /** The margin of the verdict: above 0 is abnormal; null and absent as the verdict. */
  readonly margin?: number | null;
}

export type ReplayPredictor = Pick<SeriesPredictor, 'append' | 'exhaustion' | 'reasons'>;

/**
 * Replays a series through the code of `dma predict`, strictly causally: a row for each sample that is not refused
 * (not finite, or not newer than the one before). The only file here that knows the code of `dma predict`.
 *
 * @throws UsageError when there is no such forecaster
 */
export function* backtest(series: Iterable<SampleOfShare>, options: BacktestOptions): Generator<BacktestRow> {
  const { detector, withExhaustion = true, shareOfCapacity } = options;
  const predictor = replayPredictor(options);
  let lowest = 0;
  for (const { time, value, capacity = 0 } of series) {
    const limit = shareOfCapacity === undefined ? options.limit : shareOfCapacity * capacity;
    const prediction = predictor.append(time, value, limit);
    if (!prediction) continue;
    lowest = Math.min(lowest, value);
    const exhaustion = withExhaustion ? predictor.exhaustion(limit) : undefined;
    yield rowOf(prediction, boundsOf(options, lowest), exhaustion, detector !== undefined);
  }
}

/** The predictor of these options, as `dma predict` makes it. @throws UsageError when there is no such forecaster */
export function replayPredictor(options: BacktestOptions): ReplayPredictor {
  const { shareOfCapacity, capacity } = options;
  const forecaster = namedForecaster(options.forecaster);
  if (shareOfCapacity === undefined || capacity === undefined)
    return new SeriesPredictor({ ...options, forecaster });
  return new SharePredictor({ ...options, forecaster, shareOfCapacity, capacity });
}

/** @param lowest the lowest value so far, at most 0 */
function boundsOf(
  { minimum, capacity = Number.POSITIVE_INFINITY, shareOfCapacity }: BacktestOptions,
  lowest: number,
): readonly [minimum: number, maximum: number] {
  if (shareOfCapacity !== undefined) return [0, 100];
  return [minimum ?? (lowest < 0 ? Number.NEGATIVE_INFINITY : 0), capacity];
}

/**
 * The number of samples that the forecaster of these options sees.
 *
 * @returns undefined for one that follows the whole series and does not look at `samples`
 * @throws UsageError when there is no such forecaster
 */
export function windowSamples({
  forecaster,
  samples = defaultSamples,
}: Pick<BacktestOptions, 'forecaster' | 'samples'>): number | undefined {
  return namedForecaster(forecaster).follow ? undefined : samples;
}

function namedForecaster(name: string): Forecaster {
  const forecaster = findForecaster(name);
  if (forecaster) return forecaster;
  throw expectedOneOf('--forecaster', forecasterNames, name);
}

function rowOf(
  prediction: Prediction,
  [minimum, maximum]: readonly [number, number],
  exhaustion: Exhaustion | undefined,
  hasDetector: boolean,
): BacktestRow {
  const { time, risk, verdict } = prediction;
  const { value, forecast } = prediction.share ?? prediction;
  // A capacity that the series itself exceeds is no bound.
  const predicted = boundedForecast(forecast, minimum, Math.max(maximum, value));
  const judged = risk.kind === 'risk' ? risk : undefined;
  return {
    t: time,
    value,
    predicted: predicted?.value ?? null,
    lower: predicted?.lower ?? null,
    upper: predicted?.upper ?? null,
    risk: judged?.percent ?? null,
    alert: judged?.raised ?? false,
    exhaustion: exhaustion?.seconds ?? null,
    exhaustionEarliest: exhaustion?.earliest ?? null,
    exhaustionLatest: exhaustion?.latest ?? null,
    ...(prediction.climb && { climb: prediction.climb }),
    ...(hasDetector ? verdictOf(verdict) : {}),
  };
}

function verdictOf(verdict: Prediction['verdict']): Pick<Required<BacktestRow>, 'verdict' | 'margin'> {
  if (verdict?.kind !== 'verdict') return { verdict: null, margin: null };
  return { verdict: verdict.abnormal ? 1 : 0, margin: verdict.margin };
}
