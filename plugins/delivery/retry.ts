import type { FailedDelivery } from '../../notifiers/notifier.ts';
import type { RetryState, Wait } from '../spool/retry-state.ts';

const firstRetrySeconds = 1;
const maxRetrySeconds = 60;
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

/**
 * Exponential backoff between attempts: 1, 2, 4, ... 60 s, each shortened by up to half at random, so that many hosts
 * do not come back together; or as long as the receiver asked for. It survives a restart, and ends when a person clears
 * the retry state.
 */
export class Backoff {
  readonly #parts: BackoffParts;
  #attempts = 0;

  constructor(parts: BackoffParts) {
    this.#parts = parts;
  }

  /** The number of failures in a row. */
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
    await this.#wait({ ...wait, since, nextTime: time + seconds, seconds }, seconds, signal);
  }

  /** Counts a failure and waits until the next attempt is due. */
  async fail({ reason, message, retryAfterSeconds = 0 }: FailedDelivery, signal: AbortSignal): Promise<void> {
    const { retryState, now } = this.#parts;
    const since = this.#attempts > 0 ? retryState.wait?.since : undefined;
    this.#attempts += 1;
    const seconds = Math.max(this.#retrySeconds(), Math.min(retryAfterSeconds, maxRetryAfterSeconds));
    const time = now();
    const wait = {
      attempts: this.#attempts,
      since: since ?? time,
      nextTime: time + seconds,
      seconds,
      reason,
      message,
    };
    await this.#wait(wait, seconds, signal);
  }

  /** Ends the wait. */
  end(): void {
    this.#attempts = 0;
    this.#parts.retryState.clear();
  }

  async #wait(wait: Wait, seconds: number, signal: AbortSignal): Promise<void> {
    const { retryState, sleep } = this.#parts;
    const isSaved = retryState.save(wait);
    for (let left = seconds; left > 0 && !signal.aborted; left -= 1) {
      await sleep(Math.min(1, left), signal);
      if (isSaved && !retryState.wait) {
        // A person has cleared the retry state.
        this.#attempts = 0;
        return;
      }
    }
  }

  #retrySeconds(): number {
    const full = Math.min(maxRetrySeconds, firstRetrySeconds * 2 ** (this.#attempts - 1));
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
 * The episodes whose events failed repeatedly. Each pauses for 1 to 15 minutes, with all of its events, so that their
 * order stays.
 *
 * While no event is delivered at all, the receiver is down; after its first success they all come back at once.
 */
export class SteppedOver {
  readonly #steps = new Map<string, Step>();
  #deliveries = 0;

  has(id: string): boolean {
    return this.#steps.has(id);
  }

  /** @param now epoch seconds */
  isSkipped(id: string, now: number): boolean {
    const step = this.#steps.get(id);
    // A clock that was set back does not extend the pause.
    return step !== undefined && now < step.until && step.until - now <= maxPauseSeconds;
  }

  failed(id: string, now: number): void {
    const before = this.#steps.get(id);
    const isItsFault = before !== undefined && before.deliveries < this.#deliveries;
    const failures = (before?.failures ?? 0) + (isItsFault ? 1 : 0);
    const seconds = Math.min(maxPauseSeconds, firstPauseSeconds * 2 ** Math.max(0, failures - 1));
    this.#steps.set(id, { until: now + seconds, failures, deliveries: this.#deliveries });
  }

  /** @param ids the episodes of the delivered events */
  succeeded(ids: readonly string[]): void {
    this.#deliveries += 1;
    for (const id of ids) this.#steps.delete(id);
    for (const [id, step] of this.#steps) if (step.failures === 0) this.#steps.set(id, { ...step, until: 0 });
  }

  get size(): number {
    return this.#steps.size;
  }

  clear(): void {
    this.#steps.clear();
  }
}
