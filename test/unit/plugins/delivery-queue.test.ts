import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { delivered, failed, type Batch, type Delivery, type Notifier } from '../../../notifiers/notifier.ts';
import { DeliveryQueue } from '../../../plugins/delivery-queue.ts';
import { Spool } from '../../../plugins/spool.ts';
import { exampleEvent } from '../../example-event.ts';
import { recordedLog } from '../../recorded-log.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const refused = failed('unreachable', true, 'refused');

/** Answers with these in turn, then delivers. */
class FakeNotifier implements Notifier {
  readonly name = 'fake';
  readonly maxEvents: number;
  readonly batches: Batch[] = [];
  readonly answers: Delivery[];
  during: () => void = () => undefined;

  constructor(answers: readonly Delivery[] = [], maxEvents = 1) {
    this.answers = [...answers];
    this.maxEvents = maxEvents;
  }

  /** The times of the events of each attempt. */
  get attempts(): number[][] {
    return this.batches.map(({ events }) => events.map(({ time }) => time));
  }

  async deliver(batch: Batch): Promise<Delivery> {
    this.batches.push(batch);
    this.during();
    return this.answers.shift() ?? delivered;
  }

  close(): void {}
}

describe('the delivery queue', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  const open = [exampleEvent()];
  let spool: Spool;
  let slept: number[];
  /** An hour after the newest event. */
  let now: number;
  let stop: AbortController;
  beforeEach(() => {
    spool = new Spool(scratch());
    spool.prepare(['fake']);
    slept = [];
    now = 3600;
    stop = new AbortController();
    said();
  });

  function queueOf(notifier: Notifier, random = 0): DeliveryQueue {
    return new DeliveryQueue({
      notifier,
      spool,
      log,
      open: () => open,
      now: () => now,
      random: () => random,
      sleep: async (seconds) => {
        slept.push(seconds);
      },
    });
  }

  function enqueue(...times: number[]): void {
    for (const time of times) spool.enqueue('fake', `n${time}`, exampleEvent({ time }));
  }

  it('puts aside what could not be delivered for a day', async () => {
    enqueue(1, 2);
    now = 86_401.5;
    await queueOf(new FakeNotifier([refused])).wake(stop.signal);
    assert.deepEqual(readdirSync(join(spool.directory, 'failed')), ['fake-0000000001.000-n1.json']);
    assert.match(said()[0]!, /cannot deliver \(unreachable\): refused; the event is now in/);
  });

  it('delivers the oldest first, with all that is open, until nothing waits', async () => {
    enqueue(3, 1, 2);
    const notifier = new FakeNotifier();
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1], [2], [3]]);
    assert.equal(notifier.batches[0]!.open, open);
    assert.deepEqual(spool.queued('fake', 9), []);
    assert.deepEqual(said(), []);
  });

  it('carries as many events at once as the notifier takes', async () => {
    enqueue(1, 2, 3, 4, 5);
    const notifier = new FakeNotifier([], 2);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2], [3, 4], [5]]);
  });

  it('tries the same batch again after 1, 2, 4, ... 60 s, says so once, and that it is over', async () => {
    enqueue(1, 2);
    const notifier = new FakeNotifier(Array.from({ length: 8 }, () => refused));
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(slept, [1, 2, 4, 8, 16, 32, 60, 60]);
    assert.deepEqual(notifier.attempts, [...Array.from({ length: 9 }, () => [1]), [2]]);
    assert.deepEqual(said(), [
      'warning: notifier fake cannot deliver now (unreachable): refused; trying again',
      'notifier fake is well again after 0 s',
    ]);
  });

  it('shortens the waiting by up to half at random, and begins anew after a delivery', async () => {
    enqueue(1, 2);
    await queueOf(new FakeNotifier([refused, refused, delivered, refused]), 0.5).wake(stop.signal);
    assert.deepEqual(slept, [0.75, 1.5, 0.75]);
  });

  it('puts aside what can never be delivered, and goes on with the next', async () => {
    enqueue(1, 2);
    const notifier = new FakeNotifier([failed('rejected', false, '400 Bad Request')]);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1], [2]]);
    assert.deepEqual(slept, []);
    assert.deepEqual(readdirSync(join(scratch(), 'failed')), ['fake-0000000001.000-n1.json']);
    assert.deepEqual(said(), [
      `warning: notifier fake cannot deliver (rejected): 400 Bad Request; the event is now in ${scratch()}/failed`,
      'notifier fake is well again after 0 s',
    ]);
  });

  it('keeps the batch when it is aborted, and says nothing', async () => {
    enqueue(1, 2);
    const notifier = new FakeNotifier([failed('aborted', false, 'aborted')]);
    notifier.during = () => stop.abort();
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1]]);
    assert.equal(spool.queued('fake', 9).length, 2);
    assert.deepEqual(readdirSync(join(scratch(), 'failed')), []);
    assert.deepEqual(said(), []);
  });

  it('does not begin when it is aborted already', async () => {
    enqueue(1);
    stop.abort();
    const notifier = new FakeNotifier();
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, []);
  });

  it('works once at a time, and takes what comes meanwhile', async () => {
    enqueue(1);
    const notifier = new FakeNotifier();
    const queue = queueOf(notifier);
    let meanwhile: Promise<void> | undefined;
    notifier.during = () => {
      if (meanwhile) return;
      enqueue(2);
      meanwhile = queue.wake(stop.signal);
    };
    await queue.wake(stop.signal);
    await meanwhile;
    assert.deepEqual(notifier.attempts, [[1], [2]]);
    enqueue(3);
    await queue.wake(stop.signal);
    assert.deepEqual(notifier.attempts.at(-1), [3]);
  });
});
