import assert from 'node:assert/strict';
import { featureNames, featuresOf } from '../../../analysis/features.ts';
import { Window } from '../../../analysis/window.ts';

function windowOf(...values: number[]): Window {
  return Window.of(values.map((value, index) => ({ time: 1.8e9 + index, value })));
}

describe('the features of a window', () => {
  it('are level, trend and spread as shares of the limit', () => {
    assert.deepEqual(featureNames, ['level', 'trend', 'spread']);
    const features = featuresOf(windowOf(10, 20, 30, 40), 200, 60) as number[];
    for (const [index, expected] of [0.2, 3, 0].entries()) {
      assert.ok(
        Math.abs(features[index]! - expected) < 1e-12,
        `${featureNames[index]} is ${features[index]}`,
      );
    }
  });

  it('show the spread around the line', () => {
    const [, trend, spread] = featuresOf(windowOf(1, 3, 2, 4, 5), 10, 10) as number[];
    assert.ok(Math.abs(trend! - 0.9) < 1e-12);
    assert.ok(Math.abs(spread! - Math.sqrt(1.9 / 3) / 10) < 1e-12);
  });

  it('do not depend on the unit', () => {
    const inBytes = featuresOf(windowOf(1024, 4096, 2048), 8192, 60);
    assert.deepEqual(featuresOf(windowOf(1, 4, 2), 8, 60), inBytes);
  });

  it('are not computed from fewer than three samples', () => {
    assert.deepEqual(featuresOf(windowOf(1, 2), 10, 60), {
      kind: 'abstention',
      reason: 'too-few-samples',
      have: 2,
      need: 3,
    });
  });

  it('are an abstention where they would not be finite', () => {
    const notFinite = { kind: 'abstention', reason: 'not-finite' };
    assert.deepEqual(featuresOf(windowOf(1, 2, 3), 0, 60), notFinite);
    assert.deepEqual(featuresOf(windowOf(1, 2, 3), Number.NaN, 60), notFinite);
    assert.deepEqual(featuresOf(windowOf(1e308, -1e308, 1e308), 1, 60), notFinite);
  });
});
