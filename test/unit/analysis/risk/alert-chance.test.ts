import assert from 'node:assert/strict';
import { ClimbTracker } from '../../../../analysis/climb/climb-evidence.ts';
import { alertChance, isLikely, leastChance, leastEvidence } from '../../../../analysis/risk/alert-chance.ts';
import { crossingProbability, unknownState, type RiskState } from '../../../../analysis/risk/calibration.ts';

const near: RiskState = {
  evidence: 0.9,
  mean: 0.9,
  horizonsToLimit: 0.5,
  watchedHorizons: 20,
  reachShare: 0.5,
};
const climb = { ...new ClimbTracker(60).evidence, riseInChanges: 10 };

describe('the chance that an alert asks for', () => {
  it('is the probability of a crossing, with five horizons of a longer past', () => {
    const [four, five, six, many] = [4, 5, 6, 6000].map((watchedHorizons) => ({ ...near, watchedHorizons }));
    assert.equal(alertChance(four!), crossingProbability(four!));
    assert.ok(alertChance(four!) > alertChance(five!));
    for (const state of [five, six, many]) assert.equal(alertChance(state!), crossingProbability(five!));
  });

  it('is enough where a crossing is as likely as not', () => {
    const far = { ...near, horizonsToLimit: 2 };
    assert.equal(leastChance(0), 0.5);
    assert.deepEqual([alertChance(near) >= 0.5, alertChance(far) >= 0.5], [true, false]);
    assert.deepEqual(
      [isLikely(near, climb, 0), isLikely(far, climb, 0), isLikely(unknownState, climb, 0)],
      [true, false, false],
    );
  });

  it('is enough after an alert that came to nothing where a crossing is more likely than that', () => {
    assert.deepEqual([1, 2, 8].map(leastChance), [0.75, 0.75, 0.75]);
    const surer = { ...near, reachShare: 0.9 };
    assert.ok(alertChance(near) < 0.75 && alertChance(surer) >= 0.75);
    assert.deepEqual([isLikely(near, climb, 0), isLikely(near, climb, 1)], [true, false]);
    assert.equal(isLikely(surer, climb, 1), true);
  });

  it('asks for less evidence where earlier climbs came to nothing, and a crossing is nearly certain', () => {
    const doubted = { ...climb, gotThisFar: 4, reached: 1 };
    const doubtful = { ...near, evidence: 0.45, mean: 0.45, horizonsToLimit: 0.1 };
    const asked = [0.5, 0.9, 0.99].map((reachShare) => leastEvidence({ ...doubtful, reachShare }, doubted));
    assert.deepEqual(asked, [0.7, 0.7, 0.4]);
    assert.equal(leastEvidence({ ...doubtful, reachShare: 0.99 }, climb), 0.7);
  });

  it('is not asked of slow stairs, whose next step may reach the limit', () => {
    assert.equal(isLikely({ ...near, horizonsToLimit: 2 }, { ...climb, isStairs: true }, 3), true);
  });

  it('is not enough for a small climb in the first five horizons of a series', () => {
    const small = { ...climb, riseInChanges: 9.9 };
    assert.equal(isLikely({ ...near, watchedHorizons: 4.9 }, small, 0), false);
    assert.equal(isLikely({ ...near, watchedHorizons: 5 }, small, 0), true);
    assert.equal(isLikely({ ...near, watchedHorizons: 4.9 }, climb, 0), true);
  });
});
