import assert from 'node:assert/strict';
import { forecastOf, type Forecaster } from '../../../analysis/forecast.ts';
import type { Detector } from '../../../analysis/detector.ts';
import { FeatureTracker } from '../../../analysis/features/feature-tracker.ts';
import { auto } from '../../../analysis/forecasters/auto.ts';
import { linear } from '../../../analysis/forecasters/linear.ts';
import { leastProbability } from '../../../analysis/risk/damped-evidence.ts';
import {
  SeriesPredictor,
  type Prediction,
  type SeriesPredictorOptions,
} from '../../../analysis/series-predictor.ts';
import { exhaustedSeconds, predictSeries, raisedSeconds } from '../../support/predicted-series.ts';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';

function predictorOf(options: Partial<SeriesPredictorOptions> = {}): SeriesPredictor {
  return new SeriesPredictor({ forecaster: linear, horizonSeconds: 60, samples: 5, level: 0.9, ...options });
}

/** Flat at 300 for 50 s, then up by 6 a second. */
function leak(second: number): number {
  return 300 + 6 * Math.max(0, second - 50);
}

/** Flat at 300 for 1400 s, then up by 5 a second to 900. */
function stoppedLeak(second: number): number {
  return 300 + 5 * Math.min(120, Math.max(0, second - 1400));
}

/** The rest of 1300 that such a leak leaves. */
function available(second: number): number {
  return 1300 - leak(second);
}

/** Forecasts this, by the second of the newest sample, and is sure of it. */
function constantly(meanAt: (second: number) => number): Forecaster {
  return {
    name: 'oracle',
    minimumSamples: 1,
    recovers: [],
    forecast: ({ origin, length }, _horizonSeconds, level = 0.8) =>
      forecastOf(meanAt(origin), 0, level, 0, length),
  };
}

