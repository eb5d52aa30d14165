import assert from 'node:assert/strict';
import { naive } from '../../../../analysis/forecasters/naive.ts';
import { forecastScores, targetReport } from '../../../../plugins/self/target-report.ts';
import { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';

/** A series that is expected not to change, of these values, one a second. */
function seriesOf(capacity: number, values: readonly number[], horizonSeconds = 2): TargetSeries {
  const series = new TargetSeries({
    target: 'memory',
    config: memoryTarget(`horizonSeconds: ${horizonSeconds}, limit: 900`),
    forecaster: naive,
    detector: undefined,
    identifier: readName('web1/memory/memory-used'),
    captures: [],
    capacity,
  });
  series.append(values.map((value, second) => ({ time: 1.8e9 + second, value })));
  return series;
}

/** Up by one a second: the forecast is two too low after two seconds. */
const rising = Array.from({ length: 60 }, (_, second) => second);
const falling = rising.map((value) => 100 - value);

function reportOf(series: readonly TargetSeries[]): Record<string, number | undefined> {
  return Object.fromEntries(
    targetReport('memory', series).map(([type, instance, value]) => [`${type}-${instance}`, value]),
  );
}

/** With alerts that came to this. */
function withAlerts(warned: number, missed: number, falseAlarms: number, crossedAt: number): TargetSeries {
  const series = seriesOf(1000, [1, 2]);
  const lastWarning = { crossedAt, leadSeconds: crossedAt / 10 };
  Object.defineProperty(series.prediction, 'alerts', { value: { warned, missed, falseAlarms, lastWarning } });
  return series;
}

describe('the report on a target', () => {
  it('tells error and bias in % of the capacity, as means over the series', () => {
    const report = reportOf([seriesOf(1000, rising), seriesOf(200, falling)]);
    const near = (name: string, value: number): void =>
      assert.ok(Math.abs(report[name]! - value) < 1e-9, `${name} is ${report[name]}`);
    near('percent-forecast_error-memory', (0.2 + 1) / 2);
    near('gauge-forecast_bias-memory', (-0.2 + 1) / 2);
  });

  it('takes the limit for the whole where there is no capacity', () => {
    const { error, bias } = forecastScores([seriesOf(Number.POSITIVE_INFINITY, rising)]);
    assert.ok(Math.abs(error! - 200 / 900) < 1e-9 && Math.abs(bias! + 200 / 900) < 1e-9);
  });

  it('adds up what alerts came to, and tells the lead time of the newest', () => {
    const report = reportOf([
      withAlerts(1, 2, 3, 200),
      withAlerts(10, 20, 30, 300),
      withAlerts(0, 0, 0, 100),
    ]);
    assert.deepEqual(report, {
      'percent-forecast_error-memory': undefined,
      'gauge-forecast_bias-memory': undefined,
      'percent-coverage-memory': undefined,
      'gauge-warned-memory': 11,
      'gauge-missed-memory': 22,
      'gauge-false_alarms-memory': 33,
      'duration-lead_time-memory': 30,
    });
  });

  it('knows no lead time before the first crossing', () => {
    assert.equal(reportOf([seriesOf(1000, rising)])['duration-lead_time-memory'], undefined);
  });
});
