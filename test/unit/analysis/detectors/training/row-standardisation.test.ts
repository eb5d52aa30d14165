import assert from 'node:assert/strict';
import { ModelError } from '../../../../../analysis/detector.ts';
import type { Row } from '../../../../../analysis/detectors/training/row-choice.ts';
import {
  standardisationOf,
  standardised,
} from '../../../../../analysis/detectors/training/row-standardisation.ts';
import { featureNames } from '../../../../../analysis/features/features.ts';
import { runs, syntheticSeries } from './synthetic-series.ts';

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
