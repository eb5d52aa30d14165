import assert from 'node:assert/strict';
import type { Forecast } from '../../../../analysis/forecast.ts';
import { RiskTracker } from '../../../../analysis/risk/risk.ts';

/** The first value on alert of a leak by 5 a second from 300, limit 1000. */
function raisedAt(isPossible: boolean): number | undefined {
  const tracker = new RiskTracker(60);
  for (let second = 0; second < 240; second++) {
    const value = 300 + 5 * Math.max(0, second - 100);
    const forecast: Forecast = {
      kind: 'forecast',
      mean: value,
      lower: value,
      upper: value,
      level: 0.8,
      residualStandardError: 0,
      observations: 20,
    };
    const risk = tracker.update(second, value, 1000, forecast, isPossible);
    if (risk.kind === 'risk' && risk.raised) return value;
  }
  return undefined;
}

describe('a climb of which the forecast leaves no room for the limit', () => {
  it('is an alert all the same once the limit is nearer than a quarter of the horizon', () => {
    assert.ok(raisedAt(true)! < 875, `${raisedAt(true)}`);
    // 15 s before it at 5 a second.
    const value = raisedAt(false);
    assert.ok(value !== undefined && value >= 925 && value < 960, `${value}`);
  });
});
