import assert from 'node:assert/strict';
import { UsualInterval } from '../../../../plugins/samples/usual-interval.ts';

function intervalOf(times: readonly number[]): number | undefined {
  const interval = new UsualInterval();
  for (const time of times) interval.add(time);
  return interval.seconds;
}

/** The interval after five gaps of one length and some others. */
function intervalAfter(old: number, newest: readonly number[]): number | undefined {
  const times = [0, 1, 2, 3, 4, 5].map((index) => index * old);
  for (const gap of newest) times.push(times.at(-1)! + gap);
  return intervalOf(times);
}

describe('the usual interval', () => {
  it('is unknown before the second sample', () => {
    assert.equal(intervalOf([]), undefined);
    assert.equal(intervalOf([5]), undefined);
    assert.equal(intervalOf([5, 7]), 2);
  });

  it('is not moved by a hole, nor by two samples close together', () => {
    assert.equal(intervalOf([0, 1, 2, 3, 900, 901, 902]), 1);
    assert.equal(intervalOf([0, 10, 20, 20.1, 30, 40]), 10);
  });

  it('does not count the time that is skipped', () => {
    const interval = new UsualInterval();
    interval.add(0);
    interval.skipTo(200);
    assert.equal(interval.seconds, undefined);
    interval.add(202);
    assert.equal(interval.seconds, 2);
  });

  it('is a new one when three gaps agree with each other and not with it, and not before', () => {
    const second = Array.from({ length: 30 }, (_, i) => i);
    assert.equal(intervalOf([...second, 39, 49]), 1);
    assert.equal(intervalOf([...second, 39, 49, 59]), 10);
    const faster = Array.from({ length: 3 }, (_, i) => 291 + i);
    assert.equal(intervalOf([...second.map((time) => 10 * time), ...faster.slice(0, 2)]), 10);
    assert.equal(intervalOf([...second.map((time) => 10 * time), ...faster]), 1);
  });

  it('follows a change', () => {
    const times = Array.from({ length: 40 }, (_, i) => (i < 20 ? i : 20 + (i - 20) * 10));
    assert.equal(intervalOf(times), 10);
  });

  it('is settled with three gaps, and its shortest is known from then on', () => {
    const interval = new UsualInterval();
    assert.deepEqual([interval.isSettled, interval.shortest, interval.longestOf(4)], [false, 0, 0]);
    for (const time of [0, 3, 8]) interval.add(time);
    assert.deepEqual([interval.isSettled, interval.shortest, interval.longestOf(4)], [false, 0, 5]);
    interval.add(12);
    assert.deepEqual([interval.isSettled, interval.shortest], [true, 3]);
  });

  it('has the longest of the newest gaps', () => {
    const interval = new UsualInterval();
    for (const time of [0, 9, 10, 13, 15]) interval.add(time);
    assert.deepEqual([interval.longestOf(4), interval.longestOf(3), interval.longestOf(1)], [9, 3, 2]);
  });

  it('is a new one only when three gaps agree within a quarter', () => {
    assert.equal(intervalAfter(2, [4, 4.5, 5]), 4.5);
    assert.equal(intervalAfter(2, [4, 4.5, 5.25]), 2);
    assert.equal(intervalAfter(2, [4, 5, 4]), 4);
  });

  it('is a new one only when three gaps differ from it by more than a quarter', () => {
    assert.equal(intervalAfter(4, [5, 5, 5]), 4);
    assert.equal(intervalAfter(4, [5.25, 5.25, 5.25]), 5.25);
    assert.equal(intervalAfter(5, [4, 4, 4]), 5);
    assert.equal(intervalAfter(5, [3.75, 3.75, 3.75]), 3.75);
  });
});
