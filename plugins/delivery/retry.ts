import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FailedDelivery } from '../../notifiers/notifier.ts';
import { readBounded } from '../files/bounded-file.ts';

const firstRetrySeconds = 1;
const longestRetrySeconds = 60;
/** A sink that asks for more patience than this is asked again nevertheless. */
export const longestPatienceSeconds = 3600;

export interface BackoffParts {
  readonly patience: Patience;
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
    const { patience, now } = this.#parts;
    const { wait } = patience;
    if (!wait) return;
    this.#attempts = wait.attempts;
    const time = now();
    const seconds = Math.min(wait.nextTime - time, wait.seconds, longestPatienceSeconds);
    const since = Math.min(wait.since, time);
    await this.#wait({ ...wait, since, nextTime: time + seconds, seconds }, seconds, signal);
  }

  /** Counts a failure, and waits until the next attempt is due. */
  async fail({ reason, message, retryAfterSeconds = 0 }: FailedDelivery, signal: AbortSignal): Promise<void> {
    const { patience, now } = this.#parts;
    const since = this.#attempts > 0 ? patience.wait?.since : undefined;
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
    this.#parts.patience.clear();
  }

  async #wait(wait: Wait, seconds: number, signal: AbortSignal): Promise<void> {
    const { patience, sleep } = this.#parts;
    const isSaved = patience.save(wait);
    for (let left = seconds; left > 0 && !signal.aborted; left -= 1) {
      await sleep(Math.min(1, left), signal);
      if (isSaved && !patience.wait) {
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

/** Why a sink is not being tried at the moment. */
export interface Wait {
  /** Attempts in a row that failed. */
  readonly attempts: number;
  /** When the first of them failed, and when the next one will be made: epoch seconds. */
  readonly since: number;
  readonly nextTime: number;
  /** How long was to be waited when this was written, whatever the clock says since. */
  readonly seconds: number;
  /** Why the last one failed. */
  readonly reason: string;
  readonly message: string;
}

const waitSchema: z.ZodType<Wait> = z.object({
  attempts: z.int().min(1),
  since: z.number(),
  nextTime: z.number(),
  seconds: z.number(),
  reason: z.string(),
  message: z.string(),
});
const mostBytes = 64 * 1024;

/**
 * When one notifier is tried again: a file, so that a program that is started anew goes on waiting instead of
 * hammering a sink that asked for patience. A person who removes it (`dma spool retry`) makes the sink due at once.
 */
export class Patience {
  readonly #file: string;
  readonly #temporary: string;

  constructor(spool: string, notifier: string) {
    this.#file = join(spool, 'patience', notifier);
    this.#temporary = join(spool, 'tmp', `patience-${notifier}`);
  }

  /** What is to be waited for; undefined where nothing is, or the file cannot be understood. */
  get wait(): Wait | undefined {
    try {
      const text = readBounded(this.#file, { mostBytes, links: false }).toString();
      return waitSchema.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  /** @returns false when the disk does not take it */
  save(wait: Wait): boolean {
    try {
      writeFileSync(this.#temporary, JSON.stringify(wait), { mode: 0o640 });
      renameSync(this.#temporary, this.#file);
      return true;
    } catch {
      try {
        rmSync(this.#temporary, { force: true });
      } catch {
        // A file system that takes nothing may not even remove.
      }
      return false;
    }
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }
}
