import assert from 'node:assert/strict';
import { draw, drawRows, featuresOfRow } from '../../../../../analysis/detectors/training/row-choice.ts';
import { featureNames } from '../../../../../analysis/features/features.ts';
import { seededRandom } from '../../../../../analysis/maths/seeded-random.ts';
import { runs, syntheticSeries } from './synthetic-series.ts';

function all(length: number): Uint8Array {
  return new Uint8Array(length).fill(1);
}

describe('drawing rows', () => {
  it('lets series count alike, however long they are', () => {
    const series = [10_000, 300, 300, 300, 300, 300].map((count, i) =>
      syntheticSeries({ name: `series ${i}`, labels: runs(count, -1) }),
    );
    const usable = series.map(({ labels }) => all(labels.length));
    const rows = drawRows(series, usable, -1, 600, seededRandom(1));
    assert.equal(rows.length, 600);
    const long = rows.filter(({ series: { name } }) => name === 'series 0').length;
    // Four times a fair share of 100 goes into the draw beside 1500 others, where 87 % of the rows would have been.
    assert.ok(long > 80 && long < 180, String(long));
    for (let i = 1; i < 6; i++) {
      assert.ok(rows.some((row) => row.series.name === `series ${i}`));
    }
  });

  it('draws rows of the label that may be used, each once', () => {
    const series = [syntheticSeries({ labels: runs(50, -1, 50, 1, 50, 0) })];
    const usable = [Uint8Array.from({ length: 150 }, (_, row) => row % 2)];
    const rows = drawRows(series, usable, 1, 1000, seededRandom(1));
    assert.deepEqual(
      rows.map(({ index }) => index).sort((a, b) => a - b),
      Array.from({ length: 25 }, (_, i) => 51 + 2 * i),
    );
    assert.ok(rows.every(({ label }) => label === 1));
  });

  it('draws none where there is none', () => {
    const series = [syntheticSeries({ labels: runs(50, -1) })];
    assert.deepEqual(drawRows(series, [all(50)], 1, 10, seededRandom(1)), []);
  });

  it('draws the same rows with the same random numbers', () => {
    const series = [syntheticSeries({ labels: runs(500, -1) })];
    const indices = (seed: number): number[] =>
      drawRows(series, [all(500)], -1, 20, seededRandom(seed)).map(({ index }) => index);
    assert.deepEqual(indices(1), indices(1));
    assert.notDeepEqual(indices(1), indices(2));
  });

  it('draws each as likely as any other', () => {
    const random = seededRandom(1);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) for (const item of draw([0, 1, 2, 3], 2, random)) counts[item]!++;
    for (const count of counts) assert.ok(count > 1850 && count < 2150, String(counts));
  });
});

describe('the features of a row', () => {
  it('are its own, as a view', () => {
    const series = syntheticSeries({ labels: runs(3, 1), featuresOf: (row) => [row, -row] });
    const features = featuresOfRow({ series, index: 2 });
    assert.deepEqual([...features.subarray(0, 3)], [2, -2, 0.5]);
    assert.equal(features.length, featureNames.length);
    assert.equal(features.buffer, series.features.buffer);
  });
});
