import assert from 'node:assert/strict';
import { WriterTrack } from '../../../../plugins/samples/writer-track.ts';

/** One with a sample every ten seconds up to 0. */
const track = (shown: readonly number[], value = shown.at(-1)!): WriterTrack =>
  new WriterTrack({ time: 0, value }, shown, 10);

describe('the track of one of several writers', () => {
  it('is in step, then late, and then missing', () => {
    const one = track([5, 5, 5]);
    assert.deepEqual(
      [11, 13, 55, 56].map((time) => [one.isInStep(time), one.isLate(time), one.isMissing(time)]),
      [
        [true, false, false],
        [false, true, false],
        [false, true, false],
        [false, false, true],
      ],
    );
  });

  it('counts the samples that it has missed', () => {
    assert.deepEqual(
      [1, 10, 14, 20, 31].map((time) => track([5, 5]).missedAt(time)),
      [0, 0, 0, 1, 2],
    );
  });

  it('leaves its level by four of its usual steps, of each interval that passes', () => {
    const one = track([100, 110, 100, 110, 100]);
    const step = 10 * (1 - 0.9 ** 4);
    assert.equal(one.leavesLevel({ time: 5, value: 100 + 3.9 * step }), false);
    assert.equal(one.leavesLevel({ time: 10, value: 100 + 4.1 * step }), true);
    assert.equal(one.leavesLevel({ time: 20, value: 100 + 7.9 * step }), false);
  });

  it('keeps to other values while the levels of two do not meet', () => {
    const [low, high] = [track([100, 200, 150]), track([201, 300, 250])];
    assert.equal(low.isApartFrom(high), true);
    assert.equal(high.isApartFrom(low), true);
    low.append({ time: 10, value: 210 });
    assert.equal(low.isApartFrom(high), false);
    assert.equal(high.isApartFrom(low), false);
  });

  it('forgets in time where it was', () => {
    const [low, high] = [track([100, 290, 150]), track([280, 300])];
    assert.equal(low.isApartFrom(high), false);
    for (let time = 10; time <= 100; time += 10) low.append({ time, value: 150 });
    assert.equal(low.isApartFrom(high), true);
  });

  it('is not changed by values that are not known', () => {
    const [one, other] = [track([Number.NaN, 100, 110, Number.NaN, 120, 110]), track([200, 210])];
    assert.equal(one.isApartFrom(other), true);
    one.append({ time: 10, value: Number.NaN });
    assert.equal(one.isApartFrom(other), true);
    one.append({ time: 20, value: 110 });
    assert.equal(one.isApartFrom(other), true);
    assert.equal(one.leavesLevel({ time: 30, value: 200 }), true);
    assert.equal(one.leavesLevel({ time: 30, value: 111 }), false);
  });

  it('begins to have a level with its first known value', () => {
    const [one, other] = [track([Number.NaN, Number.NaN]), track([200, 210])];
    one.append({ time: 10, value: 110 });
    assert.equal(one.isApartFrom(other), true);
    one.append({ time: 20, value: 205 });
    assert.equal(one.isApartFrom(other), false);
  });
});
