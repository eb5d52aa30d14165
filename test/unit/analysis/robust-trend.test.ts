import assert from 'node:assert/strict';
import { RobustTrend } from '../../../analysis/robust-trend.ts';
import { seededRandom } from '../../seeded-random.ts';

/** The trend after these seconds at this sampling interval. */
function trendOf(
  valueAt: (second: number) => number,
  { seconds = 30, interval = 0.5, lookBack = 15, start = 1.8e9 } = {},
): RobustTrend {
  const trend = new RobustTrend(lookBack);
  for (let i = 0; i * interval <= seconds; i++) trend.append(start + i * interval, valueAt(i * interval));
  return trend;
}

describe('the robust trend', () => {
  it('is the slope of a line, at fast and at slow sampling', () => {
    for (const interval of [0.125, 0.5, 1, 10]) {
      const { slope, latestSlope } = trendOf((t) => 5 + 3 * t, { interval, seconds: 200 });
      assert.ok(Math.abs(slope! - 3) < 1e-9, `${slope} at ${interval} s`);
      assert.ok(Math.abs(latestSlope! - 3) < 1e-9, `${latestSlope} at ${interval} s`);
    }
  });

  it('is not moved by a step within less than 29 % of the look-back', () => {
    for (const [name, height] of [
      ['up', 1e6],
      ['down but not to a new low', -4],
    ] as const) {
      const step = (t: number): number => (t < 12 ? 0 : 100) + (t >= 27 ? height : 0);
      assert.equal(trendOf(step).slope, 0, name);
    }
  });

  it('shows the same growth once it fills the look-back', () => {
    assert.ok(trendOf((t) => Math.max(0, t - 15) * 10).slope! > 9);
  });

  it('sees only the latest half in the latest slope', () => {
    const { slope, latestSlope } = trendOf((t) => (t < 20 ? 10 * t : 200));
    assert.ok(slope! > 0);
    assert.equal(latestSlope, 0);
  });

  it('takes the past for flat at a value below all that it remembers', () => {
    const trend = trendOf((t) => 100 + t);
    assert.ok(trend.slope! > 0);
    trend.append(1.8e9 + 31, 50);
    assert.equal(trend.slope, 0);
    assert.equal(trend.latestSlope, 0);
    trend.append(1.8e9 + 32, 1000);
    assert.equal(trend.slope, 0, 'one step up from there is no trend');
  });

  it('follows the growth that comes after such a low', () => {
    const trend = trendOf((t) => 100 + t);
    trend.append(1.8e9 + 31, 50);
    for (let i = 1; i <= 15; i++) trend.append(1.8e9 + 31 + i, 50 + 2 * i);
    assert.ok(Math.abs(trend.slope! - 2) < 1e-9, `${trend.slope}`);
  });

  it('is undefined while the past is too short', () => {
    const trend = new RobustTrend(15);
    assert.equal(trend.slope, undefined);
    for (let i = 0; i < 3; i++) trend.append(i, i);
    assert.equal(trend.slope, undefined);
    assert.equal(trend.latestSlope, undefined);
    trend.append(3, 3);
    assert.equal(trend.slope, 1);
    assert.equal(trend.latestSlope, 1);
  });

  it('forgets what is older than the look-back', () => {
    const { slope } = trendOf((t) => (t < 100 ? 10 * t : 1000 + 2 * (t - 100)), { seconds: 130 });
    assert.ok(Math.abs(slope! - 2) < 1e-9, `${slope}`);
  });

  it('finds the slope under noise', () => {
    const random = seededRandom(1);
    const { slope } = trendOf((t) => 1000 + 3 * t + (random() - 0.5), { interval: 0.125 });
    assert.ok(Math.abs(slope! - 3) < 0.1, `${slope}`);
  });
});
