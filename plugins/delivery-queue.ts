import type { AlertEvent } from '../notifiers/alert-event.ts';
import type { Notifier } from '../notifiers/notifier.ts';
import type { TransitionLog } from './logger.ts';
import type { QueuedEvent, Spool } from './spool.ts';

const firstRetrySeconds = 1;
const longestRetrySeconds = 60;
/** An older alert helps nobody; it is put aside. */
const deadlineSeconds = 86_400;

export interface DeliveryQueueParts {
  readonly notifier: Notifier;
  readonly spool: Spool;
  /** The newest event of every open episode. */
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
 * hosts do not come back together), for a day; what can't is put aside and said once.
 */
export class DeliveryQueue {
  readonly #parts: DeliveryQueueParts;
  #running = false;

  constructor(parts: DeliveryQueueParts) {
    this.#parts = parts;
  }

  /** Starts working unless it already is. */
  async wake(signal: AbortSignal): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      let attempts = 0;
      for (let batch = this.#next(); batch.length > 0 && !signal.aborted; batch = this.#next()) {
        attempts = (await this.#attempt(batch, signal)) ? 0 : attempts + 1;
        if (attempts > 0) await this.#parts.sleep(this.#retrySeconds(attempts), signal);
      }
    } finally {
      this.#running = false;
    }
  }

  #next(): QueuedEvent[] {
    return this.#parts.spool.queued(this.#parts.notifier.name, this.#parts.notifier.maxEvents);
  }

  /** @returns false when the same batch should be tried again */
  async #attempt(batch: readonly QueuedEvent[], signal: AbortSignal): Promise<boolean> {
    const { notifier, spool, open, log } = this.#parts;
    const subject = `notifier ${notifier.name}`;
    const delivery = await notifier.deliver(
      { events: batch.map(({ event }) => event), open: open() },
      signal,
    );
    if (delivery.outcome === 'delivered') {
      log.well(subject);
      for (const { name } of batch) spool.removeQueued(notifier.name, name);
      return true;
    }
    const isInTime = this.#parts.now() - batch[0]!.event.time < deadlineSeconds;
    if ((delivery.recoverable && isInTime) || delivery.reason === 'aborted') {
      if (!signal.aborted)
        log.failing(subject, `cannot deliver now (${delivery.reason}): ${delivery.message}; trying again`);
      return false;
    }
    log.failing(
      subject,
      `cannot deliver (${delivery.reason}): ${delivery.message}; the event is now in ${spool.directory}/failed`,
    );
    for (const { name } of batch) spool.rejectQueued(notifier.name, name);
    return true;
  }

  #retrySeconds(attempts: number): number {
    const full = Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** (attempts - 1));
    return full * (1 - this.#parts.random() / 2);
  }
}
