import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Forecast, Forecaster } from '../../analysis/forecast.ts';
import { forecasterNames, forecasters } from '../../analysis/forecasters/registry.ts';
import { Window, type Sample } from '../../analysis/window.ts';
import { seededRandom } from '../seeded-random.ts';

const horizons = [0.125, 1, 60, 3600];

/** Times that are exact in binary; the gaps of the ragged ones are between 9/16 and 8 s. */
const clocks: Readonly<Record<string, (index: number) => number>> = {
  even: (index) => index,
  fast: (index) => index / 8,
  ragged: (index) => index * 4 + [0, 3.9375, 0.5, 0.25][index % 4]!,
};

function samplesOf(
  clock: (index: number) => number,
  valueAt: (time: number) => number,
  count = 20,
): Sample[] {
  return Array.from({ length: count }, (_, index) => ({ time: clock(index), value: valueAt(clock(index)) }));
}

const random = seededRandom(7);
const noisy = samplesOf(clocks['ragged']!, (time) => 1000 + 3 * time + 50 * random());

function line(time: number): number {
  return 4e9 - 1234.5 * time;
}

function forecastFrom(forecaster: Forecaster, samples: readonly Sample[], horizonSeconds = 60): Forecast {
  const forecast = forecaster.forecast(Window.of(samples), horizonSeconds);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

function assertNear(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} should be ${expected}`);
}

describe('every forecaster', () => {
  it('has a name of its own', () => {
    assert.equal(new Set(forecasterNames).size, forecasters.length);
  });

  for (const forecaster of forecasters) {
    describe(forecaster.name, () => {
      for (const [sampling, clock] of Object.entries(clocks)) {
        if (forecaster.recovers.includes('constant')) {
          it(`recovers a constant at every horizon, ${sampling} sampling`, () => {
            for (const horizon of horizons) {
              const { mean, lower, upper } = forecastFrom(
                forecaster,
                samplesOf(clock, () => 12_345.5),
                horizon,
              );
              for (const end of [mean, lower, upper]) assertNear(end, 12_345.5, 1e-7, `at ${horizon} s`);
            }
          });
        }
        if (forecaster.recovers.includes('line')) {
          it(`recovers a line at every horizon, ${sampling} sampling`, () => {
            for (const horizon of horizons) {
              const { mean } = forecastFrom(forecaster, samplesOf(clock, line), horizon);
              assertNear(mean, line(clock(19) + horizon), 1e-3, `at ${horizon} s`);
            }
          });
        }
      }

      if (forecaster.recovers.includes('line')) {
        it('recovers slopes from epoch-sized times', () => {
          for (const slope of [2e8, -12_345.7]) {
            const samples = samplesOf(
              (index) => 1.8e9 + index / 10,
              (time) => 5e9 + slope * (time - 1.8e9),
            );
            const near = forecastFrom(forecaster, samples, 10).mean;
            const far = forecastFrom(forecaster, samples, 70).mean;
            assertNear((far - near) / 60 / slope, 1, 1e-5, `slope ${slope}`);
            assertNear(far, 5e9 + slope * 71.9, Math.abs(slope) * 1e-3, `mean at slope ${slope}`);
          }
        });
      }

      it('does not change when all times are shifted by 1e9 s', () => {
        for (const horizon of horizons) {
          const shifted = noisy.map(({ time, value }) => ({ time: time + 1e9, value }));
          assert.deepEqual(
            forecastFrom(forecaster, shifted, horizon),
            forecastFrom(forecaster, noisy, horizon),
          );
        }
      });

      it('scales with the values', () => {
        const scale = 2 ** 20;
        const scaled = noisy.map(({ time, value }) => ({ time, value: value * scale }));
        const [small, large] = [forecastFrom(forecaster, noisy), forecastFrom(forecaster, scaled)];
        for (const part of ['mean', 'lower', 'upper', 'residualStandardError'] as const) {
          assertNear(large[part] / (small[part] * scale), 1, 1e-12, part);
        }
        assert.ok(small.residualStandardError > 0);
      });

      it('leaves the window as it was, and answers the same when asked again', () => {
        const window = Window.of(noisy);
        const before = [[...window.offsets], [...window.values], window.origin, window.dropped];
        const first = forecaster.forecast(window, 60, 0.9);
        assert.deepEqual(forecaster.forecast(window, 60, 0.9), first);
        assert.deepEqual([[...window.offsets], [...window.values], window.origin, window.dropped], before);
        assert.deepEqual(forecaster.forecast(Window.of(noisy), 60, 0.9), first);
      });

      it('abstains from too few samples, with the numbers, and not from enough', () => {
        const need = forecaster.minimumSamples;
        for (let have = 0; have < need; have++) {
          assert.deepEqual(forecaster.forecast(Window.of(noisy.slice(0, have)), 60), {
            kind: 'abstention',
            reason: 'too-few-samples',
            have,
            need,
          });
        }
        assert.equal(forecastFrom(forecaster, noisy.slice(0, need)).observations, need);
      });

      it('has an interval around its mean, of the level asked for, that does not shrink with the horizon', () => {
        let width = 0;
        for (let horizon = 0.125; horizon < 1e6; horizon *= 2) {
          const { lower, mean, upper, level } = forecastFrom(forecaster, noisy, horizon);
          assert.ok(lower < mean && mean < upper, `${lower} ${mean} ${upper}`);
          assert.ok(upper - lower >= width, `at ${horizon} s: ${upper - lower} after ${width}`);
          assert.equal(level, 0.8);
          width = upper - lower;
        }
        const wide = forecaster.forecast(Window.of(noisy), 60, 0.99);
        assert.ok(wide.kind === 'forecast' && wide.upper > forecastFrom(forecaster, noisy).upper);
        assert.equal(wide.level, 0.99);
      });

      it('is finite and in order, or an abstention, over any finite values', () => {
        const value = fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constantFrom(1e308, -1e308, Number.MAX_VALUE, 5e-324, -5e-324, 2.2e-308, 0, -0, 1e154, -1e-160),
        );
        const gap = fc.oneof(
          fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
          fc.double({ min: 5e-324, max: 1e300, noNaN: true }),
        );
        const horizon = fc.oneof(
          fc.constantFrom(...horizons),
          fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
        );
        fc.assert(
          fc.property(fc.array(fc.tuple(gap, value), { maxLength: 25 }), horizon, (given, ahead) => {
            let time = 0;
            const window = Window.of(
              given.map(([wait, number]) => ({ time: (time += wait), value: number })),
            );
            const forecast = forecaster.forecast(window, ahead);
            if (forecast.kind === 'abstention') return;
            const { lower, mean, upper, residualStandardError } = forecast;
            assert.ok(
              [lower, mean, upper, residualStandardError].every(Number.isFinite),
              JSON.stringify(forecast),
            );
            assert.ok(lower <= mean && mean <= upper && residualStandardError >= 0, JSON.stringify(forecast));
          }),
          { numRuns: 500 },
        );
      });

      it('does not see a sample that is not finite or not newer', () => {
        const window = new Window(20);
        for (const [index, { time, value }] of noisy.entries()) {
          window.append(time, value);
          window.append(time, value * 5);
          window.append(time - 1, 1e9);
          window.append(time + 1, index % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY);
        }
        assert.equal(window.dropped, 3 * noisy.length);
        assert.deepEqual(forecaster.forecast(window, 60), forecastFrom(forecaster, noisy));
      });
    });
  }
});
