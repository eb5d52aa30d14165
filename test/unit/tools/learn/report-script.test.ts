import assert from 'node:assert/strict';
import type { LearnResult } from '../../../../tools/learn/summary.ts';
import { learnReportPage } from '../../../../tools/learn/report-page.ts';
import { canvas, openPage } from '../../../support/report-browser.ts';
import { handMadeLearningSeries, times } from './hand-made-learning-series.ts';

const counted = { count: 0, announced: 0, medianSeconds: null };
const result: LearnResult = {
  series: ['made'],
  rows: { normal: 100, abnormal: 50 },
  horizonSeconds: [60],
  figures: {
    heldOutBy: 'fault',
    normal: { rows: 100, abnormal: 10 },
    abnormal: { rows: 50, abnormal: 40 },
    belowLimit: { rows: 50, abnormal: 40 },
    precision: 0.8,
    recall: 0.75,
    falseShare: 0.125,
    falseAlerts: 1,
    normalSeconds: 100,
    crossings: counted,
    faults: counted,
  },
  model: {
    file: 'm.json',
    bytes: 20_480,
    supportVectors: 37,
    features: ['level'],
    trainer: 'libsvm',
    cost: 3,
    width: 0.6,
    falseShare: 0.01,
    seed: 1,
  },
  warnings: [],
  seconds: 1,
};
/** Normal, then unlabelled, then abnormal. */
const series = handMadeLearningSeries({ labels: [...times(100, -1), ...times(20, 0), ...times(50, 1)] });
const page = learnReportPage(result, [series], [Float64Array.from(series.times, (time) => time - 110)]);

describe('the script of a report of what was learned', () => {
  const { plots } = openPage(page);
  const [curve, , value, margin] = plots;

  it('draws the recall and the margins, and of each series the value and its margin', () => {
    assert.equal(plots.length, 4);
    assert.deepEqual([...value!.axes[1]!.values!({}, [50, 100])], ['50', '100']);
    assert.deepEqual([...margin!.axes[0]!.values!({}, [0, 90])], ['0 s', '90 s']);
    assert.deepEqual([...curve!.axes[1]!.values!({}, [0, 0.125])], ['0 %', '12.5 %']);
  });

  it('marks where the boundary is', () => {
    const { plot, dots } = canvas();
    curve!.hooks.draw[0]!(plot);
    assert.deepEqual(dots, [[0.125, 0.75]]);
  });

  it('shades what is normal and abnormal in truth', () => {
    for (const { hooks } of [value!, margin!]) {
      const { plot, rectangles } = canvas();
      hooks.drawClear[0]!(plot);
      assert.deepEqual(rectangles, [
        ['true-shade', 0, 99],
        ['false-shade', 120, 49],
      ]);
    }
  });

  it('names the limit of the value, and the boundary of the margin', () => {
    for (const [{ hooks }, height, text] of [
      [value!, 100, 'limit 100'],
      [margin!, 0, 'boundary'],
    ] as const) {
      const { plot, points, texts } = canvas();
      hooks.draw[0]!(plot);
      assert.deepEqual([points, texts], [[[800, height]], [text]]);
    }
  });
});
