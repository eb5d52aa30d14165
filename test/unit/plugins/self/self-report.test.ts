import assert from 'node:assert/strict';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { formatIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { SelfReport, selfReport, type SelfReportParts } from '../../../../plugins/self/self-report.ts';
import { reportingSeries } from '../../../../plugins/self/target-report.ts';
import { finish } from '../../../../plugins/process/sliced-work.ts';
import { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';

const now = 1.8e9 + 100;

/** A series of these values, one a second until `newest`. */
function seriesOf(newest: number, values: readonly number[]): TargetSeries {
  const series = new TargetSeries({
    target: 'memory',
    config: memoryTarget('horizonSeconds: 2'),
    forecaster: linear,
    detector: undefined,
    identifier: readName('web1/memory/memory-used'),
    captures: [],
    capacity: 1000,
  });
  series.append(values.map((value, i) => ({ time: newest - values.length + 1 + i, value })));
  return series;
}

function reportOf(series: readonly TargetSeries[], rounds: number): Record<string, number> {
  const lists = selfReport(
    'web1',
    now,
    finish(reportingSeries(series)),
    { rounds, samples: 50, seconds: 0.5 },
    {
      stale: 1,
      fromCache: 2,
      predicted: 3,
      unpredicted: 3,
      mixed: 5,
      duplicates: 1,
      skipped: 4,
      late: 8,
      wrongClocks: 5,
      future: 6,
      superseded: 7,
    },
  );
  for (const { time, intervalSeconds } of lists) assert.deepEqual([time, intervalSeconds], [now, 10]);
  return Object.fromEntries(
    lists.map(({ identifier, values }) => [
      formatIdentifier(identifier).replace('web1/dma-self/', ''),
      values[0]!,
    ]),
  );
}

function withoutTargets(report: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(report).filter(([name]) => !name.endsWith('-memory')));
}

describe('the report of the program on itself', () => {
  it('counts series, samples and rounds', () => {
    const line = Array.from({ length: 50 }, (_, i) => 100 + i);
    const report = reportOf([seriesOf(now, line), seriesOf(now - 50, line), seriesOf(now, [1, 2])], 10);
    const { 'percent-forecast_error': error, ...rest } = withoutTargets(report);
    assert.deepEqual(rest, {
      'gauge-series': 3,
      'gauge-stale': 1,
      'gauge-from_cache': 2,
      'gauge-unpredicted': 3,
      'gauge-mixed': 5,
      'gauge-duplicates': 1,
      'gauge-skipped': 4,
      'gauge-late': 8,
      'gauge-wrong_clocks': 5,
      'gauge-future': 6,
      'gauge-screened': 0,
      'gauge-abstentions': 1,
      'gauge-samples_per_second': 5,
      'duration-round': 0.05,
      'gauge-superseded': 7,
      'percent-coverage': rest['percent-coverage'],
    });
    assert.ok(error! >= 0 && error! < 1e-6, `${error}`);
  });

  it('tells the error as a share of the capacity, and the coverage, as means over the series', () => {
    const steps = Array.from({ length: 60 }, (_, i) => (i % 40 < 20 ? 0 : 500));
    const report = reportOf(
      [
        seriesOf(now, steps),
        seriesOf(
          now,
          Array.from({ length: 60 }, () => 5),
        ),
      ],
      1,
    );
    assert.ok(
      report['percent-forecast_error']! > 1 && report['percent-forecast_error']! < 50,
      JSON.stringify(report),
    );
    assert.ok(report['percent-coverage']! > 50 && report['percent-coverage']! < 100, JSON.stringify(report));
  });

  it('tells of each target that has series how good it has been', () => {
    const line = Array.from({ length: 50 }, (_, i) => 100 + i);
    const report = reportOf([seriesOf(now, line)], 1);
    assert.deepEqual(
      Object.keys(report)
        .filter((name) => name.endsWith('-memory'))
        .toSorted(),
      [
        'gauge-false_alarms-memory',
        'gauge-forecast_bias-memory',
        'gauge-missed-memory',
        'gauge-warned-memory',
        'percent-coverage-memory',
        'percent-forecast_error-memory',
      ],
    );
  });

  it('leaves out what is not known', () => {
    assert.deepEqual(reportOf([], 0), {
      'gauge-series': 3,
      'gauge-stale': 1,
      'gauge-from_cache': 2,
      'gauge-unpredicted': 3,
      'gauge-mixed': 5,
      'gauge-duplicates': 1,
      'gauge-skipped': 4,
      'gauge-late': 8,
      'gauge-wrong_clocks': 5,
      'gauge-future': 6,
      'gauge-screened': 0,
      'gauge-abstentions': 0,
      'gauge-samples_per_second': 5,
      'gauge-superseded': 7,
    });
  });
});

describe('the reports of the program on itself', () => {
  let put: Map<string, number>;
  let report: SelfReport;
  const reportOfAll = (parts: Partial<SelfReportParts>): SelfReport =>
    new SelfReport({
      host: 'web1',
      output: { superseded: 7 },
      put: ({ identifier, values }) => put.set(`${identifier.type}-${identifier.typeInstance}`, values[0]!),
      coverage: () => ({ predicted: 3, unpredicted: 2 }),
      now: () => now,
      ...parts,
    });
  beforeEach(() => {
    put = new Map();
    report = reportOfAll({});
  });

  /** The values put at this second of the monotonic clock. */
  function at(second: number, stale = 0, series: readonly TargetSeries[] = []): Record<string, number> {
    put.clear();
    finish(report.reporting(series, stale, second));
    return Object.fromEntries(put);
  }

  it('come every ten seconds, the first one after ten', () => {
    const seconds = Array.from({ length: 35 }, (_, second) => 100 + second);
    assert.deepEqual(
      seconds.filter((second) => Object.keys(at(second)).length > 0),
      [110, 120, 130],
    );
  });

  it('sum up the rounds since the last one', () => {
    report.count(1000, 9);
    at(100);
    report.count(30, 0.5);
    report.count(20, 0.25);
    const first = at(110);
    assert.deepEqual([first['gauge-samples_per_second'], first['duration-round']], [5, 0.375]);
    report.count(10, 0.125);
    const second = at(120);
    assert.deepEqual([second['gauge-samples_per_second'], second['duration-round']], [1, 0.125]);
    assert.equal('duration-round' in at(130), false);
  });

  it('tell what is counted elsewhere, and 0 where nobody counts', () => {
    at(100);
    const counts = {
      'gauge-series': 3,
      'gauge-stale': 4,
      'gauge-from_cache': 0,
      'gauge-unpredicted': 2,
      'gauge-mixed': 0,
      'gauge-duplicates': 0,
      'gauge-skipped': 0,
      'gauge-late': 0,
      'gauge-wrong_clocks': 0,
      'gauge-future': 0,
      'gauge-screened': 0,
      'gauge-abstentions': 0,
      'gauge-samples_per_second': 0,
      'gauge-superseded': 7,
    };
    assert.deepEqual(at(110, 4), counts);
    report = reportOfAll({
      fromCache: () => 11,
      duplicates: () => 12,
      mixed: () => 13,
      skipped: () => 14,
      late: () => 15,
      wrongClocks: () => 16,
      future: () => 17,
    });
    at(100);
    assert.deepEqual(at(110, 4), {
      ...counts,
      'gauge-from_cache': 11,
      'gauge-duplicates': 12,
      'gauge-mixed': 13,
      'gauge-skipped': 14,
      'gauge-late': 15,
      'gauge-wrong_clocks': 16,
      'gauge-future': 17,
      'gauge-screened': 0,
    });
  });

  it('tell of each target by itself', () => {
    at(100);
    const line = Array.from({ length: 50 }, (_, i) => 100 + i);
    const [memory, disk] = [seriesOf(now, line), seriesOf(now, line)];
    Object.defineProperty(disk, 'target', { value: 'disk' });
    const series = [memory, disk, seriesOf(now, line)];
    for (const one of series)
      Object.defineProperty(one.prediction, 'alerts', { value: { warned: 1, missed: 0, falseAlarms: 0 } });
    const counts = at(110, 0, series);
    assert.deepEqual([counts['gauge-warned-memory'], counts['gauge-warned-disk']], [2, 1]);
  });
});
