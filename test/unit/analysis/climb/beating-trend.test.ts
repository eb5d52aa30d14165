import assert from 'node:assert/strict';
import { BeatingTrend, canTrendReach, type TrendAhead } from '../../../../analysis/climb/beating-trend.ts';
import { ClimbTracker } from '../../../../analysis/climb/climb-evidence.ts';
import { Climbs } from '../../../../analysis/climb/climbs.ts';

const horizonSeconds = 300;
const interval = 5;
const limit = 1000;
/** When the tops of the teeth reach the limit. */
const arrival = 14 * horizonSeconds;

/** The trend ahead after each sample, by its second. */
function aheadOf(
  valueAt: (second: number) => number,
  seconds: number,
  from = 0,
): Map<number, TrendAhead | undefined> {
  const beating = new BeatingTrend(horizonSeconds);
  const climbs = new Climbs(horizonSeconds);
  const ahead = new Map<number, TrendAhead | undefined>();
  for (let second = from; second < seconds; second += interval) {
    const time = 1.8e9 + second;
    beating.append(time, valueAt(second), climbs.append(time, valueAt(second)));
    ahead.set(second, beating.ahead(time, limit));
  }
  return ahead;
}

/** Teeth of two minutes, 100 high, on a floor. */
function teeth(floorAt: (second: number) => number): (second: number) => number {
  return (second) => floorAt(second) + 100 * ((second % 120) / 115);
}

/** A floor that rises evenly. */
function rising(second: number): number {
  return limit - 100 - 0.2 * (arrival - second);
}

/** One that comes to rest. */
function settling(second: number): number {
  return limit - 110 - 600 * Math.exp(-second / 900);
}

/** As the rising one, and flatter before second 0. */
function bent(second: number): number {
  return rising(second) + 0.02 * Math.max(0, -second);
}

/** The seconds at which a trend is ahead. */
function secondsOf(ahead: Map<number, TrendAhead | undefined>): number[] {
  return [...ahead].filter(([, each]) => each !== undefined).map(([second]) => second);
}

describe('the trend of a series that beats', () => {
  it('leads the tops of the teeth to the limit from about a horizon before', () => {
    const ahead = aheadOf(teeth(rising), arrival);
    const [first] = secondsOf(ahead);
    assert.ok(first !== undefined && first > arrival - 1.4 * horizonSeconds, `at ${first}`);
    assert.ok(first < arrival - 0.8 * horizonSeconds, `at ${first}`);
    const half = ahead.get(arrival - horizonSeconds / 2)!;
    const late = half.secondsToLimit - horizonSeconds / 2;
    assert.ok(late >= 0 && late < 0.4 * horizonSeconds, `by ${late} s, as the last top is a tooth ago`);
    assert.ok(half.ageSeconds > 12 * horizonSeconds);
  });

  it('is none where no tooth ends: that is a climb', () => {
    assert.deepEqual(secondsOf(aheadOf((second) => rising(second) + 100, arrival)), []);
  });

  it('is none where teeth stay at their height, just under the limit', () => {
    assert.deepEqual(
      secondsOf(
        aheadOf(
          teeth(() => limit - 101),
          arrival,
        ),
      ),
      [],
    );
  });

  it('is none where the floor comes to rest', () => {
    assert.deepEqual(secondsOf(aheadOf(teeth(settling), arrival)), []);
  });

  it('needs a past of eight horizons', () => {
    const begun = arrival - 8 * horizonSeconds;
    assert.deepEqual(secondsOf(aheadOf(teeth(rising), arrival, begun)), []);
    assert.notDeepEqual(secondsOf(aheadOf(teeth(rising), arrival, begun - 2 * horizonSeconds)), []);
  });

  it('does not come sooner by a single value, however high', () => {
    const usual = new Set(secondsOf(aheadOf(teeth(rising), arrival)));
    const outlier = arrival - 6 * horizonSeconds;
    const spiked = aheadOf((second) => (second === outlier ? limit - 1 : teeth(rising)(second)), arrival);
    assert.ok(secondsOf(spiked).every((second) => usual.has(second)));
  });

  it('is seen as if nothing had stopped after a restart that replays 60 horizons', () => {
    const [always, replayed] = [
      aheadOf(teeth(bent), arrival, -90 * horizonSeconds),
      aheadOf(teeth(bent), arrival, arrival - 60 * horizonSeconds),
    ];
    assert.deepEqual(replayed.get(arrival - interval), always.get(arrival - interval));
    assert.ok(always.get(arrival - interval) !== undefined);
  });

  it('is not looked for where the range says that it is too far', () => {
    assert.equal(canTrendReach(100, 9), true);
    assert.equal(canTrendReach(100, 11), false);
    assert.equal(canTrendReach(0, -1), true);
    assert.equal(canTrendReach(100, 9, 7), false);
  });

  it('is evidence through all of a tooth, which by itself has none', () => {
    const tracker = new ClimbTracker(horizonSeconds);
    const valueAt = teeth(rising);
    const due = arrival - horizonSeconds / 2;
    for (let second = 0; second < arrival; second += interval) {
      const isPoint = tracker.append(1.8e9 + second, valueAt(second), limit);
      if (!isPoint || second < due) continue;
      const { probability, isGoingOn } = tracker.evidence;
      assert.ok(probability > 0.85 && isGoingOn, `${probability} at ${second} s`);
    }
  });
});
