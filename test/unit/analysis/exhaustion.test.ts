import assert from 'node:assert/strict';
import { sightHorizons, timeToExhaustion } from '../../../analysis/exhaustion.ts';
import type { Forecaster } from '../../../analysis/forecast.ts';
import { forecastOf } from '../../../analysis/forecast.ts';
import { linear } from '../../../analysis/forecasters/linear.ts';
import { naive } from '../../../analysis/forecasters/naive.ts';
import { Window } from '../../../analysis/window.ts';

/** Ten samples, one a second, up to 100 at the end. */
function rising(perSecond: number): Window {
  return Window.of(
    Array.from({ length: 10 }, (_, i) => ({ time: 1.8e9 + i, value: 100 + perSecond * (i - 9) })),
  );
}

describe('the time to exhaustion', () => {
  it('is where the line reaches the limit, near and far', () => {
    for (const seconds of [0.5, 7, 59, 61, 600, 3500]) {
      const time = timeToExhaustion(linear, rising(2), 100 + 2 * seconds, 60);
      assert.ok(Math.abs(time! - seconds) < 1e-3, `${time} should be ${seconds}`);
    }
  });

  it('is 0 when the newest value is at the limit', () => {
    assert.equal(timeToExhaustion(linear, rising(2), 100, 60), 0);
    assert.equal(timeToExhaustion(linear, rising(-2), 99, 60), 0);
  });

  it('is undefined when no crossing is in sight', () => {
    assert.equal(timeToExhaustion(linear, rising(2), 100 + 2 * 60 * sightHorizons + 1, 60), undefined);
    assert.equal(timeToExhaustion(linear, rising(0), 101, 60), undefined);
    assert.equal(timeToExhaustion(linear, rising(-2), 101, 60), undefined);
    assert.equal(timeToExhaustion(naive, rising(2), 101, 60), undefined);
  });

  it('is undefined when the forecaster abstains', () => {
    const two = Window.of([
      { time: 1, value: 1 },
      { time: 2, value: 2 },
    ]);
    assert.equal(timeToExhaustion(linear, two, 10, 60), undefined);
  });

  it('is the first crossing of a path that comes back', () => {
    const hill: Forecaster = {
      name: 'hill',
      minimumSamples: 1,
      recovers: [],
      forecast: (window, ahead, level = 0.8) =>
        forecastOf(100 + (30 - Math.abs(ahead - 30)), 0, level, 0, window.length),
    };
    const time = timeToExhaustion(hill, rising(0), 120, 60);
    assert.ok(Math.abs(time! - 20) < 1e-3, `${time} should be 20`);
  });
});
