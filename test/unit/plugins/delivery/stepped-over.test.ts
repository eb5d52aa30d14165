import assert from 'node:assert/strict';
import { SteppedOver } from '../../../../plugins/delivery/retry.ts';

describe('an episode that is stepped over', () => {
  it('pauses for a minute while the receiver may be down, however often it fails', () => {
    const steps = new SteppedOver();
    for (const now of [0, 100, 200]) {
      steps.failed('a', now);
      assert.deepEqual([steps.isSkipped('a', now + 59), steps.isSkipped('a', now + 60)], [true, false]);
    }
    assert.equal(steps.isSkipped('b', 1), false);
  });

  it('comes back at once when something is delivered, the first time', () => {
    const steps = new SteppedOver();
    steps.failed('a', 0);
    steps.succeeded(['b']);
    assert.equal(steps.isSkipped('a', 1), false);
    steps.failed('a', 1);
    steps.succeeded(['b']);
    assert.equal(steps.isSkipped('a', 2), true);
  });

  it('pauses longer each time that others are delivered meanwhile, up to a quarter of an hour', () => {
    const steps = new SteppedOver();
    const waits: number[] = [];
    steps.failed('a', 0);
    for (let time = 0; time < 8; time++) {
      steps.succeeded(['b']);
      steps.failed('a', 0);
      let wait = 0;
      while (steps.isSkipped('a', wait)) wait += 60;
      waits.push(wait);
    }
    assert.deepEqual(waits.slice(0, 6), [60, 120, 240, 480, 900, 900]);
  });

  it('is one like others when it has been delivered', () => {
    const steps = new SteppedOver();
    steps.failed('a', 0);
    steps.succeeded(['a']);
    assert.deepEqual([steps.has('a'), steps.size], [false, 0]);
  });

  it('does not pause for ever when the clock is set back', () => {
    const steps = new SteppedOver();
    steps.failed('a', 10_000);
    assert.equal(steps.isSkipped('a', 5), false);
  });
});
