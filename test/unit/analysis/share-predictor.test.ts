import assert from 'node:assert/strict';
import { auto } from '../../../analysis/forecasters/auto.ts';
import { SeriesPredictor, type Prediction } from '../../../analysis/series-predictor.ts';
import { SharePredictor } from '../../../analysis/share-predictor.ts';

const horizonSeconds = 60;
const options = { forecaster: auto, horizonSeconds, level: 0.8 };
const share = 0.9;

interface Run {
  readonly predictor: SharePredictor;
  readonly predictions: readonly Prediction[];
}

/** Predicts values beside their capacities, a sample a second. */
function run(
  seconds: number,
  valueAt: (second: number) => number,
  capacityAt: (second: number) => number,
  more: object = {},
): Run {
  const capacity = capacityAt(seconds - 1);
  const predictor = new SharePredictor({ ...options, shareOfCapacity: share, capacity, ...more });
  const predictions: Prediction[] = [];
  for (let second = 0; second < seconds; second++) {
    const limit = ((more as { shareOfCapacity?: number }).shareOfCapacity ?? share) * capacityAt(second);
    predictions.push(predictor.append(1.8e9 + second, valueAt(second), limit)!);
  }
  return { predictor, predictions };
}

function firstRaised(predictions: readonly Prediction[]): number {
  return predictions.findIndex(({ risk }) => risk.kind === 'risk' && risk.raised);
}

/** Constant at 5000 for 100 s, then less by 10 a second. */
function shrinking(second: number): number {
  return 5000 - 10 * Math.max(0, second - 100);
}

/** Constant at 300 for 50 s, then more by 6 a second. */
function growing(second: number): number {
  return 300 + 6 * Math.max(0, second - 50);
}

describe('the prediction of a share', () => {
  it('warns of a capacity that shrinks as of a leak that is as fast', () => {
    // 0.9 * (5000 - 10 t) = 1000 at 389 s; a leak of 9 a second has the same way at each time.
    const { predictions, predictor } = run(440, () => 1000, shrinking);
    const leak = new SeriesPredictor(options);
    const other = Array.from({ length: 440 }, (_, second) => {
      const value = 1000 + 9 * Math.max(0, second - 100);
      return leak.append(1.8e9 + second, value, 4500)!;
    });
    const [raised, leakRaised] = [firstRaised(predictions), firstRaised(other)];
    assert.ok(raised > 100 && raised < 489, `raised at ${raised}`);
    assert.ok(Math.abs(raised - leakRaised) <= 15, `${raised} as ${leakRaised}`);
    const { seconds } = predictor.exhaustion()!;
    assert.ok(Math.abs(seconds! - (489 - 439)) < 5, `exhausted in ${seconds} s`);
  });

  it('says the share that there will be, and the value that does not change', () => {
    const { forecast, share: told, value, limit } = run(300, () => 1000, shrinking).predictions.at(-1)!;
    assert.equal(value, 1000);
    assert.equal(limit, share * shrinking(299));
    assert.ok(forecast.kind === 'forecast' && Math.abs(forecast.mean - 1000) < 1);
    assert.ok(told);
    assert.equal(told.limit, 90);
    assert.ok(Math.abs(told.value - 100_000 / shrinking(299)) < 1e-9);
    const expected = 100_000 / shrinking(359);
    assert.ok(told.forecast.kind === 'forecast');
    assert.ok(Math.abs(told.forecast.mean - expected) < 1, `${told.forecast.mean} and not ${expected}`);
    assert.ok(told.forecast.lower <= told.forecast.mean && told.forecast.mean <= told.forecast.upper);
  });

  it('stays within 0 and 100 %, and says 100 where nothing will be left', () => {
    for (const { share: told } of run(500, () => 1000, shrinking).predictions) {
      if (told?.forecast.kind !== 'forecast') continue;
      const { lower, mean, upper } = told.forecast;
      assert.ok(lower >= 0 && lower <= mean && mean <= upper && upper <= 100, `${lower} ${mean} ${upper}`);
    }
    const { forecast } = run(490, () => 1000, shrinking).predictions.at(-1)!.share!;
    assert.ok(forecast.kind === 'forecast' && forecast.mean === 100);
  });

  it('is the one of the value where the capacity is constant', () => {
    const { predictions } = run(120, growing, () => 1000);
    const plain = new SeriesPredictor(options);
    for (const [second, { risk, forecast }] of predictions.entries()) {
      const { risk: plainRisk, forecast: plainForecast } = plain.append(
        1.8e9 + second,
        growing(second),
        900,
      )!;
      assert.deepEqual([risk, forecast], [plainRisk, plainForecast]);
    }
  });

  it('warns of a lower limit that a growing capacity lifts', () => {
    const lower = { limitSide: 'lower', shareOfCapacity: 0.1 };
    const { predictions } = run(
      500,
      () => 1000,
      (second) => 5000 + 15 * Math.max(0, second - 100),
      lower,
    );
    const raised = firstRaised(predictions);
    assert.ok(raised > 100 && raised < 434, `raised at ${raised}`);
    const calm = run(
      500,
      () => 1000,
      (second) => 9000 - 15 * Math.max(0, second - 100),
      lower,
    );
    assert.equal(firstRaised(calm.predictions), -1);
  });

  it('is undefined for a sample that is refused', () => {
    const { predictor } = run(5, () => 1, shrinking);
    assert.equal(predictor.append(1.8e9, 1, 900), undefined);
    assert.equal(predictor.append(1.8e9 + 10, Number.NaN, 900), undefined);
  });

  it('goes on from a limit that was reached before', () => {
    const { predictor } = run(3, () => 4600, shrinking);
    predictor.recallExhaustion();
    const { risk } = predictor.append(1.8e9 + 3, 4600, 4500)!;
    assert.ok(risk.kind === 'risk' && risk.exhausted);
  });
});
