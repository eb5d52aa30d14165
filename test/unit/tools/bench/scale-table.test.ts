import assert from 'node:assert/strict';
import { measureJudging } from '../../../../tools/bench/judging.ts';
import { formatScale } from '../../../../tools/bench/scale-table.ts';
import type { ScaleResult } from '../../../../tools/bench/scale.ts';

const result: ScaleResult = {
  series: 50_000,
  startSeconds: 12.34,
  coreShare: 0.1,
  residentBytes: 300e6,
  perCoreSecond: 50_000,
  lagSeconds: { median: 0.5, p99: 1.2 },
  stalls: { longest: 0.045, p99: 0.01 },
  roundSeconds: 0.05,
  cSeriesPerSecond: 100_000,
  prometheusPerSecond: 200_000,
  judgedPerSecond: 1e6,
};

const cells = (results: readonly ScaleResult[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    formatScale(results)
      .map((line) => line.split(/ {2,}/))
      .map(([name, ...values]) => [name, values]),
  );

describe('the table of many series', () => {
  it('has a column for each number of series, and the ratios to what others do in the same run', () => {
    const table = cells([result, { ...result, series: 1000, startSeconds: undefined }]);
    assert.deepEqual(table['series'], ['50,000', '1,000']);
    assert.deepEqual(table['all predicted after'], ['12.3 s', 'never']);
    assert.deepEqual(table['resident, a series'], ['6.0 kB', '300.0 kB']);
    assert.deepEqual(table['read and judged, of the C program (goal 1)'], ['0.50', '0.50']);
    assert.deepEqual(table['read and judged, of Prometheus (goal 0.6)'], ['0.25', '0.25']);
    assert.deepEqual(table['judging alone, of Prometheus (goal 3)'], ['5.00', '5.00']);
  });

  it('leaves open what a measurement was too short for', () => {
    const table = cells([{ ...result, perCoreSecond: Number.NaN, roundSeconds: undefined }]);
    assert.deepEqual(table['read and judged, a core second'], ['?']);
    assert.deepEqual(table['read and judged, of Prometheus (goal 0.6)'], []);
  });

  it('says which program is missing', () => {
    const table = cells([{ ...result, cSeriesPerSecond: undefined, prometheusPerSecond: undefined }]);
    assert.deepEqual(table['C program, a second'], ['no gcc with libhiredis-dev']);
    assert.deepEqual(table['Prometheus, a second'], ['no package prometheus']);
    assert.deepEqual(table['judging alone, of Prometheus (goal 3)'], []);
  });
});

describe('the measurement of judging alone', () => {
  it('counts each series once a round', () => {
    let now = 0;
    assert.equal(
      measureJudging(30, () => (now += 2)),
      15,
    );
  });
});
