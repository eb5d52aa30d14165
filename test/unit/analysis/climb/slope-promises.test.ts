import assert from 'node:assert/strict';
import { SlopePromises } from '../../../../analysis/climb/slope-promises.ts';

const horizonSeconds = 60;
const before = 2 / 3;

/**
 * What is believed 300 s after a minute of promises at 0 that came to nothing.
 *
 * @param slope as a share of what would just reach the need of 100 within 2.4 horizons
 */
function shareAfter(slope: number, stepSeconds = 1, asked = 1): number {
  const promises = new SlopePromises(horizonSeconds);
  for (let second = 0; second < 60; second += stepSeconds) {
    promises.observe(second, 0);
    promises.make(second, 0, 100, (slope * 100) / (2.4 * horizonSeconds), stepSeconds);
  }
  promises.observe(300, 0);
  return promises.keptShare(300, 0, asked);
}

function isNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

describe("the record of a slope's promises", () => {
  it('is of slopes that lead to the limit or nearly so', () => {
    for (const slope of [-1, 0, 0.5, 0.79]) isNear(shareAfter(slope), before);
    for (const slope of [0.81, 1, 5]) assert.ok(shareAfter(slope) < 0.3, `${slope}`);
  });

  it('is of what they add within 2.4 horizons', () => {
    isNear(shareAfter(2, 1, 201), before);
    assert.ok(shareAfter(2, 1, 199) < 0.3);
  });

  it('weighs a horizon as four promises, however many points it has, and a point as one at most', () => {
    for (const stepSeconds of [1, 5, 15]) isNear(shareAfter(1, stepSeconds), 2 / (3 + 4));
    isNear(shareAfter(1, 30), 2 / (3 + 2));
  });

  it('is kept when it comes in time', () => {
    const shares = [100, 200].map((second) => {
      const promises = new SlopePromises(horizonSeconds);
      promises.make(0, 0, 100, 1, 60);
      promises.observe(second, 100);
      return promises.keptShare(300, 0, 100);
    });
    isNear(shares[0]!, 3 / 4);
    isNear(shares[1]!, 2 / 4);
  });
});
