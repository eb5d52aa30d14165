import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import {
  failed,
  type Batch,
  type Delivery,
  type FailedDelivery,
  type Notifier,
} from '../../notifiers/notifier.ts';
import { Backoff, longestPatienceSeconds, type BackoffParts } from './retry.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { ReceiverMemory } from './receiver-memory.ts';
import type { SpoolQueue } from '../spool/queue.ts';
import type { QueuedEvent } from '../spool/queued-event.ts';
import { SteppedOver } from './stepped-over.ts';

/** After so many failures in a row it may be the event's fault, and others are tried. */
const attemptsInOrder = 5;
/** So many events are looked at for their age when one could not be delivered. */
const oldAtOnce = 100;

export interface DeliveryQueueParts extends BackoffParts {
  /** As in dma.yaml, such as `http-oncall`. */
  readonly name: string;
  readonly notifier: Notifier;
  readonly queue: SpoolQueue;
  /** What cannot be delivered and has been queued for longer than this is put aside. */
  readonly deadlineSeconds: number;
  /** Whether what is as old as this many seconds by the clock really is; see `ClockWatch`. */
  readonly isAgeCertain: (seconds: number) => boolean;
  /** The newest event of every open episode that this sink knows of. */
  readonly open: () => readonly AlertEvent[];
  readonly log: TransitionLog;
}

/**
 * Delivers what is queued for one notifier, oldest first, until all of it is delivered or put aside.
 *
 * What may succeed later is tried again (see {@link Backoff}), for a day; what can't is put aside, which is said once. An event that keeps failing is stepped over, with all of its episode, so that it holds up no other one.
 */
export class DeliveryQueue {
  readonly #parts: DeliveryQueueParts;
  /** The notifier, and its events that have waited for too long. */
  readonly #notifier: LogSubject;
  readonly #oldEvents: LogSubject;
  readonly #steppedOver: SteppedOver;
  readonly #memory = new ReceiverMemory();
  readonly #backoff: Backoff;
  #running = false;
  /** So many of the next events are delivered one by one, to find out which one the sink refuses. */
  #oneByOne = 0;
  #repeatTime = Number.NEGATIVE_INFINITY;

  constructor(parts: DeliveryQueueParts) {
    this.#parts = parts;
    const { log, name } = parts;
    this.#notifier = log.subject(`notifier ${name}`);
    this.#oldEvents = log.subject(`notifier ${name}'s old events`);
    this.#backoff = new Backoff(parts);
    this.#steppedOver = new SteppedOver();
  }

  /** Its part of the spool, for messages. */
  get part(): string {
    return `queue of ${this.#parts.name}`;
  }

  /** Starts working unless it already is. Rejects with what the file system says. */
  async wake(signal: AbortSignal): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#backoff.resume(signal);
      for (let batch = this.#next(); batch.length > 0 && !signal.aborted; batch = this.#next())
        await this.#attempt(batch, signal);
      if (signal.aborted) return;
      if (this.#backoff.attempts > 0 && this.#steppedOver.size === 0) this.#beWell();
      await this.#repeat(signal);
    } finally {
      this.#running = false;
    }
  }

  #next(): QueuedEvent[] {
    const { queue, notifier, now } = this.#parts;
    const time = now();
    const isSkipped = ({ id }: AlertEvent): boolean => this.#steppedOver.isSkipped(id, time);
    const mayFail = this.#oneByOne > 0 || this.#backoff.attempts >= attemptsInOrder;
    const batch = queue.oldest(mayFail ? 1 : notifier.maxEvents, time, isSkipped);
    // An event that failed before is not to take others with it.
    const suspect = batch.findIndex(({ event }) => this.#steppedOver.has(event.id));
    return suspect < 0 ? batch : batch.slice(0, Math.max(1, suspect));
  }

