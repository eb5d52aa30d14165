import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import {
  delivered,
  failed,
  held,
  type Batch,
  type Delivery,
  type Notifier,
} from '../../../../notifiers/notifier.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { DeliveryQueue } from '../../../../plugins/delivery/delivery-queue.ts';
import { RetryState } from '../../../../plugins/spool/retry-state.ts';
import type { SpoolQueue } from '../../../../plugins/spool/queue.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const refused = failed('unreachable', true, 'refused');

/** An event of a series of its own. */
function eventOf(id: string, time: number): AlertEvent {
  return exampleEvent({ id, time, source: `${id}/dma-memory/percent-risk` });
}

/** Answers with these in turn, then delivers. */
class FakeNotifier implements Notifier {
  readonly name = 'fake';
  readonly maxEvents: number;
  readonly repeatSeconds?: number;
  readonly batches: Batch[] = [];
  readonly answers: Delivery[];
  during: () => void = () => undefined;
  /** Refuses these events, whatever else it answers. */
  poison: (event: AlertEvent) => Delivery | undefined = () => undefined;

  constructor(answers: readonly Delivery[] = [], maxEvents = 1, repeatSeconds?: number) {
    this.answers = [...answers];
    this.maxEvents = maxEvents;
    if (repeatSeconds !== undefined) this.repeatSeconds = repeatSeconds;
  }

  /** The times of the events of each attempt. */
  get attempts(): number[][] {
    return this.batches.map(({ events }) => events.map(({ time }) => time));
  }

  async deliver(batch: Batch): Promise<Delivery> {
    this.batches.push(batch);
    this.during();
    for (const event of batch.events) {
      const refusal = this.poison(event);
      if (refusal) return refusal;
    }
    return this.answers.shift() ?? delivered;
  }

  close(): void {}
}

function asking(seconds: number): Delivery {
  return failed('rate-limited', true, '429', seconds);
}

