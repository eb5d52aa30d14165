import assert from 'node:assert/strict';
import type { Abstention, Forecast } from '../../../../analysis/forecast.ts';
import { RiskTracker } from '../../../../analysis/risk/risk.ts';
import { exhaustedSeconds, predictSeries, raisedSeconds } from '../../../support/predicted-series.ts';
import { unchangedForecast } from '../../../support/unchanged-forecast.ts';

const limit = 1000;

/** Takes a value with a forecast, by default of no change, and tells whether an alert is on. */
function isRaised(
  tracker: RiskTracker,
  second: number,
  value: number,
  isPossible: boolean,
  forecast: Forecast | Abstention = unchangedForecast(value),
  reachShare?: number,
): boolean {
  const risk = tracker.update(second, value, limit, forecast, isPossible, undefined, reachShare);
  return risk.kind === 'risk' && risk.raised;
}

/** The first value on alert of a leak by 5 a second from 300. */
function raisedAt(isPossible: boolean, reachShare?: number): number | undefined {
  const tracker = new RiskTracker(60);
  for (let second = 0; second < 240; second++) {
    const value = 300 + 5 * Math.max(0, second - 100);
    if (isRaised(tracker, second, value, isPossible, undefined, reachShare)) return value;
  }
  return undefined;
}

describe('a climb of which the forecast leaves no room for the limit', () => {
  it('is an alert all the same once the limit is nearer than a quarter of the horizon', () => {
    assert.ok(raisedAt(true)! < 900, `${raisedAt(true)}`);
    // 15 s before it at 5 a second.
    const value = raisedAt(false);
    assert.ok(value !== undefined && value >= 925 && value < 960, `${value}`);
  });
});

describe('a climb whose forecast has hardly ever been wrong by as much as is missing', () => {
  it('is an alert the later, the more seldom that was', () => {
    const [often, seldom, never] = [0.3, 0.05, 0].map((share) => raisedAt(true, share)!);
    assert.ok(often! + 25 < seldom! && seldom! + 25 < never!, `${often} ${seldom} ${never}`);
  });

  it('keeps an alert that is on', () => {
    const tracker = new RiskTracker(60);
    const raised = Array.from({ length: 240 }, (_, second) => second).filter((second) =>
      isRaised(tracker, second, 300 + 5 * Math.max(0, second - 100), true, undefined, second < 225 ? 0.3 : 0),
    );
    assert.ok(raised[0]! < 225 && raised.at(-1) === 239, raised.join(' '));
    assert.equal(raised.length, 240 - raised[0]!);
  });
});

describe('a steady climb that has lasted for long', () => {
  it('is an alert from about one horizon before the limit on', () => {
    const left = raisedSeconds(predictSeries((second) => 300 + second, 699, 1)).map((second) => 700 - second);
    assert.ok(left[0]! > 55 && left[0]! < 65, `${left[0]} s before`);
    assert.equal(left.length, left[0]);
  });
});

/** Seconds from the begin of a leak of 5 a second, in a series that swings, to its alert; NaN without one. */
function alertAfter(secondsBefore: number, swing: number, reachShare?: number): number {
  const tracker = new RiskTracker(60);
  for (let second = 0; second < secondsBefore + 138; second++) {
    const value = 300 + 5 * Math.max(0, second - secondsBefore) - swing * (second % 2);
    if (isRaised(tracker, second, value, true, undefined, reachShare)) return second - secondsBefore;
  }
  return Number.NaN;
}

describe('a climb that is less than ten usual changes high', () => {
  it('is no alert in the first five horizons of a series', () => {
    assert.ok(alertAfter(30, 50) < 120, 'at 11 changes');
    assert.equal(alertAfter(30, 90), Number.NaN, 'at 7 changes');
  });

  it('is one in a series that has been watched for longer', () => {
    assert.equal(alertAfter(30, 90, 0.8), Number.NaN);
    assert.ok(alertAfter(400, 90, 0.8) < 130);
  });
});

describe('a climb of which there is no forecast any more', () => {
  it('is an alert for a third of the horizon after the last one', () => {
    const tracker = new RiskTracker(60);
    const raised = Array.from({ length: 790 }, (_, second) => second).filter((second) => {
      const forecast: Abstention | undefined =
        second < 760 ? undefined : { kind: 'abstention', reason: 'not-finite' };
      return isRaised(tracker, second, 300 + Math.max(0, second - 100), true, forecast);
    });
    assert.ok(raised[0]! < 760, `${raised[0]}`);
    assert.equal(raised.at(-1), 759 + 20);
  });
});

describe('an exhaustion that is known from before the first sample', () => {
  for (const [since, values, expected] of [
    ['has been near the limit ever since', [990, 990, 985, 990], true],
    ['has been free since', [990, 500, 500, 990], false],
    ['is free now', [990, 990, 500, 500], false],
  ] as const) {
    it(`is ${expected ? '' : 'not '}recalled for a value that ${since}`, () => {
      const tracker = new RiskTracker(60);
      for (const [second, value] of values.entries()) isRaised(tracker, second, value, true);
      tracker.recallExhaustion();
      assert.equal(isRaised(tracker, values.length, values.at(-1)!, true), expected);
    });
  }
});

describe('a jump over the limit', () => {
  it('is exhaustion at the first sample when an alert was on, and at the second one without', () => {
    for (const [jumpsFrom, expected] of [
      [950, 0],
      [500, 1],
    ] as const) {
      const climbSeconds = (jumpsFrom - 300) / 5;
      const moments = predictSeries(
        (second) => {
          const climbed = second - 200;
          return climbed > climbSeconds ? 1010 : 300 + 5 * Math.max(0, climbed);
        },
        220 + climbSeconds,
        1,
      );
      const first = moments.findIndex(({ value }) => value >= limit);
      assert.equal(exhaustedSeconds(moments)[0]! - moments[first]!.second, expected, `from ${jumpsFrom}`);
    }
  });
});