  async #attempt(batch: readonly QueuedEvent[], signal: AbortSignal): Promise<void> {
    const { queue, open } = this.#parts;
    const events = batch.map(({ event }) => event);
    const delivery = await this.#deliver({ events, open: open() }, signal);
    if (delivery.outcome === 'delivered') {
      this.#succeed(delivery);
      this.#oneByOne = Math.max(0, this.#oneByOne - batch.length);
      this.#steppedOver.succeeded(events.map(({ id }) => id));
      for (const { name } of batch) queue.remove(name);
      return;
    }
    if (delivery.reason === 'aborted' && signal.aborted) return;
    if (delivery.recoverable || delivery.reason === 'aborted') {
      this.#rejectOld(delivery);
      return this.#fail(delivery, events[0]!, signal);
    }
    if (batch.length > 1) this.#oneByOne = batch.length;
    else this.#reject(batch[0]!, delivery);
  }

  async #deliver(batch: Batch, signal: AbortSignal): Promise<Delivery> {
    this.#memory.mayLearn(batch.open);
    try {
      const delivery = await this.#parts.notifier.deliver(batch, signal);
      if (delivery.outcome === 'delivered') this.#memory.learned(batch.open);
      return delivery;
    } catch (error) {
      // It never should; if it does, this must not end the program, and with it all the other notifiers.
      return failed('rejected', false, `a fault of the notifier itself: ${String(error)}`);
    }
  }

  #succeed(delivery: Delivery): void {
    if (this.#backoff.attempts > 0) this.#beWell();
    const note = 'note' in delivery ? delivery.note : undefined;
    if (note === undefined) this.#notifier.recovered();
    else this.#notifier.failing(`delivers, but ${note}`);
  }

  #beWell(): void {
    this.#backoff.end();
    this.#oldEvents.recovered();
  }

  async #fail(delivery: FailedDelivery, { id }: AlertEvent, signal: AbortSignal): Promise<void> {
    const { now } = this.#parts;
    const { reason, message } = delivery;
    // Not the message: one that holds the number of a request would be news each time.
    this.#notifier.failing(`cannot deliver now (${reason})`, `: ${message}; trying again`);
    if (this.#backoff.attempts + 1 >= attemptsInOrder || this.#steppedOver.has(id))
      this.#steppedOver.failed(id, now());
    await this.#backoff.fail(delivery, signal);
    // A person wanted everything to be tried at once.
    if (this.#backoff.attempts === 0) this.#steppedOver.clear();
  }

  #reject(entry: QueuedEvent, { reason, message }: FailedDelivery): void {
    const { now, queue } = this.#parts;
    const where = `the event is now in ${queue.failedFolder}`;
    this.#notifier.failing(`cannot deliver (${reason})`, `: ${message}; ${where}`);
    this.#oneByOne = Math.max(0, this.#oneByOne - 1);
    queue.reject(entry.name, { reason, message, time: now() });
  }

  /** Puts aside what has waited for too long, also where many did: each is worth no attempt of its own. */
  #rejectOld({ reason, message }: FailedDelivery): void {
    const { now, queue, deadlineSeconds, isAgeCertain } = this.#parts;
    if (!isAgeCertain(deadlineSeconds)) return;
    const time = now();
    const old = queue.oldest(oldAtOnce, time).filter((entry) => {
      const queuedTime = queue.queuedTime(entry.name);
      return queuedTime !== undefined && time - queuedTime >= deadlineSeconds;
    });
    if (old.length === 0) return;
    const where = `they are now in ${queue.failedFolder}`;
    this.#oldEvents.failing(`could not be delivered in time (${reason}); ${where}`);
    for (const entry of old) queue.reject(entry.name, { reason, message, time });
  }

  /** Tells a sink that forgets what is open; also that nothing is, where it may believe something else. */
  async #repeat(signal: AbortSignal): Promise<void> {
    const { notifier, open, now } = this.#parts;
    const { repeatSeconds } = notifier;
    const time = now();
    if (repeatSeconds === undefined || Math.abs(time - this.#repeatTime) < repeatSeconds) return;
    const stillOpen = open();
    if (stillOpen.length === 0 && !this.#memory.isBehind(stillOpen)) return;
    this.#repeatTime = time;
    const delivery = await this.#deliver({ events: [], open: stillOpen }, signal);
    if (signal.aborted) return;
    if (delivery.outcome === 'delivered') return this.#succeed(delivery);
    const { reason, message, retryAfterSeconds = 0 } = delivery;
    this.#repeatTime += Math.max(0, Math.min(retryAfterSeconds, longestPatienceSeconds) - repeatSeconds);
    this.#notifier.failing(`cannot be told what is still open (${reason})`, `: ${message}; trying again`);
  }
}
