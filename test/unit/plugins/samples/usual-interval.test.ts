import assert from 'node:assert/strict';
import { UsualInterval } from '../../../../plugins/samples/usual-interval.ts';

function intervalOf(times: readonly number[]): number | undefined {
  const interval = new UsualInterval();
  for (const time of times) interval.add(time);
  return interval.seconds;
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
});
