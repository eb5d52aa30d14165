import assert from 'node:assert/strict';
import {
  limit,
  predictSeries,
  raisedSeconds,
  type Moment,
  type Variation,
} from '../support/predicted-series.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

const seconds = 320;
/** A 60th of the horizon: times are taken together in pieces of it, counted from the epoch. */
const gridSeconds = 1;

/** Flat, an allocation, flat, a leak over the limit, all given back. Noise and values are exact in binary. */
function eventful(): (second: number) => number {
  const random = seededRandom(3);
  const noise = Array.from({ length: 8 * seconds + 1 }, () => Math.round(640 * (random() - 0.5)) / 64);
  return (second) => {
    const bulk = second >= 40 && second < 70 ? 400 : 0;
    const leak = second < 290 ? 7 * Math.max(0, Math.min(second, 240) - 130) : 0;
    return 300 + bulk + leak + noise[8 * second]!;
  };
}

/** Risks, and how far the forecasts are above the limit, in units of it. */
function answers(moments: readonly Moment[]): unknown[] {
  return moments.map(({ risk, forecast, limit: bound }) =>
    forecast.kind === 'forecast'
      ? [risk, forecast.lower / bound, forecast.mean / bound, forecast.upper / bound]
      : [risk, forecast],
  );
}

describe('the risk, and the forecasts below it,', () => {
  for (const interval of [0.125, 0.5, 1, 2, 5]) {
    const series = eventful();
    const predict = (valueAt: (second: number) => number, variation: Variation = {}): Moment[] =>
      predictSeries(valueAt, seconds, interval, variation);
    const original = predict(series);

    it(`rise and are cleared in the series that is varied here, every ${interval} s`, () => {
      const raised = raisedSeconds(original);
      assert.ok(raised[0]! > 130 && raised.at(-1)! < seconds);
    });

    it(`do not depend on the epoch, as long as it is whole pieces of the grid away, every ${interval} s`, () => {
      for (const start of [0, 0.8e9, 1.8e9 + 7 * gridSeconds, 2.8e9]) {
        assert.deepEqual(answers(predict(series, { start })), answers(original), `from ${start} s`);
      }
    });

    it(`are the same when values and limit are scaled by a power of two, every ${interval} s`, () => {
      for (const scale of [2 ** 20, 2 ** -20]) {
        const scaled = predict((second) => scale * series(second), { limit: scale * limit });
        assert.deepEqual(answers(scaled), answers(original), `by ${scale}`);
      }
    });

    it(`are the same for the mirrored series with a lower limit, every ${interval} s`, () => {
      const mirrored = predict((second) => -series(second), { limit: -limit, limitSide: 'lower' });
      for (const [index, { risk, forecast }] of mirrored.entries()) {
        const { risk: risk0, forecast: forecast0 } = original[index]!;
        assert.deepEqual(risk, risk0, `at ${index * interval} s`);
        if (forecast.kind === 'abstention' || forecast0.kind === 'abstention') {
          assert.deepEqual(forecast, forecast0);
          continue;
        }
        assert.ok(Math.abs(forecast.mean + forecast0.mean) < 1e-9);
        assert.ok(Math.abs(forecast.lower + forecast0.upper) < 1e-9);
        assert.ok(Math.abs(forecast.upper + forecast0.lower) < 1e-9);
      }
    });

    // The size of the limit decides how wide the interval of an unknown series is, and what 2 % of it are: below 50
    // the risk may change, and so may the moment at which an exhausted resource counts as free again.
    it(`begin an alert at the same moment when values and limit are shifted together, every ${interval} s`, () => {
      for (const shift of [-5000, -1000, 2000, 2 ** 30]) {
        const shifted = predict((second) => series(second) + shift, { limit: limit + shift });
        assert.equal(raisedSeconds(shifted)[0], raisedSeconds(original)[0], `by ${shift}`);
      }
    });
  }
});
