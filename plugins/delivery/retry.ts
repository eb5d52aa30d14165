import type { FailedDelivery } from '../../notifiers/notifier.ts';
import type { RetryState, Wait } from '../spool/retry-state.ts';

const firstRetrySeconds = 1;
const longestRetrySeconds = 60;
/** A sink that asks for more patience than this is asked again nevertheless. */
export const longestPatienceSeconds = 3600;

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
 * The time between attempts: 1, 2, 4, ... 60 s, each shortened by up to half at random, so that many hosts do not come
 * back together; or as long as the sink asked for. It goes on after a restart, and ends when a person says so.
 */
export class Backoff {
  readonly #parts: BackoffParts;
  #attempts = 0;

  constructor(parts: BackoffParts) {
    this.#parts = parts;
  }

  /** Failures in a row. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Goes on waiting where the program stopped while it waited; a clock that was set back does not make that longer. */
  async resume(signal: AbortSignal): Promise<void> {
    if (this.#attempts > 0) return;
    const { retryState, now } = this.#parts;
    const { wait } = retryState;
    if (!wait) return;
    this.#attempts = wait.attempts;
    const time = now();
    const seconds = Math.min(wait.nextTime - time, wait.seconds, longestPatienceSeconds);
    const since = Math.min(wait.since, time);
    await this.#wait({ ...wait, since, nextTime: time + seconds, seconds }, seconds, signal);
  }

  /** Counts a failure, and waits until the next attempt is due. */
  async fail({ reason, message, retryAfterSeconds = 0 }: FailedDelivery, signal: AbortSignal): Promise<void> {
    const { retryState, now } = this.#parts;
    const since = this.#attempts > 0 ? retryState.wait?.since : undefined;
    this.#attempts += 1;
    const seconds = Math.max(this.#retrySeconds(), Math.min(retryAfterSeconds, longestPatienceSeconds));
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

  /** From now on nothing is to be waited for. */
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
        // A person does not want to wait.
        this.#attempts = 0;
        return;
      }
    }
  }

  #retrySeconds(): number {
    const full = Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** (this.#attempts - 1));
    return full * (1 - this.#parts.random() / 2);
  }
}
