import assert from 'node:assert/strict';
import { linear } from '../../../analysis/forecasters/linear.ts';
import { SeriesPredictor } from '../../../analysis/series-predictor.ts';

function predictorOf(): SeriesPredictor {
  return new SeriesPredictor({ forecaster: linear, horizonSeconds: 60, samples: 5, level: 0.9 });
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
    assert.deepEqual(prediction.risk, { percent: 0, raised: false, exhausted: false });
  });

  it('abstains, without a risk, before there are enough samples', () => {
    const prediction = predictorOf().append(1, 5, 10)!;
    assert.deepEqual(prediction.forecast, {
      kind: 'abstention',
      reason: 'too-few-samples',
      have: 1,
      need: 3,
    });
    assert.equal(prediction.risk, undefined);
  });

  it('is undefined for a sample that the window refused, and unchanged by it', () => {
    const [with_, without] = [predictorOf(), predictorOf()];
    for (let i = 0; i < 5; i++) {
      with_.append(i, i, 100);
      without.append(i, i, 100);
    }
    assert.equal(with_.append(4, 99, 100), undefined);
    assert.equal(with_.append(3, 99, 100), undefined);
    assert.equal(with_.append(5, Number.NaN, 100), undefined);
    assert.equal(with_.window.dropped, 3);
    assert.deepEqual(with_.append(5, 5, 100), without.append(5, 5, 100));
  });

  it('tells the time to exhaustion', () => {
    const predictor = predictorOf();
    assert.equal(predictor.exhaustion(100), undefined);
    for (let i = 0; i <= 10; i++) predictor.append(1.8e9 + i, 2 * i, 100);
    assert.ok(Math.abs(predictor.exhaustion(100)! - 40) < 1e-3);
    assert.equal(predictor.exhaustion(20), 0);
  });
});
