import assert from 'node:assert/strict';
import { TheilSenRegression } from 'ml-regression';
import type { Forecast } from '../../../../analysis/forecast.ts';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { theilSen } from '../../../../analysis/forecasters/theil-sen.ts';
import { Window } from '../../../../analysis/window.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

function windowOf(valueAt: (second: number) => number, count = 20): Window {
  return Window.of(
    Array.from({ length: count }, (_, second) => ({ time: 1.8e9 + second, value: valueAt(second) })),
  );
}

function forecastOf(window: Window, horizonSeconds = 60): Forecast {
  const forecast = theilSen.forecast(window, horizonSeconds);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

describe('the Theil-Sen forecast', () => {
  for (const count of [20, 600]) {
    it(`does not take a bulk allocation for a trend, up or down, ${count} samples`, () => {
      for (const height of [1e9, -1e9]) {
        const window = windowOf((second) => 4e9 + (second >= count * 0.75 ? height : 0), count);
        const { mean } = forecastOf(window);
        assert.ok(Math.abs(mean - 4e9) < 1e-3, `${mean}`);
        const squares = linear.forecast(window, 60);
        assert.ok(squares.kind === 'forecast' && (squares.mean - 4e9) / height > 0.5, 'least squares does');
      }
    });

    it(`keeps a slope under outliers and a bulk allocation, ${count} samples`, () => {
      const window = windowOf((second) => {
        const outlier = second % (count / 4) === 3 ? 1e6 : 0;
        return 1000 + 5 * second + outlier + (second >= count * 0.9 ? 800 : 0);
      }, count);
      const { mean } = forecastOf(window);
      assert.ok(Math.abs(mean - (1000 + 5 * (count - 1 + 60))) < 60, `${mean}`);
    });
  }

  it('follows growth that fills the window', () => {
    assert.ok(Math.abs(forecastOf(windowOf((second) => 7 * second)).mean - 7 * 79) < 1e-9);
  });

  it('agrees with ml-regression where samples are few', () => {
    const random = seededRandom(3);
    const window = windowOf((second) => 3 * second + 40 * random(), 23);
    const other = new TheilSenRegression(window.offsets, window.values);
    assert.ok(Math.abs(forecastOf(window).mean - other.predict(60)) < 1e-9);
  });

  it('recovers a line from many samples with a gap between them', () => {
    const samples = Array.from({ length: 500 }, (_, i) => {
      const time = 1.8e9 + i + (i > 300 ? 2000 : 0);
      return { time, value: 5e9 - 3000 * (time - 1.8e9) };
    });
    const { mean } = forecastOf(Window.of(samples), 100);
    assert.ok(Math.abs(mean - (5e9 - 3000 * 2599)) < 1e-2, `${mean}`);
  });

  it('has the spread of normal residuals, whatever the outliers', () => {
    const random = seededRandom(6);
    const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
    const clean = forecastOf(windowOf(() => normal(), 600)).residualStandardError;
    const spoilt = forecastOf(
      windowOf((second) => normal() + (second % 20 === 0 ? 1e6 : 0), 600),
    ).residualStandardError;
    assert.ok(clean > 0.9 && clean < 1.1, `${clean}`);
    assert.ok(spoilt > 0.9 && spoilt < 1.2, `${spoilt}`);
  });

  it('has an interval when most samples lie on the line but not all', () => {
    const { lower, mean, upper } = forecastOf(windowOf((second) => (second === 4 ? 30 : 10)));
    assert.equal(mean, 10);
    assert.ok(lower < 10 && upper > 10);
  });

  it('holds the value of a noisy line as often as its interval says', () => {
    for (const horizon of [1, 30]) {
      let held = 0;
      for (let seed = 0; seed < 500; seed++) {
        const random = seededRandom(seed);
        const valueAt = (second: number): number =>
          4 * second + 30 * Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
        const { lower, upper } = forecastOf(windowOf(valueAt, 30), horizon);
        const value = valueAt(29 + horizon);
        if (lower <= value && value <= upper) held++;
      }
      assert.ok(held / 500 > 0.72 && held / 500 < 0.86, `${held / 500} at ${horizon} s`);
    }
  });

  it('takes no slope between times that rounding has made one', () => {
    const samples = [0, 1e-9, 2e-9, 1e9].map((time, index) => ({ time, value: index < 3 ? 1 : 2 }));
    assert.ok(Math.abs(forecastOf(Window.of(samples), 1e8).mean - 2.1) < 1e-6);
  });

  it('abstains when the times have been rounded to one', () => {
    const window = Window.of([0, 1e-200, 2e-200].map((time) => ({ time, value: 1 })));
    assert.deepEqual(theilSen.forecast(window, 60), {
      kind: 'abstention',
      reason: 'no-time-span',
      spanSeconds: 2e-200,
    });
  });
});
