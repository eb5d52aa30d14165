import assert from 'node:assert/strict';
import { calibrationWeights } from '../../../analysis/risk/calibration-weights.ts';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import { logisticFit, type Example } from '../../../tools/lab/evaluation/logistic-fit.ts';
import {
  calibrationMoments,
  fitCalibration,
  heldOutError,
  type CalibrationSeries,
} from '../../../tools/lab/evaluation/risk-calibration.ts';

function example(feature: number, outcome: 0 | 1, weight: number): Example {
  return { features: [1, feature], outcome, weight };
}

describe('a logistic regression', function () {
  it('finds the log-odds of two groups', function () {
    const [base, slope] = logisticFit([
      example(0, 1, 1),
      example(0, 0, 3),
      example(1, 1, 6),
      example(1, 0, 2),
    ]);
    assert.ok(Math.abs(base! - Math.log(1 / 3)) < 0.01, `${base}`);
    assert.ok(Math.abs(base! + slope! - Math.log(3)) < 0.01, `${slope}`);
  });

  it('finds the weights that made the outcomes, whatever the scale of a feature', function () {
    const random = seededRandom(3);
    const made = Array.from({ length: 20_000 }, (): Example => {
      const features = [1, 4 * random() - 2, 1000 * random()];
      const sum = 0.5 + 1.5 * features[1]! - 0.004 * features[2]!;
      return { features, outcome: random() < 1 / (1 + Math.exp(-sum)) ? 1 : 0, weight: 2 };
    });
    const found = logisticFit(made);
    for (const [index, expected] of [0.5, 1.5, -0.004].entries())
      assert.ok(Math.abs(found[index]! / expected - 1) < 0.15, found.join(' '));
  });

  it('stays finite where a feature tells all', function () {
    const found = logisticFit([
      { features: [1, 0], outcome: 0, weight: 1 },
      { features: [1, 1], outcome: 1, weight: 1 },
    ]);
    assert.ok(
      found.every((weight) => Number.isFinite(weight)),
      found.join(' '),
    );
  });
});

describe('the calibration of the risk', function () {
  this.timeout(60_000);
  let series: CalibrationSeries[] = [];

  before(function () {
    series = calibrationMoments();
  });

  it('has the weights that its command makes', function () {
    assert.deepEqual(fitCalibration(series), calibrationWeights);
  });

  it('errs by at most 5 % on kinds that it was not fitted on', function () {
    const { all, said } = heldOutError(series);
    assert.ok(all! <= 0.05 && said! <= 0.05, `${all} ${said}`);
  });
});
