import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why a sink is not being tried at the moment. */
export interface Wait {
  /** Attempts in a row that failed. */
  readonly attempts: number;
  /** When the first of them failed, and when the next one will be made: epoch seconds. */
  readonly since: number;
  readonly nextTime: number;
  /** Why the last one failed. */
  readonly reason: string;
  readonly message: string;
}

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
      const wait = JSON.parse(readFileSync(this.#file, 'utf8')) as Wait;
      return Number.isFinite(wait.nextTime) && Number.isFinite(wait.attempts) ? wait : undefined;
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
      return false;
    }
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }
}
