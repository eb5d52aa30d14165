import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Forecast, Forecaster } from '../../analysis/forecast.ts';
import { forecasterNames, forecasters } from '../../analysis/forecasters/registry.ts';
import { assertHasRow } from '../support/readme-row.ts';
import { Window, type Sample } from '../../analysis/window.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

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

const season = [0, 3, 11, 30, 31, 18, 12, 6, -20, -4, -9, 2];

/** Each with enough noise to have an interval, and clear enough that a method for it does not fall back to another. */
const noisySeries: Readonly<Record<string, readonly Sample[]>> = {
  line: noisy,
  parabola: samplesOf(clocks['ragged']!, (time) => 1000 + 3 * time + time * time + 50 * random()),
  'growing exponential': samplesOf(clocks['ragged']!, (time) => 2 ** (time / 10) + random()),
  'saturating exponential': samplesOf(clocks['even']!, (time) => 900 - 2 ** (8 - time / 4) + random()),
  season: samplesOf(clocks['even']!, (time) => 500 + 2 * time + season[time % 12]! + random(), 60),
  step: samplesOf(clocks['even']!, (time) => (time < 16 ? 100 : 900) + random()),
};

/** How far ahead a bend is continued exactly, as shares of the window's span. */
const bendHorizons = [1 / 8, 1 / 4, 1 / 2];

/** Rate per span of the window, and the factor: all four ways in which an exponential can bend. */
const exponentials = [
  [1.25, 3000],
  [1.25, -3000],
  [-3, 3000],
  [-3, -3000],
] as const;

function line(time: number): number {
  return 4e9 - 1234.5 * time;
}