describe('the prediction of a series', () => {
  it('holds sample, limit, forecast and risk', () => {
    const predictor = predictorOf();
    for (let i = 0; i < 20; i++) predictor.append(1.8e9 + i, 10 + i, 1000);
    const prediction = predictor.append(1.8e9 + 20, 30, 1000)!;
    assert.equal(prediction.time, 1.8e9 + 20);
    assert.equal(prediction.value, 30);
    assert.equal(prediction.limit, 1000);
    assert.ok(prediction.forecast.kind === 'forecast');
    assert.ok(Math.abs(prediction.forecast.mean - 90) < 1e-9);
    assert.equal(prediction.forecast.level, 0.9);
    assert.equal(prediction.forecast.observations, 5);
    assert.deepEqual(prediction.risk, { kind: 'risk', percent: 0, raised: false, exhausted: false });
  });

  it("has an interval calibrated on the series, whatever the forecaster's own is", () => {
    const predictor = predictorOf({ horizonSeconds: 10 });
    const random = seededRandom(6);
    let widths = 0;
    for (let i = 0; i < 2000; i++) {
      const { forecast } = predictor.append(i, 500 + 10 * random(), 1e6)!;
      if (i < 1000 || forecast.kind === 'abstention') continue;
      assert.ok(forecast.lower <= forecast.mean && forecast.mean <= forecast.upper);
      widths += (forecast.upper - forecast.lower) / 1000;
    }
    // Five samples are extrapolated by ten seconds: the errors are several times the noise.
    assert.ok(widths > 20 && widths < 200, `${widths}`);
  });

  it('abstains, and says why, before there are enough samples', () => {
    const prediction = predictorOf().append(1, 5, 10)!;
    const { forecast, risk } = prediction;
    assert.deepEqual(forecast, { kind: 'abstention', reason: 'too-few-samples', have: 1, need: 3 });
    assert.deepEqual(risk, { kind: 'abstention', reason: 'too-few-samples', have: 1, need: 4 });
  });

  it('is undefined for a sample that was refused, and unchanged by it', () => {
    for (const forecaster of [linear, auto]) {
      const [with_, without] = [predictorOf({ forecaster }), predictorOf({ forecaster })];
      for (let i = 0; i < 150; i++) {
        with_.append(i, i, 200);
        without.append(i, i, 200);
      }
      assert.equal(with_.append(149, 99, 200), undefined);
      assert.equal(with_.append(3, 99, 200), undefined);
      assert.equal(with_.append(150, Number.NaN, 200), undefined);
      assert.equal(with_.append(150, Number.POSITIVE_INFINITY, 200), undefined);
      assert.equal(with_.append(Number.NaN, 150, 200), undefined);
      assert.equal(with_.window.dropped, 5);
      assert.deepEqual(with_.append(150, 150, 200), without.append(150, 150, 200));
      assert.deepEqual(with_.exhaustion(200), without.exhaustion(200));
    }
  });

  it('tells the time to exhaustion, with an interval around it', () => {
    const predictor = predictorOf();
    assert.equal(predictor.exhaustion(100), undefined);
    for (let i = 0; i <= 1500; i++) predictor.append(1.8e9 + i, 2 * i, 5000);
    const { seconds, earliest, latest } = predictor.exhaustion(3080)!;
    assert.ok(Math.abs(seconds! - 40) < 0.01, `${seconds}`);
    assert.ok(earliest <= seconds! && seconds! <= latest!, `${earliest} to ${latest}`);
    assert.deepEqual(predictor.exhaustion(3000), { seconds: 0, earliest: 0, latest: 0 });
  });

  it('tells the same of the mirrored series with a lower limit', () => {
    const random = seededRandom(4);
    const [upper, lower] = [
      predictorOf({ forecaster: auto }),
      predictorOf({ forecaster: auto, limitSide: 'lower' }),
    ];
    let raised = 0;
    for (let second = 0; second <= 170; second++) {
      const value = leak(second) + 20 * random();
      const [up, down] = [upper.append(second, value, 1000)!, lower.append(second, -value, -1000)!];
      assert.deepEqual(down.risk, up.risk);
      if (up.risk.kind === 'risk' && up.risk.raised) raised++;
      const [above, below] = [upper.exhaustion(1000), lower.exhaustion(-1000)];
      for (const end of ['seconds', 'earliest', 'latest'] as const) {
        assert.ok(above?.[end] === below?.[end] || Math.abs(above![end]! - below![end]!) < 1e-6);
      }
    }
    assert.ok(raised > 5);
  });

  it('shows a detector what a tracker of features sees, and has the same risk beside it', () => {
    const seen: Float64Array[] = [];
    const detector: Detector = {
      name: 'witness',
      about: 'keeps what it is shown',
      judge(features) {
        seen.push(features.slice());
        return { kind: 'verdict', abnormal: false, margin: -1 };
      },
    };
    const random = seededRandom(5);
    const [judged, alone] = [predictorOf({ forecaster: auto, detector }), predictorOf({ forecaster: auto })];
    const tracker = new FeatureTracker(60);
    const expected: Float64Array[] = [];
    for (let i = 0; i <= 800; i++) {
      const [time, value] = [1.8e9 + i / 4, leak((i / 4) % 150) + 20 * random()];
      const isPoint = tracker.append(time, value, 1000);
      const { features } = tracker;
      if (isPoint && !('kind' in features)) expected.push(features.slice());
      const judgement = { ...judged.append(time, value, 1000)!, verdict: undefined };
      assert.deepEqual(judgement, alone.append(time, value, 1000));
    }
    assert.ok(seen.length > 150);
    assert.deepEqual(seen, expected);
  });

  it('warns of what runs out below a lower limit, and of nothing above it', () => {
    const options = { limit: 300, limitSide: 'lower' } as const;
    const [raised] = raisedSeconds(predictSeries(available, 160, 1, options));
    assert.ok(raised! > 60 && raised! < 160, `raised at ${raised} s`);
    assert.deepEqual(raisedSeconds(predictSeries((second) => 400 + leak(second), 160, 1, options)), []);
    const gone = exhaustedSeconds(predictSeries(available, 180, 1, options));
    assert.deepEqual(gone.slice(0, 2), [167, 168]);
  });

  for (const sign of [1, -1])
    it(`sees no evidence ${sign > 0 ? 'below an upper' : 'above a lower'} limit for which forecasts that have come true leave no room`, () => {
      const evident = [true, false].map((isRight) => {
        const forecaster = constantly((second) => sign * stoppedLeak(isRight ? second + 60 : second));
        const limitSide = sign > 0 ? 'upper' : 'lower';
        const predictor = predictorOf({ forecaster, limitSide });
        let moments = 0;
        for (let second = 0; second <= 1600; second++) {
          predictor.append(second, sign * stoppedLeak(second), sign * 1000);
          if (predictor.reasons().evidence >= leastProbability) moments++;
        }
        return moments;
      });
      // One that is always late has residuals that leave room.
      assert.ok(evident[0] === 0 && evident[1]! > 10, evident.join(' '));
    });

  it('goes by the limit as it is with each sample', () => {
    const predictor = predictorOf({ forecaster: auto });
    const after: Prediction[] = [];
    for (let second = 0; second <= 160; second++) {
      after.push(predictor.append(second, leak(second), second < 155 ? 1e5 : leak(155))!);
    }
    assert.ok(after.slice(4, 155).every(({ risk }) => risk.kind === 'risk' && !risk.raised));
    assert.deepEqual(after[160]!.risk, { kind: 'risk', percent: 100, raised: true, exhausted: true });
  });

  it('has no NaN in it without a usable limit', () => {
    for (const limit of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const predictor = predictorOf({ forecaster: auto });
      for (let second = 0; second < 200; second++) {
        const { forecast, risk } = predictor.append(second, leak(second), second < 100 ? 1000 : limit)!;
        if (forecast.kind === 'forecast') {
          assert.ok([forecast.mean, forecast.lower, forecast.upper].every(Number.isFinite));
        }
        if (risk.kind === 'risk') assert.ok(risk.percent >= 0 && risk.percent <= 100);
      }
    }
  });

  it('goes on over a gap', () => {
    const predictor = predictorOf({ forecaster: auto });
    for (let second = 0; second < 100; second++) predictor.append(second, 500, 1000);
    for (let second = 90_000; second < 90_100; second++) {
      const { forecast, risk } = predictor.append(second, 510, 1000)!;
      assert.ok(forecast.kind === 'forecast' && Math.abs(forecast.mean - 510) < 20);
      assert.ok(risk.kind === 'risk' && !risk.raised);
    }
  });
});
