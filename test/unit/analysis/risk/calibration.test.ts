import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { crossingProbability, type RiskState } from '../../../../analysis/risk/calibration.ts';
import { calibrationWeights } from '../../../../analysis/risk/calibration-weights.ts';
import { predictedPercent } from '../../../../analysis/risk/risk-percent.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const stateOf = fc.record({
  evidence: share,
  mean: share,
  horizonsToLimit: fc.oneof(
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.constant(Number.POSITIVE_INFINITY),
  ),
  watchedHorizons: fc.double({ min: 0, max: 1e6, noNaN: true }),
  reachShare: share,
});

const climbing: RiskState = {
  evidence: 0.8,
  mean: 0.6,
  horizonsToLimit: 0.5,
  watchedHorizons: 10,
  reachShare: 0.4,
};

/** Log-odds of a probability. */
function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}

describe('the probability of a crossing', () => {
  it('is what the weights make of the mean evidence, the way to the limit, the time watched and earlier errors', () => {
    const [intercept, mean, timeToLimit, watched, reach] = calibrationWeights;
    const expected =
      intercept +
      mean * logOdds(0.6) +
      timeToLimit * Math.log(0.5) +
      watched * Math.log(10) +
      reach * logOdds(0.4);
    assert.ok(Math.abs(logOdds(crossingProbability(climbing)) - expected) < 1e-9);
    assert.equal(crossingProbability(climbing, [0, 0, 0, 0, 0]), 0.5);
  });

  it('is between 0 and 1, and never falls with more evidence or more errors that would reach the limit', () => {
    fc.assert(
      fc.property(stateOf, share, (state, more) => {
        const probability = crossingProbability(state);
        assert.ok(probability >= 0 && probability < 1, `${probability}`);
        for (const part of ['mean', 'reachShare'] as const) {
          const higher = crossingProbability({ ...state, [part]: Math.max(state[part], more) });
          assert.ok(higher >= probability, `${part}: ${higher} < ${probability}`);
        }
      }),
    );
  });

  it('is less where the limit is farther away, from a tenth of a horizon up to four', () => {
    const [none, tenth, one, four, without] = [0, 0.1, 1, 4, Number.POSITIVE_INFINITY].map(
      (horizonsToLimit) => crossingProbability({ ...climbing, horizonsToLimit }),
    );
    assert.ok(none === tenth && tenth! > one! && one! > four! && four === without);
  });

  it('is less for a series that has been watched for longer, up to sixty horizons', () => {
    const [none, half, two, sixty, many] = [0, 0.5, 2, 60, 6000].map((watchedHorizons) =>
      crossingProbability({ ...climbing, watchedHorizons }),
    );
    assert.ok(none === half && half! > two! && two! > sixty! && sixty === many);
  });

  it('is 0 where there is no evidence and hardly was any', () => {
    assert.equal(crossingProbability({ ...climbing, evidence: 0, mean: 0.009 }), 0);
    assert.ok(crossingProbability({ ...climbing, evidence: 0, mean: 0.011 }) > 0);
    assert.ok(crossingProbability({ ...climbing, evidence: 0.001, mean: 0 }) > 0);
  });
});

describe('the risk before the limit is reached', () => {
  it('is the probability in percent, kept where the alert is', () => {
    const percent = 100 * crossingProbability(climbing);
    assert.ok(percent > 25 && percent < 45, `${percent}`);
    assert.equal(predictedPercent(climbing, false), percent);
    assert.equal(predictedPercent(climbing, true), 50);
    const sure = { evidence: 1, mean: 1, horizonsToLimit: 0, watchedHorizons: 0, reachShare: 1 };
    assert.equal(predictedPercent(sure, false), 49);
    assert.equal(predictedPercent(sure, true), 99);
  });
});
