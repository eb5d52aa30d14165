import assert from 'node:assert/strict';
import { studentTwoSidedQuantile } from '../../../../analysis/maths/distributions.ts';
import type { Forecast, Forecaster } from '../../../../analysis/forecast.ts';
import { dampedHolt } from '../../../../analysis/forecasters/damped-holt.ts';
import { holtWinters } from '../../../../analysis/forecasters/holt-winters.ts';
import { Window, type Sample } from '../../../../analysis/window.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const sawtooth = [0, 10, 20, 30, 40, 50, 60, 70];

/** A sawtooth that leaks. */
function leaking(index: number): number {
  return 1e6 + 2 * index + sawtooth[index % 8]!;
}

function everyStep(
  count: number,
  stepSeconds: number,
  valueAt: (index: number) => number,
): readonly Sample[] {
  return Array.from({ length: count }, (_, i) => ({ time: 1.8e9 + i * stepSeconds, value: valueAt(i) }));
}

function forecastFrom(forecaster: Forecaster, samples: readonly Sample[], horizonSeconds: number): Forecast {
  const forecast = forecaster.forecast(Window.of(samples), horizonSeconds);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

/** The method in the textbook's component form, from the same start and grid; mean and half width. */
function textbookHoltWinters(values: readonly number[], period: number, steps: number): [number, number] {
  const mean = (from: number): number =>
    values.slice(from, from + period).reduce((sum, value) => sum + value / period, 0);
  const startTrend = (mean(period) - mean(0)) / period;
  const startLevel = mean(0) - (startTrend * (period + 1)) / 2;
  const startSeason = values.slice(0, period).map((value, i) => {
    const onLine = startLevel + startTrend * (i + 1 + period / 2);
    return (value + values[i + period]!) / 2 - onLine;
  });
  let least = Number.POSITIVE_INFINITY;
  let answer: [number, number] = [Number.NaN, Number.NaN];
  for (const alpha of [0.05, 0.2, 0.5]) {
    for (const beta of [0.01, 0.05, 0.2]) {
      for (const gamma of [0.05, 0.2, 0.5]) {
        let [level, trend, squares] = [startLevel, startTrend, 0];
        const season = [...startSeason];
        for (const [i, value] of values.entries()) {
          const place = i % period;
          const [before, seasonal] = [level + trend, season[place]!];
          squares += (value - before - seasonal) ** 2;
          const next = alpha * (value - seasonal) + (1 - alpha) * before;
          season[place] = gamma * (value - before) + (1 - gamma) * seasonal;
          trend = beta * (next - level) + (1 - beta) * trend;
          level = next;
        }
        if (squares >= least) continue;
        least = squares;
        const freedom = values.length - period - 2;
        let variance = 1;
        for (let j = 1; j < steps; j++) {
          variance += (alpha + alpha * beta * j + (j % period === 0 ? gamma : 0)) ** 2;
        }
        answer = [
          level + steps * trend + season[(values.length - 1 + steps) % period]!,
          studentTwoSidedQuantile(0.8, freedom) * Math.sqrt((squares / freedom) * variance),
        ];
      }
    }
  }
  return answer;
}

describe("Holt and Winters' forecast", () => {
  it('is the method of the textbook, over a season that changes and a trend that turns', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = seededRandom(seed);
      let level = 0;
      const values = Array.from({ length: 60 }, (_, i) => {
        level += (i < 30 ? 2 : -1) + 3 * (random() - 0.5);
        return level + sawtooth[i % 8]! * (1 + i / 60) + 4 * random();
      });
      const [mean, halfWidth] = textbookHoltWinters(values, 8, 19);
      const samples = everyStep(60, 10, (i) => values[i]!);
      const forecast = forecastFrom(holtWinters({ periodSeconds: 80 }), samples, 190);
      assert.ok(Math.abs(forecast.mean - mean) < 1e-6, `${forecast.mean}, not ${mean}`);
      assert.ok(Math.abs((forecast.upper - forecast.mean) / halfWidth - 1) < 1e-6);
    }
  });

  it('goes on with a sawtooth that leaks, teeth and trend', () => {
    for (let count = 40; count < 48; count++) {
      for (const steps of [1, 3, 8, 21]) {
        const { mean } = forecastFrom(holtWinters(), everyStep(count, 15, leaking), steps * 15);
        assert.ok(Math.abs(mean - leaking(count - 1 + steps)) < 1e-5, `${mean}, ${steps} after ${count}`);
      }
    }
  });

  it('finds the season under noise, and then holds values as often as its interval says', () => {
    let held = 0;
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed);
      const valueAt = (i: number): number =>
        40 * Math.sin((2 * Math.PI * i) / 24) +
        5 * Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
      const { lower, mean, upper } = forecastFrom(holtWinters(), everyStep(144, 1, valueAt), 12);
      const expected = 40 * Math.sin((2 * Math.PI * 155) / 24);
      assert.ok(Math.abs(mean - expected) < 20, `${mean}, not ${expected}`);
      const value = valueAt(155);
      if (lower <= value && value <= upper) held++;
    }
    assert.ok(held / 300 > 0.72 && held / 300 < 0.9, `${held / 300}`);
  });

  it('is damped Holt where nothing repeats, or fewer than two periods are there', () => {
    const random = seededRandom(2);
    let walk = 0;
    for (const samples of [
      everyStep(60, 1, (i) => 5 * i),
      everyStep(60, 1, () => random()),
      everyStep(60, 1, () => (walk += random() - 0.5)),
      everyStep(15, 1, (i) => sawtooth[i % 8]!),
    ]) {
      assert.deepEqual(forecastFrom(holtWinters(), samples, 20), forecastFrom(dampedHolt, samples, 20));
    }
  });

  it('takes the period it is given, and needs two of it', () => {
    for (const step of [30, 0.1]) {
      const given = holtWinters({ periodSeconds: 8 * step });
      const { mean } = forecastFrom(given, everyStep(16, step, leaking), 5 * step);
      assert.ok(Math.abs(mean - leaking(20)) < 1e-3, `${mean} at ${step} s`);
      const short = everyStep(15, step, leaking);
      assert.deepEqual(forecastFrom(given, short, 5), forecastFrom(dampedHolt, short, 5));
    }
  });

  it('finds two periods on a clock that is a little early', () => {
    const samples = everyStep(16, 30, (i) => sawtooth[i % 8]!);
    const early = [...samples.slice(0, 15), { time: 1.8e9 + 449.9, value: 70 }];
    assert.ok(Math.abs(forecastFrom(holtWinters({ periodSeconds: 240 }), early, 90).mean - 20) < 1);
  });

  it('cuts a given period that holds many samples into steps that divide it', () => {
    const minutes = 1440;
    const valueAt = (i: number): number => 1e4 + 1000 * Math.sin((2 * Math.PI * i) / minutes) + i / 10;
    const day = holtWinters({ periodSeconds: 86_400 });
    const { mean } = forecastFrom(day, everyStep(3 * minutes, 60, valueAt), 337 * 60);
    const expected = valueAt(3 * minutes - 1 + 337);
    assert.ok(Math.abs(mean - expected) < 10, `${mean}, not ${expected}`);
  });

  it('goes straight between the steps', () => {
    const samples = everyStep(40, 10, (i) => sawtooth[i % 8]!);
    // The newest value is the 70 at the end of a tooth, the next ones are 0 and 10.
    assert.ok(Math.abs(forecastFrom(holtWinters(), samples, 15).mean - 5) < 1e-6);
    assert.ok(Math.abs(forecastFrom(holtWinters(), samples, 5).mean - 35) < 1e-6);
  });

  it('bridges a gap within the window', () => {
    const samples = everyStep(64, 1, (i) => 100 + sawtooth[i % 8]!).filter((_, i) => i < 40 || i > 42);
    const given = holtWinters({ periodSeconds: 8 });
    const { mean } = forecastFrom(given, samples, 8);
    assert.ok(Math.abs(mean - 170) < 25, `${mean}`);
  });

  it('is named and judged as what it can do', () => {
    const { name, recovers } = holtWinters();
    assert.deepEqual({ name, recovers }, { name: 'holt-winters', recovers: ['constant', 'season'] });
  });

  it('refuses a period that is none', () => {
    for (const periodSeconds of [0, -1, Number.NaN]) {
      assert.throws(() => holtWinters({ periodSeconds }), {
        name: 'RangeError',
        message: `a period is above 0 seconds, not ${periodSeconds}`,
      });
    }
  });
});
