import assert from 'node:assert/strict';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';
import { limit, predictSeries, raisedSeconds } from '../support/predicted-series.ts';
import { replayRestarts, type Kill, type RestartedLeak } from '../support/restarted-leaks.ts';

const kills: readonly (readonly [string, Kill])[] = [
  ['at 70 % of the limit', { atShare: 0.7 }],
  ['at 85 % of the limit', { atShare: 0.85 }],
  ['at 95 % of the limit', { atShare: 0.95 }],
  ['at the limit', { atShare: 1 }],
  ['10 s after the alert', { afterAlertSeconds: 10 }],
  ['30 s after the alert', { afterAlertSeconds: 30 }],
  ['60 s after the alert', { afterAlertSeconds: 60 }],
];

/** Leads of the leaks after the first one, where the kill left time for the alert, as shares of the first one's. */
function laterLeads(leak: RestartedLeak, seed: number): number[] {
  const [first, ...later] = replayRestarts(leak, seed);
  const expected = first!.leadSeconds;
  if (expected === undefined)
    return later.slice(-1).map(({ leadSeconds }) => (leadSeconds === undefined ? 0 : 1));
  return later
    .filter(({ leftSeconds }) => leftSeconds < 0.8 * expected)
    .map(({ leadSeconds = 0 }) => leadSeconds / expected);
}

describe('a leak that is killed again and again', () => {
  for (const growSeconds of [100, 260, 900]) {
    for (const restSeconds of [10, 120, 600]) {
      for (const [when, kill] of kills) {
        it(`is announced each time as early as at first: of ${growSeconds} s, ${when}, back after ${restSeconds} s`, () => {
          for (const seed of [21, 22, 23]) {
            const leads = laterLeads({ growSeconds, kill, restSeconds }, seed);
            assert.ok(leads.length > 0 && Math.min(...leads) >= 0.8, `${seed}: ${leads.join(', ')}`);
          }
        });
      }
    }
  }

  it('is announced at the tenth time as at the first, when that is some ten times an hour at most', () => {
    const leads = laterLeads({ growSeconds: 100, kill: { atShare: 0.95 }, restSeconds: 270, leaks: 10 }, 21);
    assert.ok(leads.length === 9 && Math.min(...leads) >= 0.8, leads.join(', '));
  });

  it('is no precedent either when it is killed shortly before its alert', () => {
    for (const seed of [22, 23, 24]) {
      const leak = { growSeconds: 260, kill: { atShare: 0.82 }, restSeconds: 300 };
      const replayed = replayRestarts(leak, seed);
      assert.ok(replayed.slice(0, -1).every(({ leadSeconds }) => leadSeconds === undefined));
      const [fresh] = replayRestarts({ ...leak, leaks: 1 }, seed);
      const [last, expected] = [replayed.at(-1)!.leadSeconds!, fresh!.leadSeconds!];
      assert.ok(last >= expected - 3, `${seed}: ${last} s and not ${expected} s`);
    }
  });

  it('is a precedent like any other when nothing rests in between, as in a sawtooth', () => {
    const leak = { growSeconds: 260, kill: { atShare: 0.95 }, restSeconds: 1 };
    assert.ok(Math.min(...laterLeads(leak, 21)) < 0.5);
  });

  for (const [when, kill] of kills) {
    it(`is announced each time when no two are alike, with noise, killed ${when}`, () => {
      for (const seed of [21, 22, 23, 24]) {
        const leak = { growSeconds: 200, kill, restSeconds: 300, noise: 0.001, variety: 0.2 };
        const leads = laterLeads(leak, seed);
        assert.ok(leads.length > 0 && Math.min(...leads) >= 0.5, `${seed}: ${leads.join(', ')}`);
      }
    });
  }
});

/** Climbs from 200 to `top` in `climbSeconds`, and falls back at once. */
function sawtooth(top: number, climbSeconds: number, restSeconds: number): (second: number) => number {
  const random = seededRandom(7);
  return (second) => {
    const since = (second % (climbSeconds + restSeconds)) - restSeconds;
    return 200 + (top - 200) * Math.max(0, since / climbSeconds) + 2 * (random() - 0.5);
  };
}

describe('a sawtooth', () => {
  it('of a batch each day, to 70 % of the limit in an hour, is never an alert', () => {
    const [day, intervalSeconds] = [86_400, 10];
    const series = sawtooth(0.7 * limit, 3600, day - 3600);
    assert.deepEqual(raisedSeconds(predictSeries(series, 3 * day, intervalSeconds)), []);
  });

  for (const share of [0.3, 0.6, 0.75]) {
    for (const climbSeconds of [30, 120, 600]) {
      for (const restSeconds of [0, 20, 300]) {
        it(`to ${100 * share} % of the limit in ${climbSeconds} s is never an alert, with ${restSeconds} s between teeth`, () => {
          const series = sawtooth(share * limit, climbSeconds, restSeconds);
          const moments = predictSeries(series, 10 * (climbSeconds + restSeconds), 1);
          assert.deepEqual(raisedSeconds(moments), []);
        });
      }
    }
  }

  it('that stops at its top before it falls, near the limit, is an alert once and then no more', () => {
    const [climbSeconds, heldSeconds, period] = [120, 12, 300];
    const moments = predictSeries(
      (second) => {
        const since = second % period;
        return since < climbSeconds + heldSeconds ? 200 + 700 * Math.min(1, since / climbSeconds) : 200;
      },
      10 * period,
      1,
    );
    const teeth = raisedSeconds(moments).map((second) => Math.floor(second / period));
    assert.deepEqual([...new Set(teeth)], [0]);
  });

  for (const share of [0.85, 0.92]) {
    for (const climbSeconds of [30, 120, 600]) {
      it(`to ${100 * share} % of the limit in ${climbSeconds} s is an alert once, and then no more`, () => {
        const moments = predictSeries(sawtooth(share * limit, climbSeconds, 0), 20 * climbSeconds, 1);
        const teeth = raisedSeconds(moments).map((second) => Math.floor((second - 5) / climbSeconds));
        assert.ok(
          teeth.every((tooth) => tooth <= 2),
          teeth.join(', '),
        );
      });
    }
  }
});
