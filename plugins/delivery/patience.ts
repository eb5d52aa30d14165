import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readBounded } from '../files/bounded-file.ts';

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
