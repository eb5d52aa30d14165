import assert from 'node:assert/strict';
import type { RiskReasons } from '../../../../analysis/risk/risk-reasons.ts';
import { leastProbability, meanShare } from '../../../../analysis/risk/damped-evidence.ts';
import { RiskTracker } from '../../../../analysis/risk/risk.ts';
import { findForecaster } from '../../../../analysis/forecasters/registry.ts';
import { SharePredictor } from '../../../../analysis/share-predictor.ts';
import { unchangedForecast } from '../../../support/unchanged-forecast.ts';

const limit = 1000;

/** The reasons after values of one second each. */
function reasonsAfter(values: readonly number[], isPossible = true): RiskReasons {
  const tracker = new RiskTracker(60);
  for (const [second, value] of values.entries())
    tracker.update(1.8e9 + second, value, limit, unchangedForecast(value), isPossible);
  return tracker.reasons();
}

function rise(seconds: number, from: number, to: number): number[] {
  return Array.from({ length: seconds }, (_, second) => from + ((to - from) * second) / (seconds - 1));
}

const quiet = rise(120, 200, 200);
const leak = [...quiet, ...rise(140, 200, 900)];

describe('the reasons of a risk', () => {
  it('are enough evidence that lasts, for a leak', () => {
    const reasons = reasonsAfter(leak);
    assert.ok(reasons.evidence >= leastProbability && reasons.mean >= meanShare * leastProbability);
    assert.deepEqual(
      [reasons.climb.survival, reasons.climb.probability],
      [reasons.evidence, reasons.evidence],
    );
    assert.deepEqual([reasons.isPossible, reasons.isHeldBack, reasons.falseAlerts], [true, false, 0]);
  });

  it('are none of it, for a series that stands still', () => {
    const { climb, ...others } = reasonsAfter(quiet);
    assert.deepEqual([climb.survival, climb.probability], [0, 0]);
    assert.deepEqual(others, {
      isPossible: true,
      evidence: 0,
      mean: 0,
      horizonsToLimit: Number.POSITIVE_INFINITY,
      watchedHorizons: 119 / 60,
      reachShare: 0.3,
      falseAlerts: 0,
      isHeldBack: false,
    });
  });

  it('name the interval that leaves no room for the limit', () => {
    const reasons = reasonsAfter(leak, false);
    assert.ok(reasons.climb.probability >= leastProbability);
    assert.deepEqual([reasons.isPossible, reasons.evidence], [false, 0]);
  });

  it('name the record of earlier slopes that came to nothing', () => {
    const shortLeak = rise(80, 200, 600);
    const stops = rise(60, 600, 600);
    const back = rise(40, 600, 200);
    const reasons = reasonsAfter([
      ...Array.from({ length: 6 }, () => [...shortLeak, ...stops, ...back]).flat(),
      ...shortLeak,
    ]);
    assert.ok(reasons.climb.gotThisFar >= 1, `${reasons.climb.gotThisFar}`);
    assert.ok(reasons.climb.probability < leastProbability);
  });

  it('name the false alerts that hold another one back', () => {
    const tooth = [...rise(150, 300, 950), ...rise(50, 950, 300)];
    const held: boolean[] = [];
    const tracker = new RiskTracker(60, { riskFrom: 'detector' });
    for (const [second, value] of Array.from({ length: 5 }, () => tooth)
      .flat()
      .entries()) {
      const margin = value > 850 ? 3 : -3;
      const verdict = { kind: 'verdict', abnormal: margin > 0, margin } as const;
      tracker.update(1.8e9 + second, value, limit, unchangedForecast(value), true, verdict);
      held.push(tracker.reasons().isHeldBack);
    }
    assert.ok(!held.slice(0, 600).includes(true));
    assert.ok(held.slice(600).includes(true));
  });

  it('are those of the way to the limit, where the capacity moves', () => {
    const forecaster = findForecaster('auto')!;
    const options = { forecaster, horizonSeconds: 60, level: 0.8, shareOfCapacity: 1, capacity: limit };
    const predictor = new SharePredictor(options);
    for (const [second, value] of leak.entries()) predictor.append(1.8e9 + second, 100, limit - value + 100);
    assert.ok(predictor.reasons().evidence >= leastProbability);
  });
});
