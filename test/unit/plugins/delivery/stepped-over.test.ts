import assert from 'node:assert/strict';
import { SteppedOver } from '../../../../plugins/delivery/retry.ts';

describe('an episode that is stepped over', () => {
  it('does not pause while the receiver may be down, however often it fails', () => {
    const steps = new SteppedOver();
    for (const now of [0, 100, 200]) {
      steps.failed('a', now);
      assert.deepEqual([steps.due(now), steps.isAtFault('a'), steps.isAnyAtFault], [['a'], false, false]);
    }
    assert.equal(steps.has('b'), false);
  });

  it('comes after those that failed before it', () => {
    const steps = new SteppedOver();
    for (const id of ['a', 'b', 'c', 'a']) steps.failed(id, 0);
    assert.deepEqual(steps.due(0), ['b', 'c', 'a']);
  });

  it('is at fault, and pauses, when others are delivered before it fails again', () => {
    const steps = new SteppedOver();
    steps.failed('a', 0);
    steps.succeeded(['b']);
    assert.deepEqual(steps.due(1), ['a']);
    steps.failed('a', 1);
    assert.deepEqual([steps.due(1), steps.isAtFault('a'), steps.isAnyAtFault], [[], true, true]);
    steps.succeeded(['b']);
    assert.deepEqual([steps.due(60), steps.due(61)], [[], ['a']]);
  });

  it('pauses longer each time that others are delivered meanwhile, up to a quarter of an hour', () => {
    const steps = new SteppedOver();
    const waits: number[] = [];
    steps.failed('a', 0);
    for (let time = 0; time < 6; time++) {
      steps.succeeded(['b']);
      steps.failed('a', 0);
      let wait = 0;
      while (steps.due(wait).length === 0) wait += 60;
      waits.push(wait);
    }
    assert.deepEqual(waits, [60, 120, 240, 480, 900, 900]);
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
    steps.succeeded(['b']);
    steps.failed('a', 10_000);
    assert.deepEqual([steps.due(10_001), steps.due(5)], [[], ['a']]);
  });
});
