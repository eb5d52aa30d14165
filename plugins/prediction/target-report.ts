import type { TargetSeries } from './target-series.ts';

/** A type of collectd's, a type instance, and a value. */
export type NamedValue = readonly [type: string, typeInstance: string, value: number | undefined];

/**
 * How good a target's predictions turned out to be, over all of its series:
 *
 * | value | meaning |
 * |---|---|
 * | `percent-forecast_error-<target>` | mean absolute error of past forecasts, in % of the whole |
 * | `gauge-forecast_bias-<target>` | mean of forecast less value, in % of the whole: above 0, forecasts are too high |
 * | `percent-coverage-<target>` | share of values that fell within the forecast's interval |
 * | `gauge-warned-<target>` | crossings of the limit that an alert preceded in time |
 * | `gauge-missed-<target>` | crossings that none did |
 * | `gauge-false_alarms-<target>` | alerts that no crossing followed |
 * | `duration-lead_time-<target>` | seconds from alert to crossing, the last time |
 *
 * The whole is the capacity, or the limit where there is none. What is not known yet is undefined.
 */
export function targetReport(target: string, series: readonly TargetSeries[]): NamedValue[] {
  const { error, bias, coverage } = forecastScores(series);
  const count = (of: (one: TargetSeries) => number): number => series.reduce((sum, one) => sum + of(one), 0);
  const warnings = series.flatMap(({ alerts }) => alerts.lastWarning ?? []);
  const newest = warnings.toSorted((a, b) => a.crossedAt - b.crossedAt).at(-1);
  return [
    ['percent', `forecast_error-${target}`, error],
    ['gauge', `forecast_bias-${target}`, bias],
    ['percent', `coverage-${target}`, coverage],
    ['gauge', `warned-${target}`, count(({ alerts }) => alerts.warned)],
    ['gauge', `missed-${target}`, count(({ alerts }) => alerts.missed)],
    ['gauge', `false_alarms-${target}`, count(({ alerts }) => alerts.falseAlarms)],
    ['duration', `lead_time-${target}`, newest?.leadSeconds],
  ];
}

/** Means over the series whose first forecasts have come due, in %; undefined while there is none. */
export function forecastScores(series: readonly TargetSeries[]): {
  readonly error: number | undefined;
  readonly bias: number | undefined;
  readonly coverage: number | undefined;
} {
  const scored = series.filter(({ scorecard }) => scorecard.meanAbsoluteError !== undefined);
  const mean = (of: (one: TargetSeries) => number): number | undefined =>
    scored.length > 0 ? scored.reduce((sum, one) => sum + of(one), 0) / scored.length : undefined;
  return {
    error: mean(({ scorecard, whole }) => Math.min(100, (100 * scorecard.meanAbsoluteError!) / whole)),
    bias: mean(({ scorecard, whole }) => (100 * scorecard.bias!) / whole),
    coverage: mean(({ scorecard }) => 100 * scorecard.coverage!),
  };
}
