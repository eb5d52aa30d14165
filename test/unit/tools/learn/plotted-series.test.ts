import assert from 'node:assert/strict';
import { plottedSeries } from '../../../../tools/learn/plotted-series.ts';
import { handMadeLearningSeries, times } from './hand-made-learning-series.ts';

describe('the series of a report', () => {
  it('are the twelve with the most abnormal rows', () => {
    const series = Array.from({ length: 15 }, (_, count) =>
      handMadeLearningSeries({ name: `s${count}`, labels: [...times(count, 1), -1] }),
    );
    const drawn = plottedSeries(
      series,
      series.map(({ times: { length } }) => new Float64Array(length)),
    );
    assert.deepEqual(
      drawn.map(({ name }) => name),
      Array.from({ length: 12 }, (_, index) => `s${14 - index}`),
    );
  });

  it('have the margins that were judged, and stretches of one label', () => {
    const series = handMadeLearningSeries({ labels: [-1, -1, 0, 1, 1, 0, 1, -1] });
    const margins = Float64Array.of(-1, -2, Number.NaN, 1, 2, Number.NaN, 3, -4);
    const [drawn] = plottedSeries([series], [margins]);
    assert.deepEqual(drawn!.margins, [-1, -2, null, 1, 2, null, 3, -4]);
    assert.deepEqual(drawn!.marginTimes, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(drawn!.stretches, [
      { from: 0, to: 1, label: -1 },
      { from: 3, to: 4, label: 1 },
      { from: 6, to: 6, label: 1 },
      { from: 7, to: 7, label: -1 },
    ]);
    assert.deepEqual([drawn!.limit, drawn!.unit, drawn!.isEpoch], [100, 'plain', false]);
  });

  it('keep lows and highs when they are thinned out', () => {
    const levels = Array.from({ length: 50_000 }, (_, index) =>
      index === 33_333 ? 0.9 : index === 7 ? 0.1 : 0.5,
    );
    const series = handMadeLearningSeries({ labels: times(50_000, -1), levels });
    const [drawn] = plottedSeries([series], [Float64Array.from(levels)]);
    assert.ok(drawn!.times.length < 4000);
    assert.equal(drawn!.values[drawn!.times.indexOf(33_333)], 90);
    assert.equal(drawn!.values[drawn!.times.indexOf(7)], 10);
    assert.equal(drawn!.margins[drawn!.marginTimes.indexOf(33_333)], 0.9);
    assert.equal(drawn!.times.at(-1), 49_999);
  });
});
