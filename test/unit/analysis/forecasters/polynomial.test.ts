import assert from 'node:assert/strict';
import { PolynomialRegression } from 'ml-regression';
import type { Forecast } from '../../../../analysis/forecast.ts';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { parabolaFit } from '../../../../analysis/forecasters/parabola-fit.ts';
import { polynomial } from '../../../../analysis/forecasters/polynomial.ts';
import { Window } from '../../../../analysis/window.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const span = 40;

function windowOf(valueAt: (second: number) => number, count = span + 1): Window {
  return Window.of(
    Array.from({ length: count }, (_, second) => ({ time: 1.8e9 + second, value: valueAt(second) })),
  );
}

function forecastOf(window: Window, horizonSeconds: number, forecaster = polynomial): Forecast {
  const forecast = forecaster.forecast(window, horizonSeconds);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

function noisyParabola(seed: number): Window {
  const random = seededRandom(seed);
  return windowOf((second) => 100 + second + second * second + 20 * random());
}

describe('the polynomial forecast', () => {
  it('is the parabola of ml-regression up to half a span ahead', () => {
    const window = noisyParabola(1);
    const other = new PolynomialRegression(window.offsets, window.values, 2);
    for (const horizon of [1, 10, span / 2]) {
      assert.ok(Math.abs(forecastOf(window, horizon).mean - other.predict(horizon)) < 1e-6);
    }
  });

  it('is below an opening parabola, and above the line, beyond that', () => {
    const window = noisyParabola(1);
    const other = new PolynomialRegression(window.offsets, window.values, 2);
    for (const horizon of [span, 3 * span, 100 * span]) {
      const { mean } = forecastOf(window, horizon);
      assert.ok(mean < other.predict(horizon) && mean > forecastOf(window, horizon, linear).mean);
    }
  });

  it('leaves the line by less than nine times the bend within the window, however far ahead', () => {
    for (const bend of [1, -1]) {
      // The bend of x^2 over the span: from its ends to its middle.
      const seen = (span / 2) ** 2;
      const window = windowOf((second) => 1000 + bend * second * second);
      let furthest = 0;
      for (const horizon of [10, 100, 1e4, 1e6]) {
        const away = Math.abs(forecastOf(window, horizon).mean - forecastOf(window, horizon, linear).mean);
        assert.ok(away >= furthest * (1 - 1e-9), `${away} after ${furthest}`);
        furthest = away;
      }
      assert.ok(furthest < 9 * seen && furthest > 8 * seen, `${furthest / seen}`);
    }
  });

  it('is the line where a bend is no more than chance', () => {
    let lines = 0;
    const random = seededRandom(9);
    for (let tries = 0; tries < 1000; tries++) {
      const window = windowOf((second) => 50 + 2 * second + 30 * random());
      const [curve, line] = [forecastOf(window, 20), forecastOf(window, 20, linear)];
      if (Math.abs(curve.mean - line.mean) > 1e-6) continue;
      lines++;
      for (const part of ['lower', 'upper', 'residualStandardError'] as const) {
        assert.ok(Math.abs(curve[part] - line[part]) < 1e-6, part);
      }
    }
    assert.ok(lines >= 980 && lines < 998, `${lines} of 1000, should be about 990`);
  });

  it('takes the rounding of a line for no bend', () => {
    for (let slope = 0.001; slope < 1; slope += 0.001) {
      assert.equal(parabolaFit(windowOf((second) => 4e15 + slope * second)).bent, false, `${slope}`);
    }
  });

  it('holds the value of a noisy parabola as often as its interval says', () => {
    let held = 0;
    for (let seed = 0; seed < 400; seed++) {
      const random = seededRandom(seed);
      const noise = (): number => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
      const valueAt = (second: number): number => second * second + 10 * noise();
      const { lower, upper } = forecastOf(windowOf(valueAt), 15);
      const value = valueAt(span + 15);
      if (lower <= value && value <= upper) held++;
    }
    assert.ok(held / 400 > 0.74 && held / 400 < 0.86, `${held / 400}`);
  });

  it('is the line of samples that are all but at two times', () => {
    const samples = [0, 1, 2, 3, 4, 1e12].map((time, index) => ({ time: time / 1e3, value: index ** 2 }));
    const [curve, line] = [forecastOf(Window.of(samples), 1e8), forecastOf(Window.of(samples), 1e8, linear)];
    assert.ok(Math.abs(curve.mean - line.mean) < 1e-6, `${curve.mean}, not ${line.mean}`);
  });
});
