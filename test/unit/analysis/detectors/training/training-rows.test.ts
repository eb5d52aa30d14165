import assert from 'node:assert/strict';
import {
  draw,
  drawRows,
  featuresOfRow,
  type Row,
  standardisationOf,
  standardised,
} from '../../../../../analysis/detectors/training/training-rows.ts';
import { featureNames } from '../../../../../analysis/features/features.ts';
import { seededRandom } from '../../../../../analysis/maths/seeded-random.ts';
import { runs, syntheticSeries } from './synthetic-series.ts';
import { ModelError } from '../../../../../analysis/detector.ts';

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

function rowsOf(featuresOf: (row: number) => readonly number[]): Row[] {
  const series = syntheticSeries({ labels: runs(4, 1), featuresOf });
  return [0, 1, 2, 3].map((index) => ({ series, index, label: 1 }));
}

describe('standardisation', () => {
  const rows = rowsOf((row) => [[1, 3, 5, 7][row]!, 8, 100 * row]);

  it('takes means and standard deviations, and leaves out what is constant', () => {
    const { columns, means, deviations } = standardisationOf(rows);
    assert.deepEqual(columns, [0, 2]);
    assert.deepEqual(means, [4, 150]);
    assert.ok(Math.abs(deviations[0]! - Math.sqrt(5)) < 1e-12);
    assert.ok(Math.abs(deviations[1]! - Math.sqrt(12_500)) < 1e-9);
  });

  it('takes rounding for constant', () => {
    assert.deepEqual(standardisationOf(rowsOf((row) => [row, 0.5 + row * 1e-8])).columns, [0]);
  });

  it('gives numbers of mean 0 and standard deviation 1', () => {
    const standardisation = standardisationOf(rows);
    const features = new Float32Array(featureNames.length).fill(9);
    features.set([4, 9, 150 + Math.sqrt(12_500)]);
    const [first, second, ...rest] = standardised(standardisation, features);
    assert.deepEqual([first, rest], [0, []]);
    assert.ok(Math.abs(second! - 1) < 1e-6);
  });

  it('takes what is further away than three deviations for that far', () => {
    const standardisation = standardisationOf(rows);
    const features = new Float32Array(featureNames.length).fill(9);
    for (const [level, expected] of [
      [1e9, 3],
      [-1e9, -3],
    ] as const) {
      features[0] = level;
      assert.equal(standardised(standardisation, features)[0], expected);
    }
  });

  it('refuses rows that all look the same', () => {
    assert.throws(
      () => standardisationOf(rowsOf(() => [3])),
      new ModelError('nothing to learn: all rows look the same'),
    );
  });
});
