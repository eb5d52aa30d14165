import assert from 'node:assert/strict';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import type { Prediction } from '../../../../analysis/series-predictor.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { configOfSeries } from '../../../../plugins/config/target-config.ts';
import { choosePredictor } from '../../../../plugins/series/chosen-predictor.ts';
import { memoryTarget } from '../../../support/memory-target.ts';

/** The prediction after a minute at 300, whose limit is `limit`. */
function predicted(options: string, movingCapacity: number, limit = 500): Prediction {
  const predictor = choosePredictor(memoryTarget(options), linear, undefined, movingCapacity);
  let prediction: Prediction | undefined;
  for (let second = 0; second < 60; second++)
    prediction = predictor.append(1.8e9 + second, 300 + second / 100, limit);
  return prediction!;
}

describe('the prediction of a series', () => {
  it('is of a share where the limit is one of a capacity that moves', () => {
    const { share } = predicted('limit: 50%', 1000);
    assert.equal(share?.limit, 50);
    assert.ok(Math.abs(share.value - 30) < 0.1, `${share.value}`);
  });

  it('is of the value where the capacity does not move', () => {
    assert.equal(predicted('limit: 50%', 0).share, undefined);
  });

  it('is of the value where the limit is a number', () => {
    assert.equal(predicted('limit: 500', 1000).share, undefined);
  });

  it('is the judgement of an ensemble where there is no limit', () => {
    const { targets } = parseConfig('targets: {m: {series: "*/a/b", detector: {ensemble: {}}}}', 'f');
    const predictor = choosePredictor(configOfSeries(targets['m']!)!, linear, undefined, 0);
    let prediction: Prediction | undefined;
    for (let second = 0; second < 200; second++) prediction = predictor.append(1.8e9 + second, 5, Number.NaN);
    assert.deepEqual(prediction?.anomaly, {
      kind: 'anomaly',
      percent: 0,
      raised: false,
      tests: [],
      agreed: [],
    });
    assert.equal(predictor.exhaustion(5), undefined);
  });

  it('has an interval of the level that the target names', () => {
    const levels = ['intervalLevel: 0.8', 'intervalLevel: 0.95'].map((options) => {
      const { forecast } = predicted(options, 0);
      return forecast.kind === 'forecast' ? forecast.level : undefined;
    });
    assert.deepEqual(levels, [0.8, 0.95]);
  });

  it('has the lower limit of the target', () => {
    const upper = predicted('limit: 500', 0, 290).risk;
    const lower = predicted('lowerLimit: 500', 0, 290).risk;
    assert.ok(upper.kind === 'risk' && upper.percent === 100);
    assert.ok(lower.kind === 'risk' && lower.percent < 100);
  });
});
