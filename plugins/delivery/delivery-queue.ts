import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import {
  failed,
  type Batch,
  type Delivery,
  type FailedDelivery,
  type Notifier,
} from '../../notifiers/notifier.ts';
import { Backoff, describeRetry, maxRetryAfterSeconds, SteppedOver, type BackoffParts } from './retry.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { Expiry, type ExpiryParts } from './expiry.ts';
import { ReceiverMemory } from './receiver-memory.ts';
import type { QueuedEvent } from '../spool/queued-event.ts';

export interface DeliveryQueueParts extends BackoffParts, ExpiryParts {
  readonly notifier: Notifier;
  /** The newest event of every open episode that the receiver knows. */
  readonly open: () => readonly AlertEvent[];
  readonly log: TransitionLog;
}

/**
 * Delivers the queue of one notifier, oldest event first, until it is empty.
 *
 * Recoverable failures are retried, see {@link Backoff}, until the deadline; events with other failures become dead
 * letters. An event that fails is stepped over together with its series: every other event gets its first try before
 * the failed one gets a second, so that it does not block them.
 */
export class DeliveryQueue {
  readonly #parts: DeliveryQueueParts;
  readonly #notifier: LogSubject;
  readonly #expiry: Expiry;
  readonly #steppedOver: SteppedOver;
  readonly #memory = new ReceiverMemory();
  readonly #backoff: Backoff;
  #running = false;
  /** The number of next events to deliver one by one, to find the one that the receiver refuses. */
  #oneByOne = 0;
  #repeatTime = Number.NEGATIVE_INFINITY;

  constructor(parts: DeliveryQueueParts) {
    this.#parts = parts;
    const { log, name } = parts;
    this.#notifier = log.subject(`notifier ${name}`);
    this.#expiry = new Expiry(parts);
    this.#backoff = new Backoff(parts);
    this.#steppedOver = new SteppedOver();
  }

  /** The part of the spool that the queue is, for messages. */
  get part(): string {
    return `queue of ${this.#parts.name}`;
  }

  /** Works until the queue is empty, unless it is already working. Rejects with errors of the file system. */
  async wake(signal: AbortSignal): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#backoff.resume(signal);
      for (let batch = this.#next(); batch.length > 0 && !signal.aborted; batch = this.#next())
        await this.#attempt(batch, signal);
      if (signal.aborted) return;
      if (this.#backoff.attempts > 0 && this.#steppedOver.size === 0) this.#recover();
      await this.#repeat(signal);
    } finally {
      this.#running = false;
    }
  }

  #next(): QueuedEvent[] {
    const { queue, notifier, now } = this.#parts;
    const time = now();
    const count = this.#oneByOne > 0 ? 1 : notifier.maxEvents;
    const first = queue.oldest(count, time, ({ source }) => this.#steppedOver.has(source));
    if (first.length > 0) return first;
    if (this.#backoff.attempts === 0) {
      // The receiver is up: what failed while it was down need not go one by one.
      const known = queue.oldest(count, time, ({ source }) => this.#steppedOver.isAtFault(source));
      if (known.length > 0) return known;
    }
    for (const source of this.#steppedOver.due(time)) {
      const again = queue.oldest(1, time, (event) => event.source !== source);
      if (again.length > 0) return again;
      this.#steppedOver.forget(source);
    }
    return [];
  }

  async #attempt(batch: readonly QueuedEvent[], signal: AbortSignal): Promise<void> {
    const { queue, open, now } = this.#parts;
    const events = batch.map(({ event }) => event);
    const delivery = await this.#deliver({ events, open: open() }, signal);
    if (delivery.outcome === 'delivered') {
      const failures = new Map(delivery.failures?.map(({ event, failure }) => [event, failure]));
      const taken = events.filter((event) => !failures.has(event));
      this.#steppedOver.succeeded(taken.map(({ source }) => source));
      this.#succeed(delivery);
      this.#oneByOne = Math.max(0, this.#oneByOne - taken.length);
      for (const entry of batch) {
        const failure = failures.get(entry.event);
        if (!failure) queue.remove(entry.name, entry.event.id);
        else if (failure.recoverable) this.#steppedOver.failed(entry.event.source, now());
        else this.#deadLetter(entry, failure);
      }
      return;
    }
    if (delivery.reason === 'aborted' && signal.aborted) return;
    if (delivery.recoverable || delivery.reason === 'aborted') {
      this.#expiry.expire(delivery);
      return this.#retryLater(delivery, events, signal);
    }
    if (batch.length > 1) this.#oneByOne = batch.length;
    else this.#deadLetter(batch[0]!, delivery);
  }

  async #deliver(batch: Batch, signal: AbortSignal): Promise<Delivery> {
    this.#memory.mayLearn(batch.open);
    try {
      const delivery = await this.#parts.notifier.deliver(batch, signal);
      if (delivery.outcome === 'delivered') this.#memory.learned(batch.open);
      return delivery;
    } catch (error) {
      // A notifier never rejects; if one does, the other notifiers must go on.
      return failed('rejected', false, `a fault of the notifier itself: ${String(error)}`);
    }
  }

  #succeed(delivery: Delivery): void {
    if (this.#backoff.attempts > 0) this.#recover();
    const atFault = this.#steppedOver.isAnyAtFault ? 'some events fail again and again' : undefined;
    const note = 'note' in delivery ? delivery.note : atFault;
    if (note === undefined) this.#notifier.recovered();
    else this.#notifier.failing(`delivers, but ${note}`);
  }

  #recover(): void {
    this.#backoff.end();
    this.#expiry.recovered();
  }

  async #retryLater(delivery: FailedDelivery, events: readonly AlertEvent[], signal: AbortSignal) {
    const { now } = this.#parts;
    const { reason, message } = delivery;
    // The message may contain the number of a request.
    this.#notifier.failing(`cannot deliver now (${reason})`, `: ${message}; ${describeRetry(delivery)}`);
    const { source } = events[0]!;
    const wasOne = !this.#steppedOver.has(source);
    this.#oneByOne = events.length > 1 ? events.length : Math.max(0, this.#oneByOne - 1);
    if (events.length === 1) this.#steppedOver.failed(source, now());
    await this.#backoff.fail(delivery, { wasOne, isNext: this.#untried() }, signal);
    // A person has cleared the retry state.
    if (this.#backoff.attempts === 0) this.#steppedOver.clear();
  }

  /** Tells whether an event waits that has not been tried; looks at the disk only when one was added. */
  #untried(): () => boolean {
    const { queue, now } = this.#parts;
    let additions: number | undefined;
    return () => {
      if (additions === queue.additions) return false;
      additions = queue.additions;
      return queue.oldest(1, now(), ({ source }) => this.#steppedOver.has(source)).length > 0;
    };
  }

  #deadLetter(entry: QueuedEvent, { reason, message }: FailedDelivery): void {
    const { now, queue } = this.#parts;
    const where = `the event is now in ${queue.failedFolder}`;
    this.#notifier.failing(`cannot deliver (${reason})`, `: ${message}; ${where}`);
    this.#oneByOne = Math.max(0, this.#oneByOne - 1);
    queue.reject(entry.name, { reason, message, time: now() });
  }

  /** Refreshes a stateful receiver with the open episodes; with an empty list too, while it may believe otherwise. */
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
    this.#repeatTime += Math.max(0, Math.min(retryAfterSeconds, maxRetryAfterSeconds) - repeatSeconds);
    this.#notifier.failing(`cannot be told what is still open (${reason})`, `: ${message}; trying again`);
  }
}
