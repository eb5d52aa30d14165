import assert from 'node:assert/strict';
import { SentTimes } from '../../../../plugins/self/sent-times.ts';

const time = 1.8e9;

describe('the times of values that were given to collectd', () => {
  it('are ours, as collectd rounds them, and no others', () => {
    const sent = new SentTimes(3);
    assert.ok(sent.isForeign(time));
    sent.add(time);
    for (const off of [0, 0.001, -0.001]) assert.equal(sent.isForeign(time + off), false, `${off}`);
    for (const off of [0.002, -0.002]) assert.equal(sent.isForeign(time + off), true, `${off}`);
  });

  it('are the newest ones', () => {
    const sent = new SentTimes(3);
    for (let second = 0; second < 4; second++) sent.add(time + second);
    assert.deepEqual(
      [0, 1, 2, 3].map((second) => sent.isForeign(time + second)),
      [true, false, false, false],
    );
  });
});
