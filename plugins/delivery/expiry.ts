import type { FailedDelivery } from '../../notifiers/notifier.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { SpoolQueue } from '../spool/queue.ts';

/** Events whose age is checked after a failure. */
const maxExpiredAtOnce = 100;
/** The upper bound of episodes to remember. */
const maxDead = 10_000;

export interface ExpiryParts {
  /** The name in dma.yaml, such as `http-oncall`. */
  readonly name: string;
  readonly queue: SpoolQueue;
  /** An event that was queued longer ago than this becomes a dead letter when its delivery fails. */
  readonly deadlineSeconds: number;
  /** True when an age of `seconds` by the system clock is real; see `ClockWatch`. */
  readonly isAgeCertain: (seconds: number) => boolean;
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * Makes dead letters of events that have waited too long. An OKAY waits on where its receiver may have been told of the
 * episode: nothing else would end that.
 */
export class Expiry {
  readonly #parts: ExpiryParts;
  readonly #old: LogSubject;
  /** Ids of episodes of which an event is a dead letter: their OKAY may be one too. */
  readonly #dead = new Set<string>();
  /** Series whose OKAY waits on. */
  readonly #kept = new Set<string>();

  constructor(parts: ExpiryParts) {
    this.#parts = parts;
    this.#old = parts.log.subject(`notifier ${parts.name}'s old events`);
  }

  /** Looks at the oldest events after a failure, without an attempt for each. */
  expire({ reason, message }: FailedDelivery): void {
    const { now, queue, deadlineSeconds, isAgeCertain } = this.#parts;
    if (!isAgeCertain(deadlineSeconds)) return;
    const time = now();
    const isSkipped = ({ source }: { readonly source: string }): boolean => this.#kept.has(source);
    for (const { name, event } of queue.oldest(maxExpiredAtOnce, time, isSkipped)) {
      const queuedTime = queue.queuedTime(name);
      if (queuedTime === undefined || time - queuedTime < deadlineSeconds) continue;
      // The order of a series stays.
      if (event.severity === 'OKAY' && !this.#dead.has(event.id)) this.#kept.add(event.source);
      if (this.#kept.has(event.source)) continue;
      this.#old.failing(`could not be delivered in time (${reason}); they are now in ${queue.failedFolder}`);
      queue.reject(name, { reason, message, time });
      if (this.#dead.size < maxDead) this.#dead.add(event.id);
    }
  }

  /** The receiver takes events again. */
  recovered(): void {
    this.#kept.clear();
    this.#old.recovered();
  }
}
