import assert from 'node:assert/strict';
import { svm } from '../../../analysis/detectors/svm.ts';
import { Window } from '../../../analysis/window.ts';
import { detectorModels, type Model } from '../../detector-models.ts';

const window = Window.of([400, 500, 600].map((value, index) => ({ time: 1.8e9 + index, value })));

/** The sound linear model with these weights and bias, and ranges of 0 to 1. */
function loaded(weights: readonly number[], bias: number): ReturnType<typeof svm.load> {
  const model = structuredClone(detectorModels['svm']!.sound['linear']) as Model;
  const minMax = weights.map(() => ({ min: 0, max: 1 }));
  return svm.load({ ...model, svm: { ...model.svm, W: weights, b: bias, minMax } });
}

describe('the support vector machine', () => {
  it('says abnormal where weights times features plus bias is above 0', () => {
    const verdict = loaded([1, 0, 0], -0.5).judge(window, 1000, 60);
    assert.ok(verdict.kind === 'verdict');
    assert.ok(Math.abs(verdict.margin - 0.1) < 1e-12);
    assert.equal(verdict.abnormal, true);
    const normal = loaded([1, 0, 0], -0.7).judge(window, 1000, 60);
    assert.equal(normal.kind === 'verdict' && normal.abnormal, false);
  });

  it('abstains when its margin is not finite', () => {
    const huge = loaded([1e308, 1e308, 1e308], 1e308).judge(window, 1000, 60);
    assert.deepEqual(huge, { kind: 'abstention', reason: 'not-finite' });
  });
});
