import assert from 'node:assert/strict';
import {
  formatImported,
  formatLearned,
  warningsOf,
  type LearnResult,
} from '../../../../tools/learn/summary.ts';
import type { Figures } from '../../../../tools/learn/figures.ts';

const figures: Figures = {
  heldOutBy: 'fault',
  normal: { rows: 1000, abnormal: 10 },
  abnormal: { rows: 100, abnormal: 80 },
  belowLimit: { rows: 60, abnormal: 45 },
  precision: 80 / 90,
  recall: 0.8,
  falseShare: 0.01,
  falseAlerts: 1,
  normalSeconds: 1000,
  crossings: { count: 2, announced: 1, medianSeconds: 42 },
  faults: { count: 1, announced: 1, medianSeconds: 7 },
};
const result: LearnResult = {
  series: ['web1/memory/memory-used'],
  rows: { normal: 1000, abnormal: 100 },
  horizonSeconds: [60],
  figures,
  model: {
    file: 'm.json',
    bytes: 20_480,
    supportVectors: 37,
    features: ['level', 'noise'],
    trainer: 'libsvm',
    cost: 3,
    width: 0.6,
    falseShare: 0.01,
    seed: 1,
  },
  warnings: ['look out'],
  seconds: 12.34,
};

describe('the summary of what was learned', () => {
  it('says how good the model is, of what it was made, and what to do next', () => {
    assert.equal(
      formatLearned(result),
      `Learned from web1/memory/memory-used: 1,000 normal and 100 abnormal rows, horizon 1 min

Judged on faults that it was not trained on, and on other normal time:

                called normal  called abnormal
truly normal              990               10
truly abnormal             20               80

recall        80.0 % of abnormal time was called so (80 of 100 rows); of that below the limit, 75.0 % (45 of 60)
precision     88.9 % of what was called abnormal was (80 of 90 rows)
false         1.0 % of normal time was called abnormal (10 of 1,000 rows); 1 alert in 16 min 40 s of it
crossings     1 of 2 called abnormal before the limit was crossed, median lead time 42.0 s
faults        1 of 1 called abnormal before they ended, at the median after 7.0 s
model         m.json (20 KiB): 37 support vectors, 2 features; trainer libsvm, C 3, kernel width 0.6, at most 1.0 % false, seed 1
took          12.3 s

Warning: look out

Next: try it on the past with dma backtest --detector m.json, then name it in dma.yaml: detector: {svm: m.json}
`,
    );
  });

  it('says so when there is nothing to tell', () => {
    const none = { rows: 0, abnormal: 0 };
    const count = { count: 0, announced: 0, medianSeconds: null };
    const unknown = { normal: none, abnormal: none, belowLimit: none, crossings: count, faults: count };
    const text = formatLearned({
      ...result,
      series: ['a', 'b'],
      figures: { ...figures, ...unknown, precision: null, recall: null, falseShare: null },
    });
    assert.match(text, /^Learned from 2 series: /);
    assert.match(text, /\nrecall +- \(no abnormal row could be judged\)\n/);
    assert.match(text, /\nprecision +- \(nothing was called abnormal\)\n/);
    assert.match(text, /\nfalse +- \(no normal row could be judged\)\n/);
    assert.doesNotMatch(text, /\n(crossings|faults)|NaN|null/);
  });

  it('says of an imported model that it was not judged', () => {
    const imported = {
      file: 'm.json',
      bytes: 512,
      about: 'imported from a.txt',
      features: ['level'],
      supportVectors: 3,
    };
    const text = formatImported(imported);
    assert.match(
      text,
      /^m\.json \(512 bytes\): imported from a\.txt\n3 support vectors, 1 features\n\nHow good it is was not judged: try it /,
    );
  });
});

const warnings = (more: Partial<Figures>, hasRanges = true) => warningsOf({ ...figures, ...more }, hasRanges);

describe('the warnings about a model', () => {
  it('are none when it is good', () => assert.deepEqual(warnings({}), []));

  it('say that it is of little use below the limit, however much it finds above', () => {
    assert.match(
      warnings({ belowLimit: { rows: 60, abnormal: 11 } })[0]!,
      /^the model finds only 18\.3 % of the abnormal time below the limit, and is of little use; name more --fault ranges/,
    );
    assert.deepEqual(warnings({ belowLimit: { rows: 60, abnormal: 12 } }), []);
    assert.match(
      warnings({ belowLimit: { rows: 0, abnormal: 0 }, abnormal: { rows: 60, abnormal: 0 } }, false)[0]!,
      /^the model finds nothing of the abnormal time, and is of little use; give more series in which the limit is crossed; check --limit; /,
    );
  });

  it('say that no alert would have come', () => {
    const none = { count: 2, announced: 0, medianSeconds: null };
    const text = warnings({ crossings: none, faults: none })[0]!;
    assert.match(text, /^the model called nothing abnormal for long enough to raise an alert in time; /);
  });

  it('say that figures from pieces of one fault look better than they are', () => {
    assert.match(
      warnings({ heldOutBy: 'piece' })[0]!,
      /^there is one fault only, .* the figures look better than they are; add a --fault range of another one$/,
    );
  });

  it('say that nothing is known, the false share neither, when nothing was held out', () => {
    const none = { rows: 0, abnormal: 0 };
    const text =
      /^too little could be held out, so neither how much of a fault .* nor how much of normal time .* and --false-share may not hold; name more --fault ranges/;
    for (const given of [
      { abnormal: none, belowLimit: none, recall: null },
      { normal: none, falseShare: null },
    ]) {
      const said = warnings({ ...given, heldOutBy: 'piece' });
      assert.equal(said.length, 1);
      assert.match(said[0]!, text);
    }
  });
});