function forecastFrom(forecaster: Forecaster, samples: readonly Sample[], horizonSeconds = 60): Forecast {
  const forecast = forecaster.forecast(Window.of(samples), horizonSeconds);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

/** The forecast at any distance. The horizon is part of a method that follows; a distance from it is not. */
function pathFrom(forecaster: Forecaster, samples: readonly Sample[]): (aheadSeconds: number) => Forecast {
  if (!forecaster.follow) return (aheadSeconds) => forecastFrom(forecaster, samples, aheadSeconds);
  const follower = forecaster.follow(60);
  for (const { time, value } of samples) follower.append(time, value);
  return (aheadSeconds) => {
    const forecast = follower.forecast(aheadSeconds);
    assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
    return forecast;
  };
}

function assertNear(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} should be ${expected}`);
}

describe('every forecaster', () => {
  it('has a name of its own, and a row in the README', () => {
    assert.equal(new Set(forecasterNames).size, forecasters.length);
    for (const name of forecasterNames) assertHasRow('analysis/forecasters/README.md', name);
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

      for (const [sampling, clock] of Object.entries(clocks)) {
        const span = clock(19) - clock(0);
        if (forecaster.recovers.includes('parabola')) {
          it(`recovers a parabola half a span ahead, ${sampling} sampling`, () => {
            for (const bend of [900, -900]) {
              const parabola = (time: number): number =>
                4e6 - (7000 * time) / span + bend * (time / span) ** 2;
              for (const share of bendHorizons) {
                const { mean } = forecastFrom(forecaster, samplesOf(clock, parabola), span * share);
                assertNear(mean, parabola(clock(19) + span * share), 1e-6, `bend ${bend}, ${share} spans`);
              }
            }
          });
        }
        if (forecaster.recovers.includes('exponential')) {
          it(`recovers exponentials half a span ahead, ${sampling} sampling`, () => {
            for (const [rate, factor] of exponentials) {
              const exponential = (time: number): number => 4e6 + factor * Math.exp((rate * time) / span);
              for (const share of bendHorizons) {
                const { mean } = forecastFrom(forecaster, samplesOf(clock, exponential), span * share);
                const expected = exponential(clock(19) + span * share);
                assertNear(mean, expected, 1e-4, `${factor} e^${rate}, ${share} spans`);
              }
            }
          });
        }
        if (forecaster.recovers.includes('season') && sampling !== 'ragged') {
          it(`recovers level, trend and season from two periods and from five, ${sampling} sampling`, () => {
            const step = clock(1);
            const seasonal = (time: number): number =>
              4e6 + (7 * time) / step + season[Math.round(time / step) % 12]!;
            for (const count of [24, 60]) {
              for (const steps of [1, 5, 12, 30, 120]) {
                const { mean } = forecastFrom(forecaster, samplesOf(clock, seasonal, count), steps * step);
                assertNear(mean, seasonal(clock(count - 1 + steps)), 1e-6, `${steps} steps after ${count}`);
              }
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

      for (const [shape, samples] of Object.entries(noisySeries)) {
        describe(`over a noisy ${shape}`, () => {
          it('does not change when all times are shifted by 1e9 s', () => {
            for (const horizon of horizons) {
              const shifted = samples.map(({ time, value }) => ({ time: time + 1e9, value }));
              assert.deepEqual(
                forecastFrom(forecaster, shifted, horizon),
                forecastFrom(forecaster, samples, horizon),
              );
            }
          });

          it('scales with the values', () => {
            const scale = 2 ** 20;
            const scaled = samples.map(({ time, value }) => ({ time, value: value * scale }));
            const [small, large] = [forecastFrom(forecaster, samples), forecastFrom(forecaster, scaled)];
            for (const part of ['mean', 'lower', 'upper', 'residualStandardError'] as const) {
              assertNear(large[part] / (small[part] * scale), 1, 1e-12, part);
            }
            assert.ok(small.residualStandardError > 0);
          });

          it('leaves the window as it was, and answers the same when asked again', () => {
            const window = Window.of(samples);
            const before = [[...window.offsets], [...window.values], window.origin, window.dropped];
            const first = forecaster.forecast(window, 60, 0.9);
            assert.deepEqual(forecaster.forecast(window, 60, 0.9), first);
            assert.deepEqual(
              [[...window.offsets], [...window.values], window.origin, window.dropped],
              before,
            );
            assert.deepEqual(forecaster.forecast(Window.of(samples), 60, 0.9), first);
          });

          it('answers from the window as it is now, whatever it was asked before', () => {
            const window = new Window(samples.length);
            for (const [index, { time, value }] of samples.entries()) {
              window.append(time, value);
              const afresh = Window.of(samples.slice(0, index + 1));
              assert.deepEqual(forecaster.forecast(window, 60), forecaster.forecast(afresh, 60));
            }
          });

          if (forecaster.follow) {
            const { follow } = forecaster;
            it('answers as a follower what it answers for a window of the same samples', () => {
              for (const [horizon, start] of [
                [60, 0],
                [60, 1.8e9],
                [1, 1e9],
                [3600, 0.5],
              ] as const) {
                const follower = follow(horizon);
                for (const [index, { time, value }] of samples.entries()) {
                  follower.append(start + time, value);
                  const window = Window.of(samples.slice(0, index + 1));
                  for (const level of [0.5, 0.8, 0.99]) {
                    assert.deepEqual(
                      follower.forecast(horizon, level),
                      forecaster.forecast(window, horizon, level),
                      `after ${index + 1} samples, ${horizon} s ahead`,
                    );
                  }
                  assert.deepEqual(follower.forecast(horizon), follower.forecast(horizon, 0.8));
                }
              }
            });

            it('follows several series at once without mixing them up', () => {
              const [alone, beside, other] = [follow(60), follow(60), follow(60)];
              for (const { time, value } of samples) {
                alone.append(time, value);
                beside.append(time, value);
                other.append(2 * time, -3 * value);
                other.forecast(60);
                assert.deepEqual(beside.forecast(60), alone.forecast(60));
              }
            });
          }

          it('has an interval around its mean, of the level asked for, that does not shrink with the horizon', () => {
            let width = 0;
            const path = pathFrom(forecaster, samples);
            for (let horizon = 0.125; horizon < 1e6; horizon *= 1.5) {
              const { lower, mean, upper, level } = path(horizon);
              assert.ok(lower < mean && mean < upper, `${lower} ${mean} ${upper}`);
              // The ends are rounded, so a width that stays may seem to lose a last digit.
              assert.ok(
                upper - lower >= width - 1e-12 * Math.abs(mean),
                `at ${horizon} s: ${upper - lower} after ${width}`,
              );
              assert.equal(level, 0.8);
              width = upper - lower;
            }
            const wide = forecaster.forecast(Window.of(samples), 60, 0.99);
            assert.ok(wide.kind === 'forecast' && wide.upper > forecastFrom(forecaster, samples).upper);
            assert.equal(wide.level, 0.99);
          });
        });
      }

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
