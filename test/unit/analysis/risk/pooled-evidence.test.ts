import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Verdict } from '../../../../analysis/detector.ts';
import type { Abstention } from '../../../../analysis/forecast.ts';
import { pooledEvidence, type RiskSource } from '../../../../analysis/risk/pooled-evidence.ts';

const boundary = 0.7;
const silent: Abstention = { kind: 'abstention', reason: 'not-finite' };

function verdict(margin: number): Verdict {
  return { kind: 'verdict', abnormal: margin > 0, margin };
}

function pooled(climb: number, margin: number, source: RiskSource): number {
  return pooledEvidence(climb, verdict(margin), source, boundary);
}

function logOdds(share: number): number {
  return Math.log(share / (1 - share));
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} instead of ${expected}`);
}

const margins = fc.double({ min: -30, max: 30, noNaN: true });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

describe('pooled evidence', () => {
  it('is that of the climb without a detector, and where the forecast alone is asked', () => {
    for (const source of ['forecast', 'detector', 'both'] as const) {
      assert.equal(pooledEvidence(0.3, undefined, source, boundary), 0.3);
    }
    assert.equal(pooled(0.3, 9, 'forecast'), 0.3);
    assert.equal(pooledEvidence(0.3, silent, 'forecast', boundary), 0.3);
  });

  describe('of a detector alone', () => {
    it('is that of the boundary where the margin is hardly above 0, and has the margin as log-odds from there', () => {
      near(pooled(0, 1e-15, 'detector'), boundary);
      near(pooled(1, 1e-15, 'detector'), boundary);
      const odds = (boundary / (1 - boundary)) * Math.exp(1.5);
      near(pooled(0.2, 1.5, 'detector'), odds / (1 + odds));
    });

    it('is none where the verdict is normal, however close to the boundary', () => {
      for (const margin of [0, -1e-9, -1, -30]) assert.equal(pooled(0.9, margin, 'detector'), 0);
    });

    it('is none while it abstains', () => {
      assert.equal(pooledEvidence(0.9, silent, 'detector', boundary), 0);
    });
  });

  describe('of both', () => {
    it('is that of the climb unless the verdict is sure of itself', () => {
      for (const climb of [0, 0.05, 0.3, 0.7, 1]) {
        for (const margin of [-30, -1, 0, 1.5]) assert.equal(pooled(climb, margin, 'both'), climb);
      }
    });

    it('moves the log-odds of any climb alike, as far as the margin goes beyond that', () => {
      const moved = logOdds(pooled(0.5, 2.5, 'both'));
      near(moved, 0.3);
      for (const climb of [0.1, 0.4, 0.9])
        near(logOdds(pooled(climb, 3.5, 'both')), logOdds(climb) + 2 * moved);
    });

    it('takes a climb across the boundary that is hardly not likely enough', () => {
      assert.ok(pooled(0.6, 4, 'both') > boundary);
      assert.ok(pooled(0.4, 1e9, 'both') < boundary);
    });

    it('is never enough without a climb, however sure the verdict is', () => {
      for (const climb of [0, 0.04]) near(logOdds(pooled(climb, 1e9, 'both')), logOdds(0.04) + 3 * 0.3);
      assert.ok(pooled(0, 1e9, 'both') < boundary / 2);
    });

    it('hears no more than a margin of 4.5, as margins of some models are larger than those of others', () => {
      assert.equal(pooled(0.5, 30, 'both'), pooled(0.5, 4.5, 'both'));
      assert.ok(pooled(0.5, 4.4, 'both') < pooled(0.5, 4.5, 'both'));
    });

    it('takes nothing from a climb that is certain', () => assert.equal(pooled(1, 9, 'both'), 1));

    it('is that of the climb while the detector abstains', () => {
      assert.equal(pooledEvidence(0.9, silent, 'both', boundary), 0.9);
    });
  });

  it('is never less when the climb or the verdict says more', () => {
    fc.assert(
      fc.property(shares, shares, margins, margins, (climb, otherClimb, margin, otherMargin) => {
        const [less, more] = [Math.min(climb, otherClimb), Math.max(climb, otherClimb)];
        const [weaker, stronger] = [Math.min(margin, otherMargin), Math.max(margin, otherMargin)];
        for (const source of ['forecast', 'detector', 'both'] as const) {
          assert.ok(pooled(less, weaker, source) <= pooled(more, stronger, source));
        }
      }),
    );
  });

  it('is a probability', () => {
    fc.assert(
      fc.property(shares, fc.double({ noNaN: true, noDefaultInfinity: true }), (climb, margin) => {
        for (const source of ['forecast', 'detector', 'both'] as const) {
          const probability = pooled(climb, margin, source);
          assert.ok(probability >= 0 && probability <= 1);
        }
      }),
    );
  });
});
