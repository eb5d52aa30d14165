import assert from 'node:assert/strict';
import { describeAbstention, forecastOf, tooFewSamples } from '../../../analysis/forecast.ts';
import { linear } from '../../../analysis/forecasters/linear.ts';
import { naive } from '../../../analysis/forecasters/naive.ts';
import { defaultForecasterName, findForecaster } from '../../../analysis/forecasters/registry.ts';
import { Window } from '../../../analysis/window.ts';

/** One sample a second. */
function windowOf(...values: number[]): Window {
  return Window.of(values.map((value, index) => ({ time: 1.8e9 + index, value })));
}

describe('a forecast', () => {
  it('is made of mean and half width', () => {
    assert.deepEqual(forecastOf(10, 2, 0.8, 1, 20), {
      kind: 'forecast',
      mean: 10,
      lower: 8,
      upper: 12,
      level: 0.8,
      residualStandardError: 1,
      observations: 20,
    });
  });

  it('becomes an abstention where arithmetic left the finite numbers', () => {
    for (const [mean, halfWidth, error] of [
      [Number.NaN, 1, 1],
      [1, Number.POSITIVE_INFINITY, 1],
      [1.7e308, 1.7e308, 1],
      [1, 1, Number.NaN],
    ] as const) {
      assert.deepEqual(forecastOf(mean, halfWidth, 0.8, error, 5), {
        kind: 'abstention',
        reason: 'not-finite',
      });
    }
  });

  it('says each abstention in words', () => {
    assert.equal(describeAbstention(tooFewSamples(2, 3)), 'too few samples (2 of 3)');
    assert.equal(
      describeAbstention({ kind: 'abstention', reason: 'no-time-span', spanSeconds: 0 }),
      'the samples span no time (0 s)',
    );
    assert.equal(
      describeAbstention({
        kind: 'abstention',
        reason: 'too-short-a-past',
        spanSeconds: 29.6,
        needSeconds: 90,
      }),
      'the past is too short (30 of 90 s)',
    );
    assert.equal(
      describeAbstention({ kind: 'abstention', reason: 'not-finite' }),
      'the numbers are too large to compute with',
    );
  });

  it('is found by the name of its method', () => {
    assert.equal(findForecaster('linear'), linear);
    assert.equal(findForecaster('Linear'), undefined);
    assert.ok(findForecaster(defaultForecasterName));
  });
});

describe('the linear forecast', () => {
  it('agrees with the textbook on a small example', () => {
    // y = 3 + 0.9 (x - mean of x), residuals -0.2 0.9 -1 0.1 0.2.
    const forecast = linear.forecast(windowOf(1, 3, 2, 4, 5), 2, 0.95);
    assert.ok(forecast.kind === 'forecast');
    assert.ok(Math.abs(forecast.mean - (3 + 0.9 * 4)) < 1e-12);
    const error = Math.sqrt(1.9 / 3);
    assert.ok(Math.abs(forecast.residualStandardError - error) < 1e-12);
    const halfWidth = 3.182446305 * error * Math.sqrt(1 + 1 / 5 + 16 / 10);
    assert.ok(Math.abs(forecast.upper - forecast.mean - halfWidth) < 1e-6);
  });

  it('abstains when the squares of the times vanish', () => {
    const window = Window.of([0, 1e-200, 2e-200].map((time) => ({ time, value: 1 })));
    assert.deepEqual(linear.forecast(window, 60), {
      kind: 'abstention',
      reason: 'no-time-span',
      spanSeconds: 2e-200,
    });
  });
});

describe('the naive forecast', () => {
  it('is the newest value, with the interval of a random walk', () => {
    const forecast = naive.forecast(windowOf(0, 3, -1), 4, 0.8);
    assert.ok(forecast.kind === 'forecast');
    assert.equal(forecast.mean, -1);
    const sigma = Math.sqrt((9 + 16) / 2);
    assert.ok(Math.abs(forecast.residualStandardError - sigma) < 1e-12);
    assert.ok(Math.abs(forecast.upper + 1 - 1.2815515655 * sigma * 2) < 1e-4);
  });
});
