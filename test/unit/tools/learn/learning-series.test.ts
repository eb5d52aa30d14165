import assert from 'node:assert/strict';
import {
  checkRanges,
  checkRows,
  countRows,
  learningSeries,
  usualIntervalOf,
} from '../../../../tools/learn/learning-series.ts';
import { climbingSeries } from '../../../support/climbing-series.ts';
import { range } from './hand-made-learning-series.ts';

/** Reaches the limit at 390 s. */
const climb = {
  name: 'climb.csv',
  group: 'climb.csv',
  samples: climbingSeries(500),
  limit: 3700,
  horizonSeconds: 60,
  intervalSeconds: 1,
  endsMidway: true,
  unit: 'plain',
} as const;

describe('a series to learn from', () => {
  it('is labelled by its limit when there are no ranges', () => {
    const series = learningSeries(climb, []);
    assert.deepEqual(
      series.crossings.map(({ time }) => time),
      [390],
    );
    assert.equal(series.training.labels[series.training.times.indexOf(389)], 1);
    assert.equal(series.training.labels[series.training.times.indexOf(100)], -1);
    assert.deepEqual([series.times.length, series.values.at(-1)], [500, 4790]);
  });

  it('is labelled by ranges alone when there are some', () => {
    const series = learningSeries(climb, [range(-1, 0, 50), range(1, 200, 230)]);
    assert.deepEqual(countRows([series]), { normal: 46, abnormal: 30 });
    assert.equal(series.training.labels[series.training.times.indexOf(400)], 0);
  });

  it('has an interval, a hole does not count', () => {
    const samples = [0, 10, 20, 500, 510].map((time) => ({ time, value: 1 }));
    assert.equal(usualIntervalOf(samples), 10);
    assert.equal(usualIntervalOf(samples.slice(0, 1)), 1);
  });
});

describe('what is enough to learn from', () => {
  it('has samples in each range', () => {
    const ranges = [range(-1, 0, 50), range(1, 600, 610)];
    const series = learningSeries(climb, ranges);
    assert.throws(() => checkRanges(ranges, [series], 'the file holds'), {
      name: 'OutsideError',
      message: '600..610: the file holds no sample of climb.csv in it; read was 0 s to 499 s',
    });
    const later = learningSeries({ ...climb, samples: climbingSeries(500, 500) }, ranges);
    checkRanges(ranges, [series, later], 'the files hold');
    checkRanges([range(1, 499, 499.5)], [series], 'the file holds');
    assert.throws(() => checkRanges([range(1, 498.5, 499)], [series], 'the file holds'));
  });

  it('has ten rows of each label', () => {
    const byHand = [range(-1, 0, 50), range(1, 60, 80)];
    checkRows({ normal: 10, abnormal: 10 }, byHand);
    for (const [counts, ranges, message] of [
      [
        { normal: 10, abnormal: 9 },
        byHand,
        /^too little to learn from: 9 abnormal rows, and 10 are needed .*; widen the range of --fault, or name another one$/,
      ],
      [{ normal: 3, abnormal: 20 }, byHand, /: 3 normal rows, .* --normal, or name another one$/],
      [
        { normal: 900, abnormal: 0 },
        [],
        /: 0 abnormal rows, .*; is the limit crossed at all\? Lower --limit, /,
      ],
      [{ normal: 0, abnormal: 900 }, [], /: 0 normal rows, .*; give a longer series, /],
    ] as const)
      assert.throws(() => checkRows(counts, ranges), { name: 'OutsideError', message });
  });

  it('has none that are abnormal where only normal time was named', () => {
    checkRows({ normal: 10, abnormal: 0 }, [range(-1, 0, 50)]);
    assert.throws(() => checkRows({ normal: 9, abnormal: 0 }, [range(-1, 0, 50)]), /: 9 normal rows, /);
  });
});
