import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../files/atomic-file.ts';
import type { Spool } from './spool.ts';

/** A pause between attempts, and its reason. */
export interface Wait {
  /** Attempts in a row that failed. */
  readonly attempts: number;
  /** Epoch seconds of the first of them. */
  readonly since: number;
  /** Epoch seconds of the next attempt. */
  readonly nextTime: number;
  /** The length of the pause when it began, whatever the clock says since. */
  readonly seconds: number;
  /** Why the last attempt failed. */
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
const maxBytes = 64 * 1024;

/**
 * The time of a notifier's next attempt: a file, so that a restarted program keeps waiting instead of hammering a
 * receiver that asked for a pause. A person who removes it (`dma spool retry`) makes the notifier due at once.
 */
export class RetryState {
  readonly #spool: Spool;
  readonly #file: string;
  /** Where an older version left it; `Spool.prepare` moves it. */
  readonly #formerFile: string;
  readonly #temporary: string;

  constructor(spool: Spool, notifier: string) {
    this.#spool = spool;
    this.#formerFile = join(spool.directory, 'patience', notifier);
    this.#file = join(spool.directory, 'retry', notifier);
    this.#temporary = join(spool.directory, 'tmp', `retry-${notifier}`);
  }

  /** undefined where nothing is to be waited for, or the file is malformed. */
  get wait(): Wait | undefined {
    return this.#read(this.#file) ?? this.#read(this.#formerFile);
  }

  /** @returns false when the disk does not take it */
  save(wait: Wait): boolean {
    try {
      writeAtomically(this.#spool.disk, this.#file, this.#temporary, JSON.stringify(wait));
      return true;
    } catch {
      return false;
    }
  }

  clear(): void {
    this.#spool.disk.removeTree(this.#file);
    this.#spool.disk.removeTree(this.#formerFile);
  }

  #read(file: string): Wait | undefined {
    try {
      return waitSchema.parse(JSON.parse(this.#spool.disk.read(file, { maxBytes }).toString()));
    } catch {
      return undefined;
    }
  }
}
