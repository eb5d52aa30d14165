import { sliceSize, type SlicedWork } from '../process/sliced-work.ts';
import type { TargetSeries } from '../series/target-series.ts';

/** A collectd type, a type instance, and a value. */
export type NamedValue = readonly [type: string, typeInstance: string, value: number | undefined];

/** The series that have something to report. */
export interface ReportingSeries {
  /** By target, each that has series; of a screened one, only scores of past alerts are known. */
  readonly targets: ReadonlyMap<string, readonly TargetSeries[]>;
  /** Number of series that are screened. */
  readonly screened: number;
}

/** Finds the series that have something to report. */
export function* reportingSeries(series: readonly TargetSeries[]): SlicedWork<ReportingSeries> {
  const targets = new Map<string, TargetSeries[]>();
  let screened = 0;
  for (let place = 0; place < series.length; place++) {
    if (place % sliceSize === sliceSize - 1) yield;
    const one = series[place]!;
    const { full, alerts } = one.prediction;
    let group = targets.get(one.target);
    if (!group) targets.set(one.target, (group = []));
    if (full || alerts) group.push(one);
    if (!full) screened++;
  }
  return { targets, screened };
}

/**
 * Quality of a target's past predictions, over all of its series:
 *
 * | value | meaning |
 * |---|---|
 * | `percent-forecast_error-<target>` | mean absolute error of past forecasts, in % of the whole |
 * | `gauge-forecast_bias-<target>` | mean of forecast less value, in % of the whole: above 0, forecasts are too high |
 * | `percent-coverage-<target>` | share of values that fell within the forecast's interval |
 * | `gauge-warned-<target>` | crossings of the limit with an alert in time |
 * | `gauge-missed-<target>` | crossings of the limit without one |
 * | `gauge-false_alarms-<target>` | alerts without a crossing |
 * | `duration-lead_time-<target>` | seconds from the alert to the last crossing |
 *
 * The whole is the capacity, or the limit without a capacity. Unknown values are undefined.
 */
export function targetReport(target: string, series: readonly TargetSeries[]): NamedValue[] {
  const { error, bias, coverage } = forecastScores(series);
  const count = (of: (one: TargetSeries) => number): number => series.reduce((sum, one) => sum + of(one), 0);
  const warnings = series.flatMap(({ prediction }) => prediction.alerts?.lastWarning ?? []);
  const newest = warnings.toSorted((a, b) => a.crossedAt - b.crossedAt).at(-1);
  return [
    ['percent', `forecast_error-${target}`, error],
    ['gauge', `forecast_bias-${target}`, bias],
    ['percent', `coverage-${target}`, coverage],
    ['gauge', `warned-${target}`, count(({ prediction }) => prediction.alerts?.warned ?? 0)],
    ['gauge', `missed-${target}`, count(({ prediction }) => prediction.alerts?.missed ?? 0)],
    ['gauge', `false_alarms-${target}`, count(({ prediction }) => prediction.alerts?.falseAlarms ?? 0)],
    ['duration', `lead_time-${target}`, newest?.leadSeconds],
  ];
}

/** Means in % over the series whose first forecasts have come due; undefined when no series has. */
export function forecastScores(series: readonly TargetSeries[]): {
  readonly error: number | undefined;
  readonly bias: number | undefined;
  readonly coverage: number | undefined;
} {
  const scored: { whole: number; error: number; bias: number; coverage: number }[] = [];
  for (const { prediction, whole } of series) {
    const scorecard = prediction.full?.scorecard;
    const error = scorecard?.meanAbsoluteError;
    if (error !== undefined)
      scored.push({ whole, error, bias: scorecard!.bias!, coverage: scorecard!.coverage! });
  }
  const mean = (of: (one: (typeof scored)[number]) => number): number | undefined =>
    scored.length > 0 ? scored.reduce((sum, one) => sum + of(one), 0) / scored.length : undefined;
  return {
    error: mean(({ error, whole }) => Math.min(100, (100 * error) / whole)),
    bias: mean(({ bias, whole }) => (100 * bias) / whole),
    coverage: mean(({ coverage }) => 100 * coverage),
  };
}
