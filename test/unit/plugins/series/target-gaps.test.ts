import assert from 'node:assert/strict';
import { TargetGaps } from '../../../../plugins/series/target-gaps.ts';

const start = 1.8e9;

/** Gaps of a target that looks a minute ahead, with samples of the past every `interval` seconds up to `start`. */
function gapsOf(interval: number, count = 20): TargetGaps {
  const gaps = new TargetGaps(60, 100, start);
  for (let index = count - 1; index >= 0; index--) gaps.stamp(start - index * interval);
  return gaps;
}

/** The first tenth of a second of silence, counted from 0, at which something is so. */
function firstSecond(isSo: (now: number) => boolean): number {
  for (let tenths = 0; tenths < 20_000; tenths++) if (isSo(tenths / 10)) return tenths / 10;
  return Number.POSITIVE_INFINITY;
}

const stale = (gaps: TargetGaps): number => firstSecond((silence) => gaps.isStale(100 + silence, 1));
const late = (gaps: TargetGaps): number => firstSecond((silence) => gaps.areLate(100 + silence, 1));

describe('the silence of a series that has just been found', () => {
  it('is told after twenty seconds, or three intervals of a slower one', () => {
    assert.equal(stale(gapsOf(1)), 20.1);
    assert.equal(stale(gapsOf(30)), 90.1);
  });

  it('is told later where its sender may fill packets first: ten intervals, up to eighty seconds', () => {
    assert.equal(stale(gapsOf(5)), 50.1);
    assert.equal(stale(gapsOf(10)), 80.1);
  });

  it('is acted on earlier: after ten intervals, up to twenty seconds', () => {
    assert.equal(late(gapsOf(0.1)), 5.1);
    assert.equal(late(gapsOf(1)), 10.1);
    assert.equal(late(gapsOf(5)), 20.1);
    assert.equal(late(gapsOf(30)), 90.1);
  });

  it('is measured by the horizon where it has no interval', () => {
    assert.equal(stale(gapsOf(1, 1)), 80.1);
    assert.equal(late(gapsOf(1, 1)), 20.1);
    assert.equal(stale(new TargetGaps(600, 100, undefined)), 150.1);
    assert.equal(late(new TargetGaps(600, 100, undefined)), 150.1);
  });

  it('is told after the seconds that it says', () => {
    for (const interval of [1, 5, 10, 30])
      assert.equal(
        gapsOf(interval).staleSeconds(100, 1).toFixed(3),
        (stale(gapsOf(interval)) - 0.1).toFixed(3),
      );
  });

  it('is counted from 0 of the monotonic clock where nothing else is said', () => {
    assert.equal(new TargetGaps(60, undefined, undefined).silentSeconds(7), 7);
  });
});

describe('a sample that may be a stray one', () => {
  const future = start + 100;
  const intervalAfter = (...times: readonly number[]): number | undefined => {
    const gaps = new TargetGaps(60, 0, undefined);
    let newest = 0;
    for (const time of times) {
      gaps.stampBefore(future, time, newest);
      newest = time;
    }
    return gaps.intervalSeconds;
  };

  it('says nothing of the interval by the gap before it', () => {
    assert.equal(intervalAfter(start, future), undefined);
    assert.equal(intervalAfter(start, start + 90), 90);
  });

  it('is no stray when samples before it were as far ahead', () => {
    assert.equal(intervalAfter(future, future + 7), 7);
    assert.equal(intervalAfter(start, future, future + 7), 7);
  });
});
