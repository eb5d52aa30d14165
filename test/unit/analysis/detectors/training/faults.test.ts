import assert from 'node:assert/strict';
import { faultsOf } from '../../../../../analysis/detectors/training/faults.ts';
import type { TrainingSeries } from '../../../../../analysis/detectors/training/training-rows.ts';
import { runs, syntheticSeries } from './synthetic-series.ts';

const synthetic = (...countsAndLabels: number[]) => syntheticSeries({ labels: runs(...countsAndLabels) });

/** The same rows, later by some seconds. */
function shifted(series: TrainingSeries, seconds: number): TrainingSeries {
  return { ...series, times: series.times.map((time) => time + seconds) };
}

/** Of each fault the first and last row of its runs, by series. */
function spans(...series: TrainingSeries[]): [series: number, first: number, last: number][][] {
  return faultsOf(series).map((fault) =>
    fault.map(({ series: which, firstRow, lastRow }) => [which, firstRow, lastRow] as const),
  ) as [number, number, number][][];
}

describe('faults', () => {
  it('are one when less than a horizon of anything else lies between them', () => {
    assert.deepEqual(spans(synthetic(10, 1, 30, -1, 28, 0, 5, 1)), [[[0, 0, 72]]]);
    assert.deepEqual(spans(synthetic(10, 1, 30, -1, 29, 0, 5, 1)), [[[0, 0, 9]], [[0, 69, 73]]]);
  });

  it('are two where the series has a hole of a horizon in it', () => {
    const series = synthetic(20, 1);
    const holed = { ...series, times: series.times.map((time, row) => time + (row < 10 ? 0 : 59)) };
    assert.deepEqual(spans(holed), [[[0, 0, 9]], [[0, 10, 19]]]);
  });

  it('are one in several series at the same time, or less than a horizon later', () => {
    const first = synthetic(100, -1, 10, 1);
    assert.deepEqual(spans(first, synthetic(105, -1, 10, 1), synthetic(173, -1, 5, 1)), [
      [
        [0, 100, 109],
        [1, 105, 114],
        [2, 173, 177],
      ],
    ]);
    assert.deepEqual(spans(first, shifted(first, 69)), [[[0, 100, 109]], [[1, 100, 109]]]);
  });

  it('last as long as the longest of their series', () => {
    const long = synthetic(200, 1);
    assert.equal(faultsOf([long, synthetic(10, -1, 5, 1), synthetic(250, -1, 5, 1)]).length, 1);
  });

  it('come in the order of time', () => {
    assert.deepEqual(spans(synthetic(500, -1, 10, 1), synthetic(100, -1, 10, 1)), [
      [[1, 100, 109]],
      [[0, 500, 509]],
    ]);
  });

  it('are not one in recordings that count from their own beginning', () => {
    const recording = shifted(synthetic(100, -1, 10, 1), -1.8e9);
    assert.deepEqual(spans(recording, recording), [[[0, 100, 109]], [[1, 100, 109]]]);
  });

  it('are none without abnormal rows', () => assert.deepEqual(faultsOf([synthetic(9, -1), synthetic()]), []));
});
