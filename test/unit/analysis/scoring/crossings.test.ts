import assert from 'node:assert/strict';
import { findCrossings, type Crossing } from '../../../../analysis/scoring/crossings.ts';
import { handMade, leak, values } from '../../../lab/evaluation/hand-made-series.ts';

function timesOf(path: readonly number[], rest = {}): number[] {
  return findCrossings(handMade(path, rest)).map(({ time }) => time);
}

function firstOf(path: readonly number[]): Crossing {
  return findCrossings(handMade(path))[0]!;
}

/** 0 for 300 s, but 100 from `from` until just before `until`. */
function peak(from: number, until: number): number[] {
  return values(300, (time) => (time >= from && time < until ? 100 : 0));
}

/** Above the limit from 100 s on, but for some seconds from 110 s on. */
function withDip(seconds: number): number[] {
  return peak(100, 200).map((value, time) => (time >= 110 && time < 110 + seconds ? 0 : value));
}

/** A jump over the limit at 200 s, and a first step to `height` 5 s before. */
function withStep(height: number): number[] {
  return peak(200, 300).map((value, time) => (time === 195 ? height : value));
}

/** A jump over the limit at 200 s, after some seconds just below it. */
function withPlateau(seconds: number): number[] {
  return peak(200, 300).map((value, time) => (time >= 200 - seconds && time < 200 ? 90 : value));
}

/** From 100 s on. */
function rise(perSecond: number): number[] {
  return values(200, (time) => perSecond * Math.max(0, time - 100));
}

describe('the crossings of a series', function () {
  it('begin with the first sample at the limit', function () {
    assert.deepEqual(timesOf(leak), [490]);
  });

  it('are none in a series that starts above the limit, or never reaches it', function () {
    assert.deepEqual(timesOf(values(100, () => 120)), []);
    assert.deepEqual(timesOf(values(100, () => 99.9)), []);
  });

  it('have to last for 5 s, or one interval', function () {
    assert.deepEqual(timesOf(peak(50, 55)), []);
    assert.deepEqual(timesOf(peak(50, 56)), [50]);
    assert.deepEqual(timesOf(peak(50, 56), { intervalSeconds: 10 }), []);
  });

  it('have to last for half of that at the end of the series', function () {
    assert.deepEqual(timesOf(peak(297, 300)), []);
    assert.deepEqual(timesOf(peak(296, 300)), [296]);
  });

  it('are new ones only after half a horizon below the limit', function () {
    assert.deepEqual(timesOf(withDip(29)), [100]);
    assert.deepEqual(timesOf(withDip(30)), [100, 140]);
  });

  it('can be predicted when a fifth of the rise was to be seen 5 s before', function () {
    assert.equal(firstOf(withStep(19)).predictable, false);
    assert.equal(firstOf(withStep(20)).predictable, true);
  });

  it('are measured against the lowest value of the two horizons before', function () {
    assert.equal(firstOf(withPlateau(119)).predictable, true);
    assert.equal(firstOf(withPlateau(121)).predictable, false);
  });

  it('cannot be predicted when no sample came within the horizon before', function () {
    const gap = handMade(leak);
    const samples = gap.samples.filter(({ time }) => time < 420 || time >= 490);
    assert.equal(findCrossings({ ...gap, samples })[0]!.predictable, false);
  });

  it('can be predicted or not as the series says', function () {
    assert.equal(findCrossings(handMade(leak))[0]!.predictable, true);
    assert.equal(findCrossings(handMade(leak, { predictable: false }))[0]!.predictable, false);
  });

  it('ask for half a horizon of lead, or for what the rise allowed, but at least 5 s', function () {
    assert.equal(firstOf(leak).targetLeadSeconds, 30);
    // 20 % are seen at 105 s, the crossing is at 125 s.
    assert.equal(firstOf(rise(4)).targetLeadSeconds, 15);
    // 102 s and 110 s.
    assert.equal(firstOf(rise(10)).targetLeadSeconds, 5);
    assert.equal(firstOf(peak(100, 200)).targetLeadSeconds, 5);
  });
});
