import { findCrossings } from '../../analysis/scoring/crossings.ts';
import { scoreForecasts } from '../../analysis/scoring/forecast-score.ts';
import type { LabelledSeries } from '../../analysis/scoring/labelled-series.ts';
import { judgeAlerts, type JudgedAlert } from './judged-alerts.ts';
import type { BacktestOptions, BacktestRow } from './replay.ts';
import { countedTime, median, replayedSeries, type ReplayedSeries } from './replayed-series.ts';

/** The limit was crossed. */
export interface CrossingSummary {
  readonly at: number;
  /** From the first alert about it, in seconds; null when none came in time. */
  readonly leadSeconds: number | null;
  /** It came without a rise before it; nobody could have announced it. */
  readonly sudden: boolean;
}

/** The alerts and forecasts of a configuration on a past series, judged. */
export interface Summary extends ReplayedSeries {
  readonly options: BacktestOptions;
  /** Samples after which a risk was given. */
  readonly judged: number;
  readonly alerts: readonly JudgedAlert[];
  readonly falseAlarms: number;
  readonly crossings: readonly CrossingSummary[];
  /** Crossings that could have been announced and were not. */
  readonly missed: number;
  /** Over the crossings that were announced. */
  readonly medianLeadSeconds: number | null;
  /** The share of the time on alert, 0 to 1. */
  readonly shareOnAlert: number;
  /**
   * The share of the time with a verdict that was called abnormal, 0 to 1; null without any, absent without a detector.
   */
  readonly shareAbnormal?: number | null;
  /** Mean absolute error one horizon ahead, in the series' unit; null when the series is not that long. */
  readonly meanAbsoluteError: number | null;
  /**
   * The same as a multiple of the error of "no change": below 1 is better than that. Null when nothing ever changes.
   */
  readonly mase: number | null;
  /** Share of the values that were within the interval, 0 to 1. */
  readonly coverage: number | null;
}

/** @param rows of one replay, at least one */
export function summarise(name: string, rows: readonly BacktestRow[], options: BacktestOptions): Summary {
  const { limit, horizonSeconds, limitSide = 'upper' } = options;
  const past = replayedSeries(name, rows);
  const { intervalSeconds } = past;
  const labelled: LabelledSeries = {
    name,
    kind: '',
    simulated: false,
    samples: rows.map(({ t, value }) => ({ time: t, value })),
    limit,
    horizonSeconds,
    intervalSeconds,
    endsMidway: true,
  };
  const judged = judgeAlerts(rows, { limit, limitSide, horizonSeconds, intervalSeconds });
  const { alerts } = judged;
  const leadOf = new Map(judged.crossings.map(({ time, leadSeconds }) => [time, leadSeconds]));
  const announced = findCrossings(limitSide === 'lower' ? mirrored(labelled) : labelled).map(
    ({ time, predictable }): CrossingSummary => ({
      at: time,
      leadSeconds: leadOf.get(time) ?? null,
      sudden: !predictable,
    }),
  );
  const leads = announced.flatMap(({ leadSeconds }) => leadSeconds ?? []).sort((a, b) => a - b);
  return {
    ...past,
    options,
    judged: rows.filter(({ risk }) => risk !== null).length,
    alerts,
    falseAlarms: alerts.filter(({ outcome }) => outcome === 'false').length,
    crossings: announced,
    missed: announced.filter(({ leadSeconds, sudden }) => leadSeconds === null && !sudden).length,
    medianLeadSeconds: median(leads) ?? null,
    shareOnAlert: shareOfTime(rows, intervalSeconds, ({ alert }) => alert) ?? 0,
    ...(options.detector && {
      shareAbnormal: shareOfTime(rows, intervalSeconds, ({ verdict }) =>
        verdict == null ? null : verdict === 1,
      ),
    }),
    ...forecastErrors(labelled, rows),
  };
}

/** A lower limit is an upper one of the negative series. */
function mirrored(series: LabelledSeries): LabelledSeries {
  return {
    ...series,
    samples: series.samples.map(({ time, value }) => ({ time, value: -value })),
    limit: -series.limit,
  };
}

function forecastErrors(
  labelled: LabelledSeries,
  rows: readonly BacktestRow[],
): Pick<Summary, 'meanAbsoluteError' | 'mase' | 'coverage'> {
  const { errorPercent, naiveErrorPercent, coverage } = scoreForecasts(
    labelled,
    rows.map(({ t, predicted, lower, upper, alert }) => ({
      t,
      pred: predicted,
      q10: lower,
      q90: upper,
      alert,
    })),
  );
  const isComparable = errorPercent !== undefined && naiveErrorPercent !== undefined && naiveErrorPercent > 0;
  return {
    meanAbsoluteError: errorPercent === undefined ? null : (errorPercent * labelled.limit) / 100,
    mase: isComparable ? errorPercent / naiveErrorPercent : null,
    coverage: coverage ?? null,
  };
}

/** @returns null when no time counts */
function shareOfTime(
  rows: readonly BacktestRow[],
  intervalSeconds: number,
  isOn: (row: BacktestRow) => boolean | null,
): number | null {
  const { seconds, onSeconds } = countedTime(rows, intervalSeconds, isOn);
  return seconds > 0 ? onSeconds / seconds : null;
}
