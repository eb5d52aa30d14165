import assert from 'node:assert/strict';
import { seasonVariance, trendVariance } from '../../../../analysis/forecasters/smoothing-variance.ts';

/** The sum that the closed form stands for. */
function summed(steps: number, alpha: number, beta: number, phi: number, gamma = 0, period = 1): number {
  let sum = 1;
  let damped = 0;
  for (let j = 1; j < steps; j++) {
    damped += phi ** j;
    sum += (alpha + beta * damped + (j % period === 0 ? gamma : 0)) ** 2;
  }
  return sum;
}

describe('the variance of exponential smoothing', () => {
  it('is the sum of the squared weights, damped and not', () => {
    for (const phi of [1, 0.98, 0.8]) {
      for (const [alpha, beta] of [
        [0.1, 0.005],
        [0.5, 0.2],
        [1, 0.4],
      ] as const) {
        for (const steps of [1, 2, 3, 10, 60, 500]) {
          const expected = summed(steps, alpha, beta, phi);
          const actual = trendVariance(steps, alpha, beta, phi);
          assert.ok(Math.abs(actual / expected - 1) < 1e-9, `${steps}, ${phi}: ${actual}, not ${expected}`);
        }
      }
    }
  });

  it('is the sum of the squared weights with a season', () => {
    for (const period of [2, 7, 12]) {
      for (const steps of [1, 2, period, period + 1, 3 * period + 1, 100]) {
        const actual = trendVariance(steps, 0.3, 0.06, 1) + seasonVariance(steps, 0.3, 0.06, 0.2, period);
        const expected = summed(steps, 0.3, 0.06, 1, 0.2, period);
        assert.ok(Math.abs(actual / expected - 1) < 1e-9, `${steps}, ${period}: ${actual}, not ${expected}`);
      }
    }
  });

  it('does not shrink between whole steps, and is 1 below one', () => {
    for (const phi of [1, 0.98, 0.9, 0.8]) {
      assert.equal(trendVariance(0.01, 0.5, 0.2, phi), trendVariance(1, 0.5, 0.2, phi));
      assert.ok(Math.abs(trendVariance(1, 0.5, 0.2, phi) - 1) < 1e-9);
      let last = 0;
      for (let steps = 1; steps < 200; steps += 0.1) {
        const variance = trendVariance(steps, 0.1, 0.04, phi);
        assert.ok(variance >= last, `${variance} at ${steps} after ${last}`);
        last = variance;
      }
    }
  });
});
