import assert from 'node:assert/strict';
import { figuresOf } from '../../../../tools/learn/figures.ts';
import { handMadeLearningSeries, times } from './hand-made-learning-series.ts';

describe('the figures of a model', () => {
  const series = handMadeLearningSeries({
    labels: [...times(50, -1), ...times(20, 0), ...times(30, 1)],
    levels: [...times(90, 0.8), ...times(10, 1.1)],
    crossings: [90],
  });
  /** 10 of the 50 normal rows in a row, then 5 s before the limit on. */
  const margins = Float64Array.from([
    ...times(10, -1),
    ...times(10, 1),
    ...times(30, -1),
    ...times(20, Number.NaN),
    ...times(12, -1),
    ...times(18, 1),
  ]);
  const figures = figuresOf([series], { heldOutBy: 'fault', heldOutMargins: [margins] });

  it('count rows by what they are and what they were called', () => {
    assert.deepEqual(figures.normal, { rows: 50, abnormal: 10 });
    assert.deepEqual(figures.abnormal, { rows: 30, abnormal: 18 });
    assert.equal(figures.precision, 18 / 28);
    assert.equal(figures.recall, 0.6);
    assert.equal(figures.falseShare, 0.2);
    assert.equal(figures.heldOutBy, 'fault');
  });

  it('tell apart what was found below the limit', () => {
    assert.deepEqual(figures.belowLimit, { rows: 20, abnormal: 8 });
  });

  it('count false alerts, and the normal time that they came in', () => {
    assert.equal(figures.falseAlerts, 1);
    assert.equal(figures.normalSeconds, 49);
  });

  it('say how many crossings were announced, and how long before', () => {
    assert.deepEqual(figures.crossings, { count: 1, announced: 1, medianSeconds: 3 });
    assert.deepEqual(figures.faults, { count: 0, announced: 0, medianSeconds: null });
  });

  it('do not count a gap as normal time', () => {
    const { training } = handMadeLearningSeries({ labels: times(3, -1) });
    const gappy = {
      ...handMadeLearningSeries({ labels: times(3, -1) }),
      training: { ...training, times: Float64Array.of(0, 1, 1001) },
    };
    const { normalSeconds } = figuresOf([gappy], {
      heldOutBy: 'group',
      heldOutMargins: [Float64Array.of(-1, -1, -1)],
    });
    assert.equal(normalSeconds, 6);
  });

  it('are not known where nothing was judged', () => {
    const none = figuresOf([series], {
      heldOutBy: 'piece',
      heldOutMargins: [new Float64Array(100).fill(Number.NaN)],
    });
    assert.deepEqual([none.precision, none.recall, none.falseShare], [null, null, null]);
    assert.equal(none.crossings.count, 0);
  });
});
