import type { AlertEvent } from '../notifiers/alert-event.ts';
import type { Delivery, FailedDelivery, Notifier } from '../notifiers/notifier.ts';
import type { TransitionLog } from './logger.ts';
import type { Patience, Wait } from './patience.ts';
import type { QueuedEvent, SpoolQueue } from './spool-queue.ts';
import { SteppedOver } from './stepped-over.ts';

const firstRetrySeconds = 1;
const longestRetrySeconds = 60;
/** A sink that asks for more patience than this is asked again nevertheless. */
const longestPatienceSeconds = 3600;
/** After so many failures in a row it may be the event's fault, and others are tried. */
const attemptsInOrder = 5;
/** So many events are looked at for their age when one could not be delivered. */
const oldAtOnce = 100;

export interface DeliveryQueueParts {
  /** As in dma.yaml, such as `http-oncall`. */
  readonly name: string;
  readonly notifier: Notifier;
  readonly queue: SpoolQueue;
  readonly patience: Patience;
  /** What cannot be delivered and is older than this is put aside. */
  readonly deadlineSeconds: number;
  /** The newest event of every open episode that this sink knows of. */
  readonly open: () => readonly AlertEvent[];
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  /** Settles after that many seconds, at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Delivers what is queued for one notifier, oldest first, until all of it is delivered or put aside.
 *
 * What may succeed later is tried again after 1, 2, 4, ... 60 s (each shortened by up to half at random, so that many
 * hosts do not come back together), or when the sink asked to be asked again; for a day. What can't is put aside and
 * said once. An event that keeps failing is stepped over, with all of its episode, so that it holds up no other one.
 */
export class DeliveryQueue {
  readonly #parts: DeliveryQueueParts;
  readonly #steppedOver: SteppedOver;
  #running = false;
  /** Failures in a row. */
  #attempts = 0;
  /** So many of the next events are delivered one by one, to find out which one the sink refuses. */
  #oneByOne = 0;
  #repeatTime = Number.NEGATIVE_INFINITY;

  constructor(parts: DeliveryQueueParts) {
    this.#parts = parts;
    this.#steppedOver = new SteppedOver();
  }

  /** Starts working unless it already is. */
  async wake(signal: AbortSignal): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#waitAsBefore(signal);
      for (let batch = this.#next(); batch.length > 0 && !signal.aborted; batch = this.#next())
        await this.#attempt(batch, signal);
      if (signal.aborted) return;
      if (this.#attempts > 0 && this.#steppedOver.size === 0) this.#beWell();
      await this.#repeat(signal);
    } finally {
      this.#running = false;
    }
  }

  #next(): QueuedEvent[] {
    const { queue, notifier, now } = this.#parts;
    const time = now();
    const isSkipped = ({ id }: AlertEvent): boolean => this.#steppedOver.isSkipped(id, time);
    const mayFail = this.#oneByOne > 0 || this.#attempts >= attemptsInOrder;
    const batch = queue.oldest(mayFail ? 1 : notifier.maxEvents, time, isSkipped);
    // An event that failed before is not to take others with it.
    const suspect = batch.findIndex(({ event }) => this.#steppedOver.has(event.id));
    return suspect < 0 ? batch : batch.slice(0, Math.max(1, suspect));
  }

  async #attempt(batch: readonly QueuedEvent[], signal: AbortSignal): Promise<void> {
    const { notifier, queue, open } = this.#parts;
    const events = batch.map(({ event }) => event);
    const delivery = await notifier.deliver({ events, open: open() }, signal);
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

  #succeed(delivery: Delivery): void {
    const { log, name } = this.#parts;
    if (this.#attempts > 0) this.#beWell();
    const note = 'note' in delivery ? delivery.note : undefined;
    if (note === undefined) log.well(`notifier ${name}`);
    else log.failing(`notifier ${name}`, `delivers, but ${note}`);
  }

  #beWell(): void {
    this.#attempts = 0;
    this.#parts.patience.clear();
    this.#parts.log.well(`notifier ${this.#parts.name}'s old events`);
  }

