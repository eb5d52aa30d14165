import assert from 'node:assert/strict';
import type { Kernel } from '../../../../analysis/detectors/kernel-model.ts';
import { svm } from '../../../../analysis/detectors/svm.ts';
import { featureNames } from '../../../../analysis/features/features.ts';
import { svmDetectorModels } from '../../../support/detector-models.ts';

const base = svmDetectorModels.sound['linear']!;

/** Features that are 0 but for these. */
function featuresOf(named: Partial<Record<(typeof featureNames)[number], number>>): Float64Array {
  return Float64Array.from(featureNames, (name) => named[name] ?? 0);
}

/** Two features, in an order of its own: half of the slope above 1, a tenth of the level above 2. */
function marginOf(kernel: Kernel, vectors: number[][], coefficients: number[], bias: number): number {
  const features = ['slope_one', 'level'];
  const machine = { kernel, vectors, coefficients, bias };
  const loaded = svm.load({ ...base, features, means: [1, 2], deviations: [2, 10], machine });
  const verdict = loaded.judge(featuresOf({ slope_one: 5, level: 12, past: 99 }));
  assert.ok(verdict.kind === 'verdict');
  assert.equal(verdict.abnormal, verdict.margin > 0);
  return verdict.margin;
}

describe('the support vector machine', () => {
  it('looks no further than its reach, and as far as there is without one', () => {
    const machine = { kernel: { kind: 'linear' }, vectors: [[1]], coefficients: [1], bias: 0 };
    const model = { ...base, features: ['level'], means: [0], deviations: [1], machine };
    for (const [reach, level, margin] of [
      [3, 9, 3],
      [3, -9, -3],
      [3, 2, 2],
      [undefined, 9, 9],
    ] as const) {
      const verdict = svm.load({ ...model, reach }).judge(featuresOf({ level }));
      assert.equal(verdict.kind === 'verdict' && verdict.margin, margin);
    }
  });

  // Standardised, the slope is 2 and the level is 1.
  it('says where a point is from the plane of a linear kernel', () => {
    assert.equal(marginOf({ kind: 'linear' }, [[1, 0]], [3], -5), 1);
    assert.equal(
      marginOf(
        { kind: 'linear' },
        [
          [1, 0],
          [4, 10],
        ],
        [1, -0.5],
        6,
      ),
      -1,
    );
  });

  it('takes the polynomial of what the point and its vectors have in common', () => {
    const kernel = { kind: 'polynomial', degree: 3, gamma: 0.5, offset: 1 } as const;
    assert.equal(marginOf(kernel, [[1, 0]], [2], 0.5), 2 * 2 ** 3 + 0.5);
    assert.equal(
      marginOf(
        kernel,
        [
          [1, 0],
          [0, 4],
        ],
        [2, -1],
        0,
      ),
      2 * 2 ** 3 - 3 ** 3,
    );
  });

  it('takes the bell of the distance from its vectors', () => {
    const kernel = { kind: 'rbf', gamma: 0.25 } as const;
    assert.equal(marginOf(kernel, [[2, 1]], [0.75], -1), -0.25);
    const margin = marginOf(
      kernel,
      [
        [2, 3],
        [0, 1],
      ],
      [2, -1],
      0,
    );
    assert.ok(Math.abs(margin - Math.exp(-1)) < 1e-15, String(margin));
  });

  it('calls the boundary itself normal', () => {
    assert.equal(marginOf({ kind: 'linear' }, [[1, 0]], [1], -2), 0);
  });

  it('abstains when its margin is not finite', () => {
    const machine = { kernel: { kind: 'linear' }, vectors: [[1e308]], coefficients: [1], bias: 1e308 };
    const loaded = svm.load({ ...base, features: ['level'], means: [0], deviations: [1], machine });
    assert.deepEqual(loaded.judge(featuresOf({ level: 5 })), { kind: 'abstention', reason: 'not-finite' });
  });

  it('does not mind what it does not look at', () => {
    const machine = { kernel: { kind: 'linear' }, vectors: [[1]], coefficients: [1], bias: 0 };
    const loaded = svm.load({ ...base, features: ['level'], means: [0], deviations: [1], machine });
    const verdict = loaded.judge(featuresOf({ level: 3, past: Number.NaN }));
    assert.deepEqual(verdict, { kind: 'verdict', abnormal: true, margin: 3 });
  });

  it('says how it was made', () => {
    assert.equal(svm.load(base).about, 'made for tests');
  });
});