describe('the delivery queue', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  const hour = 3600;
  let open: AlertEvent[];
  let spool: Spool;
  let waiting: SpoolQueue;
  let slept: number;
  /** Seconds that each call of `sleep` was given since the last look, added up. */
  const waited = (): number => {
    const total = slept;
    slept = 0;
    return total;
  };
  let now: number;
  let stop: AbortController;
  let onSleep: () => void;
  let isAgeCertain: boolean;
  beforeEach(() => {
    spool = new Spool(nodeDisk, scratch());
    spool.prepare();
    waiting = spool.queue('fake-one');
    waiting.prepare();
    open = [exampleEvent()];
    slept = 0;
    now = hour;
    stop = new AbortController();
    onSleep = () => undefined;
    isAgeCertain = true;
    said();
    log.subject('notifier fake-one').recovered();
    log.subject("notifier fake-one's old events").recovered();
    said();
  });

  function queueOf(notifier: Notifier, random = 0): DeliveryQueue {
    return new DeliveryQueue({
      name: 'fake-one',
      notifier,
      queue: waiting,
      retryState: new RetryState(spool, 'fake-one'),
      deadlineSeconds: 86_400,
      isAgeCertain: (seconds) => seconds === 86_400 && isAgeCertain,
      log,
      open: () => open,
      now: () => now,
      random: () => random,
      sleep: async (seconds) => {
        slept += seconds;
        now += seconds;
        onSleep();
      },
    });
  }

  function enqueue(...times: number[]): void {
    for (const time of times) waiting.put(time, `n${time}`, eventOf(`e${time}`, time));
  }

  function failedEntries(): string[] {
    return spool.deadLetters.entries('fake-one');
  }

  it('takes what a receiver took of a batch, and makes only the refused one a dead letter', async () => {
    enqueue(1, 2, 3);
    const notifier = new FakeNotifier([], 10);
    notifier.deliver = async (batch) => {
      notifier.batches.push(batch);
      const event = batch.events.find(({ time }) => time === 2);
      return event
        ? { ...delivered, failures: [{ event, failure: failed('rejected', false, '400') }] }
        : delivered;
    };
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2, 3]]);
    assert.deepEqual(waiting.names(), []);
    assert.equal(failedEntries().length, 1);
    assert.match(said().join(), /cannot deliver \(rejected\): 400; the event is now in/);
  });

  it('tries the one of a batch again, alone, that a receiver could not take yet', async () => {
    enqueue(1, 2, 3);
    const notifier = new FakeNotifier([], 10);
    notifier.deliver = async (batch) => {
      notifier.batches.push(batch);
      const event = batch.events.find(({ time }) => time === 2);
      return event && batch.events.length > 1
        ? { ...delivered, failures: [{ event, failure: held('too-large', '413', 'raise it') }] }
        : delivered;
    };
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2, 3], [2]]);
    assert.deepEqual([waiting.names(), failedEntries()], [[], []]);
  });

  it('pauses with the one of a batch that a receiver can never take yet, and forgets it when it is gone', async () => {
    enqueue(1, 2, 3);
    const notifier = new FakeNotifier([], 10);
    notifier.deliver = async (batch) => {
      notifier.batches.push(batch);
      if (notifier.batches.length > 9) stop.abort();
      const event = batch.events.find(({ time }) => time === 2);
      return event
        ? { ...delivered, failures: [{ event, failure: failed('rate-limited', true, '429') }] }
        : delivered;
    };
    const queue = queueOf(notifier);
    await queue.wake(stop.signal);
    await queue.wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2, 3], [2]]);
    enqueue(4);
    await queue.wake(stop.signal);
    assert.deepEqual(notifier.attempts.slice(2), [[4]]);
    assert.deepEqual(said(), ['warning: notifier fake-one delivers, but some events fail again and again']);
    waiting.remove(waiting.names()[0]!);
    now += 60;
    await queue.wake(stop.signal);
    enqueue(5);
    await queue.wake(stop.signal);
    assert.deepEqual(said(), ['notifier fake-one recovered after 0 s']);
  });

  it('delivers the oldest first, with all that is open, until nothing waits', async () => {
    enqueue(3, 1, 2);
    const notifier = new FakeNotifier();
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1], [2], [3]]);
    assert.equal(notifier.batches[0]!.open, open);
    assert.deepEqual(waiting.names(), []);
    assert.deepEqual(said(), []);
  });

  it('carries as many events at once as the notifier takes', async () => {
    enqueue(1, 2, 3, 4, 5);
    const notifier = new FakeNotifier([], 2);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2], [3, 4], [5]]);
  });

  it('tries the same event again after 1, 2, 4, ... 60 s, says so once, and that it is over', async () => {
    enqueue(1);
    const notifier = new FakeNotifier(Array.from({ length: 4 }, () => refused));
    const waits: number[] = [];
    notifier.during = () => waits.push(waited());
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(waits, [0, 1, 2, 4, 8]);
    assert.deepEqual(said(), [
      'warning: notifier fake-one cannot deliver now (unreachable): refused; trying again',
      'notifier fake-one recovered after 0 s',
    ]);
  });

  it('never waits longer than a minute by itself', async () => {
    enqueue(1);
    const notifier = new FakeNotifier(Array.from({ length: 9 }, () => refused));
    const waits: number[] = [];
    notifier.during = () => waits.push(waited());
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(waits.slice(0, 10), [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('shortens the waiting by up to half at random, and begins anew after a delivery', async () => {
    enqueue(1);
    const notifier = new FakeNotifier([refused, refused, delivered, refused]);
    notifier.poison = () => {
      if (notifier.batches.length === 3) enqueue(2);
      return undefined;
    };
    const waits: number[] = [];
    notifier.during = () => waits.push(waited());
    await queueOf(notifier, 0.5).wake(stop.signal);
    assert.deepEqual(waits, [0, 0.75, 1.5, 0, 0.75]);
  });

  it('waits as long as the receiver asks, but no longer than an hour', async () => {
    enqueue(1);
    const notifier = new FakeNotifier([asking(0.2), asking(90), asking(86_400)]);
    const waits: number[] = [];
    notifier.during = () => waits.push(Math.round(waited() * 10) / 10);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(waits, [0, 1, 90, 3600]);
  });

  it('goes on waiting after a restart', async () => {
    enqueue(1);
    const first = new FakeNotifier([failed('rate-limited', true, '429', 100)]);
    onSleep = () => {
      if (slept === 30) stop.abort();
    };
    await queueOf(first).wake(stop.signal);
    assert.equal(waited(), 30);
    assert.deepEqual(first.attempts, [[1]]);
    now += 20;

    onSleep = () => undefined;
    stop = new AbortController();
    const second = new FakeNotifier([refused, refused]);
    const waits: number[] = [];
    second.during = () => waits.push(waited());
    await queueOf(second).wake(stop.signal);
    assert.deepEqual(
      waits,
      [50, 1, 2],
      'what was left of it, the first try of this process, and then as after the second failure',
    );
    assert.equal(new RetryState(spool, 'fake-one').wait, undefined);
  });

  for (const asked of [undefined, 100])
    it(`waits no longer after a restart than ${asked ? 'the receiver asked for' : 'before it'}, though the clock was set back`, async () => {
      enqueue(1);
      const before = now;
      now += 1e6;
      onSleep = () => stop.abort();
      await queueOf(new FakeNotifier([asked === undefined ? refused : asking(asked)])).wake(stop.signal);
      waited();

      onSleep = () => undefined;
      now = before;
      stop = new AbortController();
      const { attempts } = new RetryState(spool, 'fake-one').wait!;
      assert.equal(attempts, 1);
      const notifier = new FakeNotifier();
      await queueOf(notifier).wake(stop.signal);
      assert.equal(waited(), asked ?? 1);
      assert.deepEqual(notifier.attempts, [[1]]);
    });

  it('says the time of the next attempt by the clock of now when it was set back', async () => {
    enqueue(1);
    const retryState = new RetryState(spool, 'fake-one');
    const next = now + 1e6;
    retryState.save({
      attempts: 3,
      since: next - 9,
      nextTime: next,
      seconds: 4,
      reason: 'timeout',
      message: 'm',
    });
    const waits: unknown[] = [];
    onSleep = () => waits.push(retryState.wait);
    await queueOf(new FakeNotifier()).wake(stop.signal);
    const why = { reason: 'timeout', message: 'm' };
    assert.deepEqual(waits[0], { attempts: 3, since: hour, nextTime: hour + 4, seconds: 4, ...why });
  });

  it('tries at once when a person says so', async () => {
    enqueue(1);
    const retryState = new RetryState(spool, 'fake-one');
    onSleep = () => {
      if (slept === 3) retryState.clear();
    };
    const notifier = new FakeNotifier([failed('rate-limited', true, '429', 100)]);
    await queueOf(notifier).wake(stop.signal);
    assert.equal(waited(), 3);
    assert.deepEqual(notifier.attempts, [[1], [1]]);
  });

  it('takes no others with it when it tries again what it stepped over', async () => {
    enqueue(1, 2);
    const notifier = new FakeNotifier([], 10);
    notifier.poison = ({ id }) => (id === 'e1' ? failed('server-error', true, '500') : undefined);
    const queue = queueOf(notifier);
    await queue.wake(stop.signal);
    now += 61;
    enqueue(3);
    const { length } = notifier.batches;
    await queue.wake(stop.signal);
    assert.deepEqual(notifier.attempts.slice(length), [[3], [1]]);
  });

  it('tries an event behind 1,500 that fail', async () => {
    isAgeCertain = false;
    spool = new Spool({ ...nodeDisk, writeSynced: (path, text) => nodeDisk.write(path, text) }, scratch());
    waiting = spool.queue('fake-one');
    for (let time = 1; time <= 1500; time++) enqueue(time);
    enqueue(2000);
    const notifier = new FakeNotifier();
    notifier.poison = ({ id }) => (id === 'e2000' ? undefined : failed('server-error', true, '500'));
    notifier.during = () => {
      if (notifier.batches.length > 1501) stop.abort();
    };
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts.slice(0, 1501).at(-1), [2000]);
  });

  it('has nothing to wait for when a person has removed what waited', async () => {
    enqueue(1);
    onSleep = () => {
      if (waiting.names().length > 0) spool.queue('fake-one').remove('000000000001-n1.json');
    };
    const notifier = new FakeNotifier([refused]);
    notifier.during = () => undefined;
    await queueOf(notifier).wake(stop.signal);
    await queueOf(notifier).wake(stop.signal);
    assert.equal(new RetryState(spool, 'fake-one').wait, undefined);
  });

  it('remembers why it waits', async () => {
    enqueue(1);
    const retryState = new RetryState(spool, 'fake-one');
    const notifier = new FakeNotifier([refused, failed('timeout', true, 'no answer')]);
    const waits: unknown[] = [];
    onSleep = () => waits.push(retryState.wait);
    await queueOf(notifier).wake(stop.signal);
    const unreachable = { reason: 'unreachable', message: 'refused' };
    const timeout = { reason: 'timeout', message: 'no answer' };
    assert.deepEqual(waits.slice(0, 2), [
      { attempts: 1, since: hour, nextTime: hour + 1, seconds: 1, ...unreachable },
      { attempts: 2, since: hour, nextTime: hour + 3, seconds: 2, ...timeout },
    ]);
  });

  it('makes a dead letter of an event that can never be delivered, and goes on with the next', async () => {
    enqueue(1, 2);
    const notifier = new FakeNotifier([failed('rejected', false, '400 Bad Request')]);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1], [2]]);
    assert.equal(waited(), 0);
    assert.deepEqual(failedEntries(), ['000000000001-n1.json']);
    assert.deepEqual(spool.deadLetters.why('fake-one', '000000000001-n1.json'), {
      reason: 'rejected',
      message: '400 Bad Request',
      time: hour,
    });
    assert.deepEqual(said(), [
      `warning: notifier fake-one cannot deliver (rejected): 400 Bad Request; the event is now in ${scratch()}/failed/fake-one`,
      'notifier fake-one recovered after 0 s',
    ]);
  });

  it('logs once a message whose number changes each time', async () => {
    enqueue(1, 2);
    const answers = [1, 2].map((number) => failed('server-error', true, `500 (req-${number})`));
    const refusals = [3, 4].map((number) => failed('rejected', false, `400 (req-${number})`));
    const repetitions = [5, 6].map((number) => failed('forbidden', false, `403 (req-${number})`));
    const notifier = new FakeNotifier([...answers, ...refusals, ...repetitions], 1, 60);
    const queue = queueOf(notifier);
    await queue.wake(stop.signal);
    now += 60;
    await queue.wake(stop.signal);
    assert.deepEqual(
      said().map((line) => /req-\d/.exec(line)?.[0]),
      ['req-1', 'req-3', 'req-5'],
    );
  });

  it('survives a notifier that throws, and takes its batch for one that can never be delivered', async () => {
    enqueue(1, 2, 3);
    const notifier = new FakeNotifier([], 3);
    notifier.poison = ({ time }) => {
      if (time === 2) throw new TypeError('no such thing');
      return undefined;
    };
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2, 3], [1], [2], [3]]);
    assert.deepEqual(failedEntries(), ['000000000002-n2.json']);
    assert.match(
      said()[0]!,
      /cannot deliver \(rejected\): a fault of the notifier itself: TypeError: no such thing; the event is now in/,
    );
  });

  it('finds the one event of a batch that the receiver refuses', async () => {
    enqueue(1, 2, 3, 4, 5, 6);
    const notifier = new FakeNotifier([], 3);
    notifier.poison = ({ time }) => (time === 2 ? failed('rejected', false, '400') : undefined);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2, 3], [1], [2], [3], [4, 5, 6]]);
    assert.deepEqual(failedEntries(), ['000000000002-n2.json']);
  });

  it('makes dead letters of events that could not be delivered for a day, and keeps younger ones', async () => {
    for (const number of [1, 2, 3]) {
      // Of a host whose clock is wrong by years.
      waiting.put(number, `n${number}`, eventOf(`e${number}`, number * 1e9));
      utimesSync(join(waiting.folder, waiting.names().at(-1)!), number, number);
    }
    now = 86_402.5;
    const notifier = new FakeNotifier([refused], 3);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1e9, 2e9, 3e9], [3e9]]);
    assert.deepEqual(failedEntries(), ['000000000001-n1.json', '000000000002-n2.json']);
    assert.deepEqual(spool.deadLetters.why('fake-one', '000000000001-n1.json'), {
      reason: 'unreachable',
      message: 'refused',
      time: 86_402.5,
    });
    assert.equal(waited(), 1, 'it is no reason to try more often');
    assert.match(
      said()[0]!,
      /^warning: notifier fake-one's old events could not be delivered in time \(unreachable\); they are now in/,
    );
  });

  function enqueueAt(number: number, id: string, severity: 'WARNING' | 'OKAY', queuedTime: number): void {
    waiting.put(number, `n${number}`, { ...eventOf(id, number), severity });
    utimesSync(join(waiting.folder, waiting.names().at(-1)!), queuedTime, queuedTime);
  }

  describe('whose receiver is down for more than a day', () => {
    const day = 86_400;
    let notifier: FakeNotifier;
    let isUp: boolean;
    beforeEach(() => {
      isUp = false;
      notifier = new FakeNotifier([], 200);
      notifier.poison = () => (isUp ? undefined : refused);
      onSleep = () => {
        if (slept > 100) isUp = true;
      };
    });

    /** Delivers everything. @returns the events that the receiver took */
    async function allTaken(queue = queueOf(notifier)): Promise<string[]> {
      const taken: string[] = [];
      notifier.during = () => {
        if (isUp)
          taken.push(...notifier.batches.at(-1)!.events.map(({ id, severity }) => `${severity} ${id}`));
      };
      await queue.wake(stop.signal);
      assert.deepEqual(waiting.names(), []);
      return taken;
    }

    it('still tells it the end of what it may have been told of, and what comes then', async () => {
      enqueueAt(1, 'told', 'OKAY', 1);
      enqueueAt(2, 'told', 'WARNING', 2);
      enqueueAt(3, 'other', 'WARNING', 3);
      now = day + hour;
      assert.deepEqual(await allTaken(), ['OKAY told', 'WARNING told']);
      assert.deepEqual(failedEntries(), ['000000000003-n3.json']);
      assert.ok(said().some((line) => line.startsWith("notifier fake-one's old events recovered")));
    });

    it('makes dead letters of what the same series has later, when the end has been told', async () => {
      const queue = queueOf(notifier);
      enqueueAt(1, 'told', 'OKAY', 1);
      now = day + hour;
      await allTaken(queue);
      enqueueAt(2, 'told', 'WARNING', 1);
      [isUp, slept] = [false, 0];
      await allTaken(queue);
      assert.deepEqual(failedEntries(), ['000000000002-n2.json']);
    });

    it('tells it no end of what was not told, and no end holds up the search for old events', async () => {
      for (let number = 1; number <= 150; number++) enqueueAt(number, `told${number}`, 'OKAY', 1);
      enqueueAt(151, 'missed', 'WARNING', 1);
      enqueueAt(152, 'missed', 'OKAY', 1);
      now = day + hour;
      assert.equal((await allTaken()).length, 150);
      assert.deepEqual(failedEntries(), ['000000000151-n151.json', '000000000152-n152.json']);
    });
  });

  it('expires nothing while the clock is not certain of its age', async () => {
    enqueue(1, 2);
    now = Date.now() / 1000 + 365 * 86_400;
    isAgeCertain = false;
    const notifier = new FakeNotifier([refused, refused]);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1], [2], [1], [2]]);
    assert.deepEqual(failedEntries(), []);
  });

  it('keeps everything through an hour of 500, and logs two lines', async () => {
    for (let number = 1; number <= 5; number++)
      waiting.put(number, `n${number}`, eventOf(number % 2 ? 'odd' : 'even', number));
    const notifier = new FakeNotifier();
    const end = now + 3600;
    notifier.poison = () => (now < end ? failed('server-error', true, 'answered 500') : undefined);
    const queue = queueOf(notifier);
    for (; waiting.names().length > 0; now += 1) await queue.wake(stop.signal);
    const during = notifier.batches.length - 5;
    assert.ok(during >= 60 && during <= 70, `${during} attempts in an hour`);
    assert.ok(now - end <= 60, 'all is delivered within a minute');
    for (const [id, times] of [
      ['odd', [1, 3, 5]],
      ['even', [2, 4]],
    ] as const)
      assert.deepEqual(
        notifier.batches
          .slice(during)
          .flatMap(({ events: [event] }) => (event!.id === id ? [event!.time] : [])),
        times,
        'in order',
      );
    assert.deepEqual(waiting.names(), []);
    assert.deepEqual(failedEntries(), []);
    assert.deepEqual(said(), [
      'warning: notifier fake-one cannot deliver now (server-error): answered 500; trying again',
      'notifier fake-one recovered after 0 s',
    ]);
  });

  it('steps over an event that fails again and again, and over its episode, for a while', async () => {
    for (const [number, id] of Object.entries(['a', 'b', 'a', 'c']))
      waiting.put(Number(number), 'n', eventOf(id, hour - 9 + Number(number)));
    const notifier = new FakeNotifier();
    notifier.poison = ({ id }) => (id === 'a' ? failed('server-error', true, '500') : undefined);
    await queueOf(notifier).wake(stop.signal);
    const order = notifier.batches.map(({ events }) => events[0]!.id).join('');
    assert.equal(order, 'abca', 'others get their first try before a gets its second');
    assert.equal(waiting.names().length, 2);
  });

  for (const isCleared of [false, true])
    it(`${isCleared ? 'tries' : 'does not try'} an event at fault before its pause is over when a person ${isCleared ? 'says' : 'does not say'} so`, async () => {
      const retryState = new RetryState(spool, 'fake-one');
      enqueue(1, 2);
      const notifier = new FakeNotifier();
      const attempts = () => notifier.attempts.map(([time]) => time);
      notifier.poison = ({ time }) =>
        time === 1 && attempts().length < 4 ? failed('server-error', true, '500') : undefined;
      onSleep = () => {
        if (isCleared && attempts().length === 3) retryState.clear();
      };
      await queueOf(notifier).wake(stop.signal);
      assert.deepEqual(attempts(), isCleared ? [1, 2, 1, 1] : [1, 2, 1]);
    });

  it('does not let the next episode of a series overtake the last one', async () => {
    const first = eventOf('first', 1);
    const second = eventOf('first', 2);
    const third = eventOf('first', 3);
    for (const [number, event] of [
      first,
      { ...second, severity: 'OKAY' as const },
      { ...third, id: 'next' },
    ].entries())
      waiting.put(number, `n${number}`, event);
    const notifier = new FakeNotifier([failed('server-error', true, '500')]);
    await queueOf(notifier).wake(stop.signal);
    const order = notifier.batches.flatMap(({ events }) =>
      events.map(({ id, severity }) => `${id} ${severity}`),
    );
    assert.deepEqual(order, ['first WARNING', 'first WARNING', 'first OKAY', 'next WARNING']);
  });

  for (const maxEvents of [1, 10])
    it(`starves no event by others that fail, old or new, ${maxEvents} at once`, async () => {
      const notifier = new FakeNotifier([], maxEvents);
      notifier.poison = ({ id }) => (id.startsWith('bad') ? failed('server-error', true, '500') : undefined);
      const queue = queueOf(notifier);
      const begin = now;
      const put = (number: number, id: string) => waiting.put(number, `n${number}`, eventOf(id, number));
      for (const number of [1, 2, 3]) put(number, `bad${number}`);
      put(4, 'good4');
      const delays = new Map<string, number>();
      notifier.during = () => {
        for (const { id } of notifier.batches.at(-1)!.events)
          if (notifier.batches.at(-1)!.events.every((event) => event.id.startsWith('good')))
            delays.set(id, now - arrivals.get(id)!);
      };
      const arrivals = new Map([['good4', begin]]);
      let next = 5;
      const arrive = () => {
        if (now - begin < (next - 4) * 45) return;
        const id = next % 3 === 0 ? `bad${next}` : `good${next}`;
        arrivals.set(id, now);
        put(next, id);
        next += 1;
      };
      onSleep = () => {
        if (now >= begin + 1800) stop.abort();
        else arrive();
      };
      for (; now < begin + 1800; now += 1) {
        arrive();
        await queue.wake(stop.signal);
      }
      assert.ok(delays.size > 20, `${delays.size} good events`);
      for (const [id, seconds] of delays) assert.ok(seconds <= 5, `${id} waited for ${seconds} s`);
      const left = waiting.names().length;
      assert.equal(next - 1, delays.size + left, 'each good event was delivered');
      assert.ok(said().length <= 4, 'it is not said again and again');
    });

  it('waits as long as the receiver asks, also before a first try', async () => {
    enqueue(1, 2);
    const notifier = new FakeNotifier([asking(90), failed('rate-limited', true, '429')]);
    const waits: number[] = [];
    notifier.during = () => waits.push(waited());
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1], [2], [1], [2]]);
    assert.deepEqual(waits, [0, 90, 1, 0]);
  });

  it('waits on, when the receiver asks, though a new event arrives', async () => {
    enqueue(1);
    const limited = failed('rate-limited', true, '429');
    const notifier = new FakeNotifier([limited, limited]);
    const waits: number[] = [];
    notifier.during = () => waits.push(waited());
    onSleep = () => {
      if (waiting.names().length === 1 && notifier.batches.length === 2) enqueue(2);
    };
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(
      [notifier.attempts, waits],
      [
        [[1], [1], [2], [1]],
        [0, 1, 2, 0],
      ],
    );
  });

  it('holds everything while a person has something to mend, says the cure once, and makes no dead letters', async () => {
    enqueue(1);
    const unauthorized = held('unauthorized', 'answered 401', 'correct its credentials');
    const notifier = new FakeNotifier(Array.from({ length: 5 }, () => unauthorized));
    const waits: number[] = [];
    notifier.during = () => {
      waits.push(waited());
      if (notifier.batches.length === 2) enqueue(2, 3);
    };
    await queueOf(notifier).wake(stop.signal);
    for (const wait of waits.slice(1, 6)) assert.ok(wait >= 60 && wait <= 300, `${wait} s`);
    assert.deepEqual([waiting.names(), failedEntries()], [[], []]);
    assert.deepEqual(
      notifier.attempts
        .slice(5)
        .flat()
        .toSorted((a, b) => a - b),
      [1, 2, 3],
      'what came meanwhile is delivered',
    );
    assert.deepEqual(said(), [
      'warning: notifier fake-one cannot deliver now (unauthorized): answered 401; correct its credentials. Its events wait; trying again every 1 to 5 minutes, or at once after dma spool retry --all',
      'notifier fake-one recovered after 0 s',
    ]);
  });

  it('lets smaller events pass one that is too large', async () => {
    enqueue(1, 2, 3);
    const notifier = new FakeNotifier([], 3);
    notifier.poison = ({ time }) =>
      time === 1 ? held('too-large', 'answered 413', 'raise the limit') : undefined;
    const delays: number[] = [];
    notifier.during = () => delays.push(waited());
    onSleep = () => {
      if (waiting.names().length === 1) stop.abort();
    };
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2, 3], [1], [2], [3], [1]]);
    assert.deepEqual(delays.slice(0, 4), [0, 1, 1, 0]);
    assert.deepEqual(failedEntries(), []);
  });

  it('delivers in batches again when the receiver is back', async () => {
    enqueue(1, 2, 3);
    const notifier = new FakeNotifier(
      Array.from({ length: 8 }, () => refused),
      3,
    );
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1, 2, 3], [1], [2], [3], [1], [2], [3], [1], [2], [1, 3]]);
  });

  it('tries what it stepped over again and again, and in order', async () => {
    for (const [number, id] of Object.entries(['a', 'b', 'a']))
      waiting.put(Number(number), `n${number}`, eventOf(id, hour - 9 + Number(number)));
    const notifier = new FakeNotifier([], 10);
    let well = false;
    notifier.poison = ({ id }) => (id === 'a' && !well ? failed('server-error', true, '500') : undefined);
    const queue = queueOf(notifier);
    await queue.wake(stop.signal);
    const attempts = notifier.batches.length;
    await queue.wake(stop.signal);
    assert.equal(notifier.batches.length, attempts, 'it is not time yet');
    assert.equal(new RetryState(spool, 'fake-one').wait?.reason, 'server-error', 'and not over');
    waiting.put(3, 'n', eventOf('c', hour - 6));
    await queue.wake(stop.signal);
    now += 61;
    await queue.wake(stop.signal);
    assert.equal(notifier.batches.length, attempts + 2);
    now += 61;
    waiting.put(4, 'n', eventOf('d', hour - 5));
    await queue.wake(stop.signal);
    assert.equal(notifier.batches.length, attempts + 3, 'others are delivered, so it waits for longer');
    now += 61;
    well = true;
    await queue.wake(stop.signal);
    assert.deepEqual(waiting.names(), []);
    const times = notifier.batches
      .slice(attempts + 3)
      .flatMap(({ events }) => events.map(({ time }) => time));
    assert.deepEqual(times, [hour - 9, hour - 7]);
  });

  it('blames no event while the receiver is down: everything is delivered as soon as it is up', async () => {
    enqueue(1, 2, 3);
    const notifier = new FakeNotifier(Array.from({ length: 12 }, () => refused));
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(waiting.names(), []);
    assert.equal(notifier.batches.length, 15);
  });

  it('keeps the batch when it is aborted, and logs nothing', async () => {
    enqueue(1, 2);
    const notifier = new FakeNotifier([failed('aborted', false, 'aborted')], 1, 60);
    notifier.during = () => stop.abort();
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual(notifier.attempts, [[1]]);
    assert.equal(waiting.names().length, 2);
    assert.deepEqual(failedEntries(), []);
    assert.deepEqual(said(), []);
    assert.equal(new RetryState(spool, 'fake-one').wait, undefined);
  });

  it('tries again what a notifier gave up that nobody had aborted', async () => {
    enqueue(1);
    const notifier = new FakeNotifier([failed('aborted', false, 'aborted')]);
    await queueOf(notifier).wake(stop.signal);
    assert.deepEqual([notifier.attempts, failedEntries()], [[[1], [1]], []]);
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

  it('logs a problem that remains after a delivery, once', async () => {
    enqueue(1, 2, 3);
    const half: Delivery = { outcome: 'delivered', note: 'peer b is down' };
    await queueOf(new FakeNotifier([half, half])).wake(stop.signal);
    assert.deepEqual(said(), [
      'warning: notifier fake-one delivers, but peer b is down',
      'notifier fake-one recovered after 0 s',
    ]);
  });

  describe('of a stateful receiver', () => {
    it('tells it what is open, when nothing else is to be told, that often', async () => {
      enqueue(1);
      const notifier = new FakeNotifier([], 1, 60);
      const queue = queueOf(notifier);
      await queue.wake(stop.signal);
      assert.deepEqual(notifier.attempts, [[1], []]);
      assert.equal(notifier.batches[1]!.open, open);
      now += 59;
      await queue.wake(stop.signal);
      assert.equal(notifier.batches.length, 2);
      now += 1;
      await queue.wake(stop.signal);
      assert.equal(notifier.batches.length, 3);
    });

    it('refreshes it after a clock that was set back', async () => {
      const notifier = new FakeNotifier([], 1, 60);
      const queue = queueOf(notifier);
      await queue.wake(stop.signal);
      now -= 3000;
      await queue.wake(stop.signal);
      assert.equal(notifier.batches.length, 2);
    });

    it('never refreshes a receiver that forgets nothing', async () => {
      const remembering = new FakeNotifier();
      await queueOf(remembering).wake(stop.signal);
      assert.deepEqual(remembering.attempts, []);
    });

    it('tells it once at the start that nothing is open, and then nothing', async () => {
      open = [];
      const notifier = new FakeNotifier([refused], 1, 60);
      const queue = queueOf(notifier);
      for (let minute = 0; minute < 5; minute++) {
        await queue.wake(stop.signal);
        now += 60;
      }
      assert.deepEqual(notifier.batches, [
        { events: [], open: [] },
        { events: [], open: [] },
      ]);
    });

    it('refreshes it with nothing open when the last OKAY became a dead letter, until that has arrived', async () => {
      enqueue(1);
      const notifier = new FakeNotifier([], 1, 60);
      const queue = queueOf(notifier);
      await queue.wake(stop.signal);
      open = [];
      enqueue(2);
      const { length } = notifier.batches;
      notifier.answers.push(failed('rejected', false, '400'), refused);
      for (let minute = 0; minute < 5; minute++) {
        now += 60;
        await queue.wake(stop.signal);
      }
      assert.deepEqual(failedEntries(), ['000000000002-n2.json']);
      assert.deepEqual(notifier.attempts.slice(length), [[2], [], []]);
    });

    it('tells it also of the end of what may have arrived although that failed', async () => {
      open = [];
      const notifier = new FakeNotifier([], 1, 60);
      const queue = queueOf(notifier);
      await queue.wake(stop.signal);
      open = [exampleEvent()];
      now += 60;
      notifier.answers.push(failed('timeout', true, 'no answer'));
      await queue.wake(stop.signal);
      open = [];
      now += 60;
      await queue.wake(stop.signal);
      assert.deepEqual(
        notifier.batches.map((batch) => batch.open.length),
        [0, 1, 0],
      );
    });

    it('logs nothing when that is aborted', async () => {
      const notifier = new FakeNotifier([failed('aborted', false, 'aborted')], 1, 60);
      notifier.during = () => stop.abort();
      await queueOf(notifier).wake(stop.signal);
      assert.deepEqual([notifier.attempts, said()], [[[]], []]);
    });

    it('survives that it throws', async () => {
      const notifier = new FakeNotifier([], 1, 60);
      notifier.during = () => {
        throw new TypeError('no such thing');
      };
      await queueOf(notifier).wake(stop.signal);
      assert.match(said()[0]!, /a fault of the notifier itself: TypeError: no such thing/);
    });

    it('logs once when that fails, and waits for the next time, or as long as the receiver asks', async () => {
      const notifier = new FakeNotifier([refused, refused, failed('rate-limited', true, '429', 100)], 1, 60);
      const queue = queueOf(notifier);
      const isTriedAfter = async (seconds: number): Promise<boolean> => {
        now += seconds;
        const before = notifier.batches.length;
        await queue.wake(stop.signal);
        return notifier.batches.length > before;
      };
      const tried: boolean[] = [];
      for (const seconds of [0, 1, 59, 60, 60, 40]) tried.push(await isTriedAfter(seconds));
      assert.deepEqual(tried, [true, false, true, true, false, true]);
      assert.equal(waited(), 0);
      assert.deepEqual(said(), [
        'warning: notifier fake-one cannot be told what is still open (unreachable): refused; trying again',
        'warning: notifier fake-one cannot be told what is still open (rate-limited): 429; trying again',
        'notifier fake-one recovered after 0 s',
      ]);
    });
  });
});
