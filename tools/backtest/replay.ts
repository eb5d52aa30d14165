import type { Detector } from '../../analysis/detector.ts';
import { findForecaster, forecasterNames } from '../../analysis/forecasters/registry.ts';
import type { Exhaustion } from '../../analysis/interval/exhaustion.ts';
import type { Forecaster } from '../../analysis/forecast.ts';
import type { RiskOptions } from '../../analysis/risk/risk.ts';
import {
  defaultSamples,
  SeriesPredictor,
  type LimitSide,
  type Prediction,
} from '../../analysis/series-predictor.ts';
import type { Sample } from '../../analysis/window.ts';
import { UsageError } from '../process/command-error.ts';

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
  /** Value expected one horizon later, with its interval; null while the forecaster abstains. */
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
  /** The detector's: 1 abnormal, 0 normal; null while it abstains, absent without one. */
  readonly verdict?: 0 | 1 | null;
  /** The margin of the verdict: above 0 is abnormal; null and absent as the verdict. */
  readonly margin?: number | null;
}

/**
 * Replays a series through the code of `dma predict`, strictly causally: a row for each sample that is not refused
 * (not finite, or not newer than the one before). The only file here that knows the code of `dma predict`.
 *
 * @throws UsageError when there is no such forecaster
 */
export function* backtest(series: Iterable<Sample>, options: BacktestOptions): Generator<BacktestRow> {
  const { limit, detector, withExhaustion = true } = options;
  const forecaster = namedForecaster(options.forecaster);
  const predictor = new SeriesPredictor({ ...options, forecaster });
  for (const { time, value } of series) {
    const prediction = predictor.append(time, value, limit);
    if (!prediction) continue;
    yield rowOf(prediction, withExhaustion ? predictor.exhaustion(limit) : undefined, detector !== undefined);
  }
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
  throw new UsageError(`--forecaster: expected one of ${forecasterNames.join(', ')}, not "${name}"`);
}

function rowOf(
  { time, value, forecast, risk, verdict }: Prediction,
  exhaustion: Exhaustion | undefined,
  hasDetector: boolean,
): BacktestRow {
  const known = forecast.kind === 'forecast' ? forecast : undefined;
  const judged = risk.kind === 'risk' ? risk : undefined;
  return {
    t: time,
    value,
    predicted: known?.mean ?? null,
    lower: known?.lower ?? null,
    upper: known?.upper ?? null,
    risk: judged?.percent ?? null,
    alert: judged?.raised ?? false,
    exhaustion: exhaustion?.seconds ?? null,
    exhaustionEarliest: exhaustion?.earliest ?? null,
    exhaustionLatest: exhaustion?.latest ?? null,
    ...(hasDetector ? verdictOf(verdict) : {}),
  };
}

function verdictOf(verdict: Prediction['verdict']): Pick<Required<BacktestRow>, 'verdict' | 'margin'> {
  if (verdict?.kind !== 'verdict') return { verdict: null, margin: null };
  return { verdict: verdict.abnormal ? 1 : 0, margin: verdict.margin };
}
