import assert from 'node:assert/strict';
import { studentTwoSidedQuantile } from '../../../../analysis/maths/distributions.ts';
import type { Forecast, Forecaster } from '../../../../analysis/forecast.ts';
import { dampedHolt } from '../../../../analysis/forecasters/damped-holt.ts';
import { holt } from '../../../../analysis/forecasters/holt.ts';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { Window, type Sample } from '../../../../analysis/window.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

function everySecond(count: number, valueAt: (second: number) => number): Sample[] {
  return Array.from({ length: count }, (_, second) => ({ time: 1.8e9 + second, value: valueAt(second) }));
}

function forecastFrom(forecaster: Forecaster, samples: readonly Sample[], horizonSeconds: number): Forecast {
  const forecast = forecaster.forecast(Window.of(samples), horizonSeconds);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

/** phi + ... + phi^steps, also for a fraction of a step. */
function damped(steps: number, phi: number): number {
  return phi === 1 ? steps : phi * ((1 - phi ** steps) / (1 - phi));
}

/**
 * The method in the component form of the textbook, from the same start and over the same grid; mean and half width.
 * With gaps of one step it is the textbook's.
 */
function textbookHolt(samples: readonly Sample[], steps: number, phis: readonly number[]): [number, number] {
  const count = samples.length;
  const step = (samples.at(-1)!.time - samples[0]!.time) / (count - 1);
  const first = samples
    .slice(0, 10)
    .map(({ time, value }) => [(time - samples[0]!.time) / step, value] as const);
  const meanTime = first.reduce((sum, [time]) => sum + time / 10, 0);
  const meanValue = first.reduce((sum, [, value]) => sum + value / 10, 0);
  const slope =
    first.reduce((sum, [time, value]) => sum + (time - meanTime) * value, 0) /
    first.reduce((sum, [time]) => sum + (time - meanTime) ** 2, 0);
  let least = Number.POSITIVE_INFINITY;
  let answer: [number, number] = [Number.NaN, Number.NaN];
  for (const phi of phis) {
    for (const alpha of [0.1, 0.3, 0.6, 1]) {
      for (const beta of [0.05, 0.15, 0.4]) {
        let level = meanValue - meanTime * slope;
        let trend = slope;
        let squares = 0;
        for (const [index, { time, value }] of samples.entries()) {
          if (index === 0) continue;
          const gap = (time - samples[index - 1]!.time) / step;
          const expected = level + damped(gap, phi) * trend;
          squares += (value - expected) ** 2;
          const share = 1 - (1 - alpha) ** gap;
          const next = share * value + (1 - share) * expected;
          const surprise = (next - expected) / gap;
          trend = phi ** gap * trend + (1 - (1 - beta) ** gap) * surprise;
          level = next;
        }
        if (squares >= least) continue;
        least = squares;
        let variance = 1;
        for (let j = 1; j < steps; j++) variance += (alpha + alpha * beta * damped(j, phi)) ** 2;
        const error = Math.sqrt((squares / (count - 3)) * variance);
        answer = [level + damped(steps, phi) * trend, studentTwoSidedQuantile(0.8, count - 3) * error];
      }
    }
  }
  return answer;
}

describe("Holt's forecast", () => {
  for (const [forecaster, phis] of [
    [holt, [1]],
    [dampedHolt, [0.98, 0.93, 0.8]],
  ] as const) {
    for (const [sampling, jitter] of [
      ['even', 0],
      ['uneven', 0.4],
    ] as const) {
      it(`is the method of the textbook with ${sampling} sampling, ${forecaster.name}`, () => {
        for (let seed = 0; seed < 20; seed++) {
          const random = seededRandom(seed);
          let level = 100;
          const samples = everySecond(30, (second) => {
            level += 2 + 6 * (random() - 0.5);
            return level + 8 * random() + (second > 15 ? 30 : 0);
          }).map(({ time, value }, index) => ({
            time: time + (index % 29 === 0 ? 0 : jitter * random()),
            value,
          }));
          const [mean, halfWidth] = textbookHolt(samples, 25, phis);
          const forecast = forecastFrom(forecaster, samples, 25);
          assert.ok(Math.abs(forecast.mean - mean) < 1e-6, `${forecast.mean}, not ${mean}`);
          assert.ok(Math.abs((forecast.upper - forecast.mean) / halfWidth - 1) < 1e-6);
        }
      });
    }
  }

  it('counts samples whose times rounding has made one as one, also all that it starts from', () => {
    for (const together of [3, 12]) {
      const samples = Array.from({ length: together + 2 }, (_, index) => ({
        time: index < together ? index * 1e-9 : (index - together + 1) * 1e9,
        value: 5 + Math.max(0, index - together + 1),
      }));
      assert.ok(Number.isFinite(forecastFrom(holt, samples, 1e8).mean));
    }
  });

  it('follows a slope that has changed sooner than least squares does', () => {
    const samples = everySecond(40, (second) => (second < 20 ? 0 : 10 * (second - 20)));
    const [smoothed, line] = [forecastFrom(holt, samples, 30), forecastFrom(linear, samples, 30)];
    assert.ok(Math.abs(smoothed.mean - 490) < 10, `${smoothed.mean}`);
    assert.ok(line.mean < 450, `${line.mean}`);
  });

  it('weighs by time: many samples within a moment count as one moment', () => {
    const sparse = everySecond(30, (second) => 5 * second);
    // After each tenth second ten more of the same, a millisecond apart.
    const crowded = sparse.flatMap(({ time, value }) =>
      (time - 1.8e9) % 10 === 5
        ? Array.from({ length: 11 }, (_, i) => ({ time: time + i / 1024, value: value + (i > 0 ? 1 : 0) }))
        : [{ time, value }],
    );
    const { mean } = forecastFrom(holt, crowded, 20);
    assert.ok(Math.abs(mean - 5 * 49) < 6, `${mean}`);
  });

  it('holds the value of its own kind of series as often as its interval says', () => {
    const tries = 500;
    for (const horizon of [1, 10]) {
      let held = 0;
      for (let seed = 0; seed < tries; seed++) {
        const random = seededRandom(seed);
        let [level, trend] = [0, 3];
        const samples = everySecond(100 + horizon, () => {
          const error = Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
          const value = level + trend + error;
          level += trend + 0.5 * error;
          trend += 0.05 * error;
          return value;
        });
        const { lower, upper } = forecastFrom(holt, samples.slice(0, 100), horizon);
        const { value } = samples.at(-1)!;
        if (lower <= value && value <= upper) held++;
      }
      assert.ok(held / tries > 0.73 && held / tries < 0.87, `${held / tries} at ${horizon}`);
    }
  });

  it('abstains when a step is too short for a horizon to be counted in it', () => {
    const samples = [1, 2, 3, 4].map((value, index) => ({ time: index * 5e-324, value }));
    const forecast = holt.forecast(Window.of(samples), 60);
    assert.deepEqual(forecast, { kind: 'abstention', reason: 'not-finite' });
  });
});

describe("damped Holt's forecast", () => {
  it('goes on growing, ever less, and never by more than 49 gaps of growth', () => {
    const samples = everySecond(60, (second) => 1000 + 10 * second);
    const newest = samples.at(-1)!.value;
    const means = [1, 10, 60, 600, 1e6].map((horizon) => forecastFrom(dampedHolt, samples, horizon).mean);
    assert.ok(means.every((mean, index) => mean > (means[index - 1] ?? newest) - 1e-9, means.join(' ')));
    assert.ok(means.at(-1)! <= newest + 49 * 10 + 1e-6, `${means.at(-1)}`);
    const linePart = means.map((mean, index) => (mean - newest) / [1, 10, 60, 600, 1e6][index]!);
    assert.ok(
      linePart.every((slope, index) => index === 0 || slope < linePart[index - 1]!),
      linePart.join(' '),
    );
  });

  it('damps by time, however the samples lie within it', () => {
    const even = everySecond(61, (second) => 10 * second);
    const uneven = even.map(({ time, value }, index) =>
      index % 2 === 1 ? { time: time + 0.5, value: value + 5 } : { time, value },
    );
    const [one, other] = [forecastFrom(dampedHolt, even, 60), forecastFrom(dampedHolt, uneven, 60)];
    assert.ok(Math.abs(one.mean - other.mean) < 0.05 * (one.mean - 600), `${one.mean} and ${other.mean}`);
  });
});
