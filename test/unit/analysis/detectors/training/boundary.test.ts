import assert from 'node:assert/strict';
import { boundaryOf } from '../../../../../analysis/detectors/training/boundary.ts';

/** 0 to 99. */
const hundred = Array.from({ length: 100 }, (_, i) => i);

function above(threshold: number, margins: readonly number[]): number {
  return margins.filter((margin) => margin > threshold).length;
}

describe('the boundary between margins', () => {
  it('leaves as many normal ones beyond it as may be, where every one of them costs abnormal ones', () => {
    const abnormal = hundred.map((i) => i + 0.5);
    for (const falseShare of [0, 0.01, 0.1, 0.5]) {
      const { margin, recall } = boundaryOf({ normal: hundred, abnormal }, falseShare);
      const wrong = above(margin, hundred);
      assert.ok(wrong <= 100 * falseShare && wrong >= 100 * falseShare - 1, `${wrong} of ${falseShare}`);
      const found = above(margin, abnormal) / 100;
      // Up to half a percent is not noticed: one of a hundred.
      assert.ok(found <= recall && found > recall - 0.011, `${found} of ${recall}`);
    }
  });

  it('is in the middle of a gap between the two, and finds all', () => {
    const abnormal = hundred.map((i) => 200 + i);
    // With half a percent of the abnormal ones given up, which is one of them here.
    assert.deepEqual(boundaryOf({ normal: hundred, abnormal }, 0), { margin: (99 + 201) / 2, recall: 1 });
  });

  it('does not depend on the order', () => {
    const abnormal = hundred.map((i) => i + 20);
    assert.deepEqual(
      boundaryOf({ normal: hundred.toReversed(), abnormal: abnormal.toReversed() }, 0.05),
      boundaryOf({ normal: hundred, abnormal }, 0.05),
    );
  });
});
