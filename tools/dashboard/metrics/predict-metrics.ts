import type { Registry } from 'prom-client';
import type { PredictorSight } from '../../outlook/predictors.ts';
import type { SelfValues } from '../../outlook/self-values.ts';
import { storeLabel, storeLabels } from './store-label.ts';
import { gauge } from './gauges.ts';

/** By the value in `dma-self`: the metric, how often the value goes into its unit, and its help. */
const ofProgram: readonly (readonly [value: string, metric: string, scale: number, help: string])[] = [
  ['gauge-series', 'series', 1, 'Series that are predicted.'],
  ['gauge-stale', 'series_stale', 1, 'Series without new samples.'],
  ['gauge-from_cache', 'series_from_cache', 1, "Series that are read from collectd's cache."],
  ['gauge-unpredicted', 'unpredicted', 1, 'Series, hosts and targets that should be predicted and are not.'],
  ['gauge-mixed', 'series_mixed', 1, 'Series that several writers write.'],
  ['gauge-duplicates', 'duplicates', 1, 'Other dma predict that give the same values.'],
  ['gauge-skipped', 'entries_skipped', 1, 'Entries that were left out, because they have too few values.'],
  ['gauge-late', 'entries_late', 1, 'Entries that were left out, because they came after newer ones.'],
  ['gauge-wrong_clocks', 'wrong_clocks', 1, 'Hosts whose clock is wrong, or 1 for that of this machine.'],
  ['gauge-future', 'series_future', 1, 'Series with entries from far ahead.'],
  ['gauge-screened', 'series_screened', 1, 'Series that no sample can raise an alert of at present.'],
  ['gauge-abstentions', 'abstentions', 1, 'Series without a forecast.'],
  ['gauge-samples_per_second', 'samples_per_second', 1, 'Samples read a second.'],
  ['gauge-superseded', 'values_superseded', 1, 'Values that a newer one replaced before collectd took them.'],
  ['gauge-shard', 'shard', 1, 'Number of this shard, from 0.'],
  ['gauge-shards', 'shards', 1, 'Number of shards among which the hosts are shared.'],
  ['duration-round', 'round_seconds', 1, 'Seconds that a round takes.'],
];

/** The same of one target. */
const ofTarget: readonly (readonly [value: string, metric: string, scale: number, help: string])[] = [
  [
    'percent-forecast_error',
    'forecast_error_ratio',
    100,
    'Mean absolute error of forecasts, as a share of the capacity.',
  ],
  ['gauge-forecast_bias', 'forecast_bias_ratio', 100, 'The same with its sign.'],
  ['percent-coverage', 'coverage_ratio', 100, "Share of values within the forecast's interval."],
  ['gauge-warned', 'crossings_warned', 1, 'Crossings of the limit that an alert warned of, since the start.'],
  ['gauge-missed', 'crossings_missed', 1, 'Crossings of the limit without such an alert, since the start.'],
  ['gauge-false_alarms', 'false_alarms', 1, 'Alerts without a crossing in time, since the start.'],
  ['duration-lead_time', 'lead_time_seconds', 1, 'Seconds from the alert to the crossing, the last time.'],
];

/** Adds what each `dma predict` reports on itself. */
export function addPredictMetrics(
  registry: Registry,
  predictors: readonly PredictorSight[],
  reports: readonly SelfValues[],
): void {
  const metric = (name: string, help: string, labels: readonly string[]) =>
    gauge(registry, `dma_predict_${name}`, help, [...labels, ...storeLabels(predictors)]);
  const up = metric('up', '1 while its reports come, 0 when the last one is late.', ['predictor']);
  const age = metric('report_age_seconds', 'Seconds since its last report.', ['predictor']);
  for (const { host, isAlive, ageSeconds, store } of predictors) {
    const of = { predictor: host, ...storeLabel({ store }) };
    up(isAlive ? 1 : 0, of);
    age(ageSeconds, of);
  }
  for (const [value, name, scale, help] of ofProgram) {
    const set = metric(name, help, ['predictor']);
    for (const { host, values, store } of reports)
      set(scaled(values.get(value), scale), { predictor: host, ...storeLabel({ store }) });
  }
  for (const [value, name, scale, help] of ofTarget) {
    const set = metric(name, help, ['predictor', 'target']);
    for (const { host, values, store } of reports)
      for (const [given, number] of values) {
        if (!given.startsWith(`${value}-`)) continue;
        const target = given.slice(value.length + 1);
        set(scaled(number, scale), { predictor: host, target, ...storeLabel({ store }) });
      }
  }
}

function scaled(value: number | undefined, scale: number): number | undefined {
  return value === undefined ? undefined : value / scale;
}
