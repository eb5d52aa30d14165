import assert from 'node:assert/strict';
import type { Forecast, Forecaster } from '../../../../analysis/forecast.ts';
import { exponentialFit, growth, growthByRate } from '../../../../analysis/forecasters/exponential-fit.ts';
import { exponential } from '../../../../analysis/forecasters/exponential.ts';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { polynomial } from '../../../../analysis/forecasters/polynomial.ts';
import { Window } from '../../../../analysis/window.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const span = 40;

function windowOf(valueAt: (second: number) => number): Window {
  return Window.of(
    Array.from({ length: span + 1 }, (_, second) => ({ time: 1.8e9 + second, value: valueAt(second) })),
  );
}

function forecastOf(window: Window, horizonSeconds: number, forecaster: Forecaster = exponential): Forecast {
  const forecast = forecaster.forecast(window, horizonSeconds);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

/** Sum of twelve uniform numbers: nearly normal, of variance 1. */
function normalFrom(random: () => number): number {
  return Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
}

/** The rest that the best level and factor leave at this rate. */
function squaresAt({ offsets, values, length }: Window, rate: number): number {
  const xs = Array.from(offsets, (offset) => growth(rate, offset / span));
  const mean = (numbers: Iterable<number>): number =>
    Array.from(numbers).reduce((sum, one) => sum + one / length, 0);
  const [centre, level] = [mean(xs), mean(values)];
  const squares = xs.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  const factor = xs.reduce((sum, x, i) => sum + (x - centre) * (values[i]! - level), 0) / squares;
  return xs.reduce((sum, x, i) => sum + (values[i]! - level - factor * (x - centre)) ** 2, 0);
}

describe('the exponential forecast', () => {
  it('approaches the bound of a cache that fills, and stays there', () => {
    const window = windowOf((second) => 1e9 - 4e8 * Math.exp(-second / 15));
    for (const horizon of [20, 200, 1e5]) {
      const expected = 1e9 - 4e8 * Math.exp(-(span + horizon) / 15);
      const { mean } = forecastOf(window, horizon);
      assert.ok(Math.abs(mean - expected) < 1, `${mean} at ${horizon} s`);
      assert.ok(forecastOf(window, horizon, linear).mean > 1.1e9, 'the line goes through it');
    }
  });

  it('finds rates between, and beyond the outer ones of the grid but one', () => {
    for (const rate of [-7, -3.3, -0.7, -0.1, 0.1, 0.7, 3.3, 7]) {
      const valueAt = (second: number): number => 50 + 1000 * growth(rate, second / span - 1);
      const horizon = rate > 0 ? Math.min(0.5, Math.LN2 / rate) * span : 10 * span;
      const { mean } = forecastOf(windowOf(valueAt), horizon);
      assert.ok(Math.abs(mean / valueAt(span + horizon) - 1) < 1e-6, `rate ${rate}: ${mean}`);
    }
  });

  it('follows growth that doubles for one doubling, and never for more than two', () => {
    const doubling = 10;
    const window = windowOf((second) => 2 ** (second / doubling));
    const newest = 2 ** (span / doubling);
    assert.ok(Math.abs(forecastOf(window, doubling).mean - 2 * newest) < 1e-6);
    for (const horizon of [20, 100, 1e4]) {
      const { mean } = forecastOf(window, horizon);
      const line = forecastOf(window, horizon, linear).mean - forecastOf(window, 1e-9, linear).mean;
      assert.ok(mean < 4 * newest + line, `${mean} at ${horizon} s`);
      assert.ok(mean > line, `${mean} at ${horizon} s`);
    }
  });

  it('is the line where it is not better by more than chance', () => {
    let lines = 0;
    for (let seed = 0; seed < 200; seed++) {
      const random = seededRandom(seed);
      const window = windowOf((second) => 50 + 2 * second + 30 * random());
      if (Math.abs(forecastOf(window, 20).mean - forecastOf(window, 20, linear).mean) < 1e-6) lines++;
    }
    assert.ok(lines >= 190, `${lines} of 200`);
  });

  it('is the line for a step at an end, what bends more sharply than it looks, and a parabola that turns', () => {
    for (const valueAt of [
      (second: number) => (second < span ? 100 : 500),
      (second: number) => (second > 0 ? 100 : 500),
      (second: number) => 50 + 1000 * growth(12, second / span - 1),
      (second: number) => 50 + 1000 * growth(-12, second / span),
      (second: number) => (second - span / 2) ** 2,
    ]) {
      const [curve, line] = [forecastOf(windowOf(valueAt), 60), forecastOf(windowOf(valueAt), 60, linear)];
      assert.ok(Math.abs(curve.mean - line.mean) < 1e-6, `${curve.mean}, not ${line.mean}`);
    }
  });

  it('follows slow growth for no more than the span of the window', () => {
    const valueAt = (second: number): number => 1000 * Math.exp((0.5 * second) / span);
    const window = windowOf(valueAt);
    const slope = (forecastOf(window, 2, linear).mean - forecastOf(window, 1, linear).mean) / 1;
    const { mean } = forecastOf(window, 10 * span);
    assert.ok(Math.abs(mean - (valueAt(2 * span) + slope * 9 * span)) < 1, `${mean}`);
  });

  it('is ever less sure beyond that', () => {
    const random = seededRandom(4);
    const window = windowOf((second) => 2 ** (second / 10) + normalFrom(random) / 10);
    const [near, far] = [forecastOf(window, 2 * span), forecastOf(window, 200 * span)];
    assert.ok(far.upper - far.mean > 10 * (near.upper - near.mean));
  });

  it('has the least squares of all rates near its own, to two ten-thousandths', () => {
    let accepted = 0;
    for (let seed = 0; seed < 150; seed++) {
      const random = seededRandom(seed);
      let value = 0;
      const window = windowOf(() => (value += normalFrom(random)));
      const fit = { ...exponentialFit(window) };
      if (!fit.accepted) continue;
      accepted++;
      let least = Number.POSITIVE_INFINITY;
      const spread = Math.min(2, Math.abs(fit.rate));
      for (let step = -100; step <= 100; step++) {
        least = Math.min(least, squaresAt(window, fit.rate + (spread * step) / 100));
      }
      assert.ok(fit.residual <= least * (1 + 2e-4), `${fit.residual}, but there is ${least}, seed ${seed}`);
      assert.ok(Math.abs(squaresAt(window, fit.rate) / fit.residual - 1) < 1e-9, `seed ${seed}`);
    }
    assert.ok(accepted > 20, `${accepted}`);
  });

  it('is better than parabola and line on a noisy approach to a bound', () => {
    const errors = { exponential: 0, polynomial: 0, linear: 0 };
    for (let seed = 0; seed < 50; seed++) {
      const random = seededRandom(seed);
      const window = windowOf((second) => 900 - 400 * Math.exp(-second / 12) + 5 * normalFrom(random));
      for (const forecaster of [exponential, polynomial, linear]) {
        errors[forecaster.name as keyof typeof errors] += Math.abs(
          forecastOf(window, 60, forecaster).mean - 900,
        );
      }
    }
    assert.ok(errors.exponential < errors.polynomial / 5, JSON.stringify(errors));
    assert.ok(errors.exponential < errors.linear / 5, JSON.stringify(errors));
  });

  it('holds the value of noisy exponentials as often as its interval says', () => {
    for (const rate of [2, -3]) {
      let held = 0;
      for (let seed = 0; seed < 400; seed++) {
        const random = seededRandom(seed);
        const valueAt = (second: number): number =>
          1000 * growth(rate, second / span) + 10 * normalFrom(random);
        const { lower, upper } = forecastOf(windowOf(valueAt), 12);
        const value = valueAt(span + 12);
        if (lower <= value && value <= upper) held++;
      }
      assert.ok(held / 400 > 0.74 && held / 400 < 0.86, `rate ${rate}: ${held / 400}`);
    }
  });
});

describe('the growth of an exponential', () => {
  it('becomes a line where its rate vanishes', () => {
    assert.equal(growth(0, -0.7), -0.7);
    assert.ok(Math.abs(growth(1e-12, -0.7) + 0.7) < 1e-11);
  });

  it('has the derivative of its differences, at all rates', () => {
    for (const rate of [-8, -1, -0.05, -2e-3, -1e-4, 0, 1e-5, 0.9e-3, 1.1e-3, 1, 8]) {
      for (const x of [-1, -0.3, 0.5]) {
        const step = 1e-4;
        const difference = (growth(rate + step, x) - growth(rate - step, x)) / (2 * step);
        const derivative = growthByRate(rate, x, growth(rate, x));
        assert.ok(
          Math.abs(derivative / difference - 1) < 1e-6,
          `rate ${rate} at ${x}: ${derivative}, not ${difference}`,
        );
      }
    }
  });
});
