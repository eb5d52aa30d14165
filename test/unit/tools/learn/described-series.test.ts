import assert from 'node:assert/strict';
import { FeatureTracker } from '../../../../analysis/features/feature-tracker.ts';
import { featureNames } from '../../../../analysis/features/features.ts';
import { describeSeries, GrowingRows } from '../../../../tools/learn/described-series.ts';
import { climbingSeries } from '../../../support/climbing-series.ts';

const series = { name: 'climb', group: 'climbs', limit: 5000, horizonSeconds: 60 };

const labelOf = (): 1 => 1;

describe('a described series', () => {
  it('has a row for each sample that a detector would be asked about, with its features and its label', () => {
    const samples = climbingSeries(2000);
    const described = describeSeries({ ...series, samples }, (time) => (time >= 1000 ? 1 : -1));
    const tracker = new FeatureTracker(60);
    let row = 0;
    for (const { time, value } of samples) {
      tracker.append(time, value, 5000);
      const { features } = tracker;
      if ('kind' in features) continue;
      assert.equal(described.times[row], time);
      assert.equal(described.labels[row], time >= 1000 ? 1 : -1);
      const found = described.features.slice(row * featureNames.length, (row + 1) * featureNames.length);
      assert.deepEqual(found, Float32Array.from(features));
      row++;
    }
    assert.equal(row, 1996);
    assert.equal(described.features.length, row * featureNames.length);
    assert.deepEqual([described.name, described.group, described.horizonSeconds], ['climb', 'climbs', 60]);
  });

  it('leaves out what is not finite, not newer, or between the points of the grid', () => {
    const clean = climbingSeries(50);
    const spoilt = clean.flatMap(({ time, value }) => [
      { time, value },
      { time, value: 0 },
      { time: time - 0.5, value: 0 },
      { time: time + 0.2, value: Number.NaN },
      { time: time + 0.3, value },
    ]);
    assert.deepEqual(
      describeSeries({ ...series, samples: spoilt }, labelOf).times,
      describeSeries({ ...series, samples: clean }, labelOf).times,
    );
  });
});

describe('growing rows', () => {
  it('hold all that was appended, in its order, as copies', () => {
    const rows = new GrowingRows();
    const row = new Float64Array(7);
    for (let i = 0; i < 1000; i++) rows.append(row.fill(i));
    const numbers = rows.toArray();
    assert.equal(numbers.length, 7000);
    assert.ok(numbers.every((number, index) => number === Math.floor(index / 7)));
  });

  it('take a row that is longer than all before', () => {
    const rows = new GrowingRows();
    rows.append(Float64Array.of(1));
    rows.append(new Float64Array(5000).fill(2));
    assert.equal(rows.toArray().length, 5001);
  });

  it('may be none', () => assert.equal(new GrowingRows().toArray().length, 0));
});