  async #fail(delivery: FailedDelivery, { id }: AlertEvent, signal: AbortSignal): Promise<void> {
    const { log, name, now, patience } = this.#parts;
    const { reason, message, retryAfterSeconds = 0 } = delivery;
    log.failing(`notifier ${name}`, `cannot deliver now (${reason}): ${message}; trying again`);
    this.#attempts += 1;
    const time = now();
    if (this.#attempts >= attemptsInOrder || this.#steppedOver.has(id)) this.#steppedOver.failed(id, time);
    const seconds = Math.max(this.#retrySeconds(), Math.min(retryAfterSeconds, longestPatienceSeconds));
    const since = (this.#attempts > 1 ? patience.wait?.since : undefined) ?? time;
    await this.#wait(
      { attempts: this.#attempts, since, nextTime: time + seconds, reason, message },
      seconds,
      signal,
    );
  }

  #reject(entry: QueuedEvent, { reason, message }: FailedDelivery): void {
    const { log, name, now, queue } = this.#parts;
    const where = `the event is now in ${queue.failedFolder}`;
    log.failing(`notifier ${name}`, `cannot deliver (${reason}): ${message}; ${where}`);
    this.#oneByOne = Math.max(0, this.#oneByOne - 1);
    queue.reject(entry.name, { reason, message, time: now() });
  }

  /** Puts aside what has waited for too long, also where many did: each is worth no attempt of its own. */
  #rejectOld({ reason, message }: FailedDelivery): void {
    const { log, name, now, queue, deadlineSeconds } = this.#parts;
    const time = now();
    const old = queue.oldest(oldAtOnce, time).filter(({ event }) => time - event.time >= deadlineSeconds);
    if (old.length === 0) return;
    const where = `they are now in ${queue.failedFolder}`;
    log.failing(`notifier ${name}'s old events`, `could not be delivered in time (${reason}); ${where}`);
    for (const entry of old) queue.reject(entry.name, { reason, message, time });
  }

  /** Goes on waiting where the program stopped while it waited; a clock that was set back does not make that longer. */
  async #waitAsBefore(signal: AbortSignal): Promise<void> {
    if (this.#attempts > 0) return;
    const { patience, now } = this.#parts;
    const { wait } = patience;
    if (!wait) return;
    const seconds = Math.min(wait.nextTime - now(), longestPatienceSeconds);
    this.#attempts = wait.attempts;
    await this.#wait(wait, seconds, signal);
  }

  async #wait(wait: Wait, seconds: number, signal: AbortSignal): Promise<void> {
    const { patience, sleep } = this.#parts;
    const isSaved = patience.save(wait);
    for (let left = seconds; left > 0 && !signal.aborted; left -= 1) {
      await sleep(Math.min(1, left), signal);
      if (isSaved && !patience.wait) {
        // A person does not want to wait.
        this.#attempts = 0;
        this.#steppedOver.clear();
        return;
      }
    }
  }

  /** Tells a sink that forgets what is open. */
  async #repeat(signal: AbortSignal): Promise<void> {
    const { notifier, open, log, name, now } = this.#parts;
    const { repeatSeconds } = notifier;
    const time = now();
    if (repeatSeconds === undefined || Math.abs(time - this.#repeatTime) < repeatSeconds) return;
    const stillOpen = open();
    if (stillOpen.length === 0) return;
    this.#repeatTime = time;
    const delivery = await notifier.deliver({ events: [], open: stillOpen }, signal);
    if (signal.aborted) return;
    if (delivery.outcome === 'delivered') return this.#succeed(delivery);
    const { reason, message, retryAfterSeconds = 0 } = delivery;
    this.#repeatTime += Math.max(0, Math.min(retryAfterSeconds, longestPatienceSeconds) - repeatSeconds);
    log.failing(
      `notifier ${name}`,
      `cannot be told what is still open (${reason}): ${message}; trying again`,
    );
  }

  #retrySeconds(): number {
    const full = Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** (this.#attempts - 1));
    return full * (1 - this.#parts.random() / 2);
  }
}
