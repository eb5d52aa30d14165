import assert from 'node:assert/strict';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import { ReceiverMemory } from '../../../../plugins/delivery/receiver-memory.ts';
import { exampleEvent } from '../../../support/example-event.ts';

function open(...ids: string[]): AlertEvent[] {
  return ids.map((id) => exampleEvent({ id }));
}

describe('the memory of a receiver', () => {
  const [a, b, ab] = [open('a'), open('b'), open('a', 'b')];

  it('is unknown at first, and then what it was told', () => {
    const memory = new ReceiverMemory();
    assert.equal(memory.isBehind([]), true);
    memory.mayLearn(a);
    assert.equal(memory.isBehind(ab), true, 'that failed');
    memory.learned(a);
    assert.deepEqual([memory.isBehind(a), memory.isBehind(ab), memory.isBehind(b)], [false, false, true]);
    memory.learned(b);
    assert.deepEqual([memory.isBehind(a), memory.isBehind(b)], [true, false]);
  });

  it('is also what failed, until something arrived', () => {
    const memory = new ReceiverMemory();
    memory.learned(a);
    memory.mayLearn(b);
    assert.deepEqual([memory.isBehind(a), memory.isBehind(b), memory.isBehind(ab)], [true, true, false]);
    memory.learned(a);
    assert.equal(memory.isBehind(a), false);
    memory.mayLearn(b);
    assert.equal(memory.isBehind(a), true, 'and again');
  });
});
