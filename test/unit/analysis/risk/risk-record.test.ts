import assert from 'node:assert/strict';
import { RiskTracker } from '../../../../analysis/risk/risk.ts';
import { unchangedForecast } from '../../../support/unchanged-forecast.ts';

const limit = 1000;

/** The teeth with an alert: of 200 s each, up to their own top. A verdict is sure above 850. */
function announcedTeeth(tops: readonly number[]): number[] {
  const tracker = new RiskTracker(60, { riskFrom: 'detector' });
  const teeth = new Set<number>();
  for (let second = 0; second < 200 * tops.length; second++) {
    const tooth = Math.floor(second / 200);
    const value = 300 + (tops[tooth]! - 300) * ((second % 200) / 199);
    const margin = value > 850 ? 3 : -3;
    const verdict = { kind: 'verdict', abnormal: margin > 0, margin } as const;
    const risk = tracker.update(1.8e9 + second, value, limit, unchangedForecast(value), true, verdict);
    if (risk.kind === 'risk' && risk.raised && value > 850) teeth.add(tooth);
  }
  return [...teeth];
}

describe('the risk of a series with a record of false alerts', () => {
  it('is no alert from the fourth time on, unless the series is higher than ever', () => {
    assert.deepEqual(announcedTeeth([950, 950, 950, 950, 940, 950, 980, 950, 990]), [0, 1, 2, 6, 8]);
  });

  it('is an alert again when what was announced has crossed the limit, and while it is there', () => {
    assert.ok(announcedTeeth([950, 950, 950, 950, 950, 1100]).includes(5));
  });
});
