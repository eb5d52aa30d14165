import assert from 'node:assert/strict';
import { marginHistogram, marginsOf, recallCurve } from '../../../../tools/learn/report-page.ts';
import { handMadeLearningSeries } from './hand-made-learning-series.ts';

describe('the figures that a report draws', () => {
  it('are of margins of one label that were judged', () => {
    const series = [
      [1, -1, 0],
      [1, 1],
    ].map((labels) => handMadeLearningSeries({ labels }));
    const margins = [Float64Array.of(1, 2, Number.NaN), Float64Array.of(Number.NaN, 4)];
    assert.deepEqual([...marginsOf(series, margins, 1)], [1, 4]);
    assert.deepEqual([...marginsOf(series, margins, -1)], [2]);
  });

  it('have a curve of what is found while so much is called so wrongly', () => {
    const normal = Float64Array.from({ length: 10 }, (_, index) => index);
    const { falseShare, recall } = recallCurve(normal, Float64Array.of(9.5, 8.5, 7.5, 9, -1));
    assert.deepEqual(falseShare, [0, 0.1, 0.2]);
    // Above 9, above 8, above 7.
    assert.deepEqual(recall, [0.2, 0.6, 0.8]);
  });

  it('have a curve of few points that never falls, however many rows there are', () => {
    const normal = Float64Array.from({ length: 30_000 }, (_, index) => Math.sin(index));
    const abnormal = Float64Array.from({ length: 30_000 }, (_, index) => Math.sin(index) + 0.5);
    const { falseShare, recall } = recallCurve(normal, abnormal);
    assert.ok(falseShare.length <= 301 && falseShare.at(-1)! > 0.19 && falseShare.at(-1)! <= 0.2);
    assert.ok(recall.every((share, index) => share >= (recall[index - 1] ?? 0)));
  });

  it('have a histogram of shares of each label, the outermost bins with what is beyond', () => {
    const normal = Float64Array.from({ length: 100 }, (_, index) => (index === 0 ? -1000 : -1.95));
    const { widest, from, normal: below, abnormal } = marginHistogram(normal, Float64Array.of(0.05, 1.05));
    assert.equal(widest, 2);
    assert.deepEqual([from.length, from[0], from[20]], [40, -2, 0]);
    assert.ok(Math.abs(below[0]! - 1) < 1e-9);
    assert.deepEqual([abnormal[20], abnormal[30]], [0.5, 0.5]);
  });

  it('have a histogram without any margins', () => {
    const none = marginHistogram(new Float64Array(0), new Float64Array(0));
    assert.ok([...none.normal, ...none.abnormal].every((share) => share === 0));
  });
});
