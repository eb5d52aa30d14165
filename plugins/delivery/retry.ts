import type { FailedDelivery } from '../../notifiers/notifier.ts';
import type { RetryState, Wait } from '../spool/retry-state.ts';

const firstRetrySeconds = 1;
const maxRetrySeconds = 60;
/** The same where a person has to mend something. */
const firstHoldSeconds = 120;
const maxHoldSeconds = 300;
/** The upper bound for the delay that a receiver asks for. */
export const maxRetryAfterSeconds = 3600;

export interface BackoffParts {
  readonly retryState: RetryState;
  /** Epoch seconds. */
  readonly now: () => number;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  /** Settles after that many seconds, at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** Describes when the next attempt comes, for messages; a cure comes first. */
export function describeRetry({ cure }: FailedDelivery): string {
  if (cure === undefined) return 'trying again';
  return `${cure}. Its events wait; trying again every 1 to 5 minutes, or at once after dma spool retry --all`;
}

/** The first tries around a failure. */
export interface FirstTries {
  /** True when the attempt that failed was one. */
  readonly wasOne: boolean;
  /** True when an event waits that has not been tried; asked once a second. */
  readonly isNext: () => boolean;
}

/**
 * Exponential backoff between attempts: 1, 2, 4, ... 60 s, each shortened by up to half at random, so that many hosts
 * do not come back together; or as long as the receiver asked for. A first try of an event waits a second at most.
 * Where a person has to mend something, each wait is 1 to 5 minutes. The backoff survives a restart, and ends when a
 * person clears the retry state.
 */
export class Backoff {
  readonly #parts: BackoffParts;
  #attempts = 0;

  constructor(parts: BackoffParts) {
    this.#parts = parts;
  }

  /** The number of failures in a row; of first tries only one is counted. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Continues the wait that a restart interrupted; a clock that was set back does not extend it. */
  async resume(signal: AbortSignal): Promise<void> {
    if (this.#attempts > 0) return;
    const { retryState, now } = this.#parts;
    const { wait } = retryState;
    if (!wait) return;
    this.#attempts = wait.attempts;
    const time = now();
    const seconds = Math.min(wait.nextTime - time, wait.seconds, maxRetryAfterSeconds);
    const since = Math.min(wait.since, time);
    await this.#wait({ ...wait, since, nextTime: time + seconds, seconds }, seconds, signal, () => false);
  }

  /** Counts a failure and waits until the next attempt is due. */
  async fail(delivery: FailedDelivery, firstTries: FirstTries, signal: AbortSignal): Promise<void> {
    const { retryState, now } = this.#parts;
    const { reason, message, retryAfterSeconds = 0 } = delivery;
    const since = this.#attempts > 0 ? retryState.wait?.since : undefined;
    // The first tries of a thousand events say no more about the receiver than one.
    if (this.#attempts === 0 || !firstTries.wasOne) this.#attempts += 1;
    const isHeld = delivery.cure !== undefined;
    const seconds = Math.max(this.#retrySeconds(isHeld), Math.min(retryAfterSeconds, maxRetryAfterSeconds));
    // A request that is too large may be so because of its event.
    const isAllPaused = isHeld ? reason !== 'too-large' : reason === 'rate-limited' || retryAfterSeconds > 0;
    const time = now();
    const wait = {
      attempts: this.#attempts,
      since: since ?? time,
      nextTime: time + seconds,
      seconds,
      reason,
      message,
    };
    await this.#wait(wait, seconds, signal, isAllPaused ? () => false : firstTries.isNext);
  }

  /** Ends the wait. */
  end(): void {
    this.#attempts = 0;
    this.#parts.retryState.clear();
  }

  async #wait(wait: Wait, seconds: number, signal: AbortSignal, isOverEarly: () => boolean): Promise<void> {
    const { retryState, sleep } = this.#parts;
    const isSaved = retryState.save(wait);
    for (let left = seconds; left > 0 && !signal.aborted; left -= 1) {
      await sleep(Math.min(1, left), signal);
      if (isSaved && !retryState.wait) {
        // A person has cleared the retry state.
        this.#attempts = 0;
        return;
      }
      if (isOverEarly()) return;
    }
  }

  #retrySeconds(isHeld: boolean): number {
    const [first, max] = isHeld ? [firstHoldSeconds, maxHoldSeconds] : [firstRetrySeconds, maxRetrySeconds];
    const full = Math.min(max, first * 2 ** (this.#attempts - 1));
    return full * (1 - this.#parts.random() / 2);
  }
}

const firstPauseSeconds = 60;
const maxPauseSeconds = 900;

interface Step {
  /** The end of the pause in epoch seconds. */
  readonly until: number;
  /** The number of failures while other events were delivered. */
  readonly failures: number;
  /** The number of deliveries of any event before the last failure. */
  readonly deliveries: number;
}

/**
 * The series whose events have been tried and failed. Others go first; then each is tried again in turn, with all of
 * its events, so that their order stays: the WARNING of the next episode must not overtake the OKAY of the last one.
 *
 * A series that fails while others are delivered is at fault, and pauses for 1 to 15 minutes. While no event is
 * delivered at all, the receiver is down, and no series is blamed.
 */
export class SteppedOver {
  /** In the order of the last failure. */
  readonly #steps = new Map<string, Step>();
  #deliveries = 0;

  /** True when an event of the series was tried and failed. */
  has(source: string): boolean {
    return this.#steps.has(source);
  }

  /** True when an event of the series failed while others were delivered. */
  isAtFault(source: string): boolean {
    return (this.#steps.get(source)?.failures ?? 0) > 0;
  }

  /** True while any series is at fault. */
  get isAnyAtFault(): boolean {
    return [...this.#steps.values()].some(({ failures }) => failures > 0);
  }

  /**
   * The series that may be tried again, the one that waited longest first.
   *
   * @param now epoch seconds
   */
  due(now: number): string[] {
    // A clock that was set back does not extend the pause.
    const isPaused = ({ until }: Step) => now < until && until - now <= maxPauseSeconds;
    return [...this.#steps].filter(([, step]) => !isPaused(step)).map(([source]) => source);
  }

  failed(source: string, now: number): void {
    const before = this.#steps.get(source);
    const isItsFault = before !== undefined && before.deliveries < this.#deliveries;
    const failures = (before?.failures ?? 0) + (isItsFault ? 1 : 0);
    const pause = failures === 0 ? 0 : Math.min(maxPauseSeconds, firstPauseSeconds * 2 ** (failures - 1));
    this.#steps.delete(source);
    this.#steps.set(source, { until: now + pause, failures, deliveries: this.#deliveries });
  }

  /** @param sources the series of the delivered events */
  succeeded(sources: readonly string[]): void {
    this.#deliveries += 1;
    for (const source of sources) this.#steps.delete(source);
  }

  /** Forgets a series that has no event in the queue any more. */
  forget(source: string): void {
    this.#steps.delete(source);
  }

  get size(): number {
    return this.#steps.size;
  }

  clear(): void {
    this.#steps.clear();
  }
}
