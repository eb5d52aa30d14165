import { dirname, relative } from 'node:path';
import type { Logger } from '../process/logger.ts';
import type { SpoolLock } from './lock.ts';
import type { SpoolQueue } from './queue.ts';
import type { Spool } from './spool.ts';

/** The time that a removal under way is given: files and folders that are made anew meanwhile would stop it. */
const settleSeconds = 0.5;

/** The parts of a spool that are looked after. */
export interface UpkeepParts {
  readonly spool: Spool;
  readonly queues: readonly SpoolQueue[];
  readonly lock: SpoolLock;
  readonly logger: Logger;
  /** Settles after that many seconds, at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The result of a look at the spool:
 *
 * - `kept`: the spool is the one of the last look; folders that were missing are there again
 * - `replaced`: the lock file was another one, and this process has locked it; its folder may be another spool
 * - `taken`: another process works on the spool that is there now
 */
export type UpkeepResult = 'kept' | 'replaced' | 'taken';

/**
 * Looks after a spool that others may empty, restore from a backup, or hide behind a volume while it is in use: makes
 * missing folders anew, and takes the lock anew. Logs each time.
 *
 * @throws Error of the file system
 */
export async function keepUp(
  { spool, queues, lock, logger, sleep }: UpkeepParts,
  signal: AbortSignal,
): Promise<UpkeepResult> {
  // Nearly always so.
  if (lock.isHeld() && spool.missing(queues).length === 0) return 'kept';
  await sleep(settleSeconds, signal);
  const missing = spool.missing(queues);
  const isHeld = lock.isHeld();
  if (isHeld && missing.length === 0) return 'kept';
  const nameOf = (path: string): string => relative(spool.directory, path);
  for (const path of missing)
    if (path !== spool.directory && spool.makeWay(path)) {
      const aside = `${nameOf(path)}.broken`;
      logger.warn(
        `the spool ${spool.directory}: what was in the place of the folder ${nameOf(path)} is now ${aside}`,
      );
    }
  spool.prepare();
  for (const queue of queues) queue.prepare();
  if (missing.length > 0) {
    const names = missing.filter((path) => !missing.includes(dirname(path))).map(nameOf);
    const what = names.includes('') ? 'was gone' : `has lost ${names.join(', ')}`;
    logger.warn(`the spool ${spool.directory} ${what}; it is made anew, and what waited there is lost`);
  }
  if (isHeld) return 'kept';
  if (!(await lock.retake(signal))) return 'taken';
  if (missing.length === 0)
    logger.warn(`the spool ${spool.directory} has got another lock file; its lock is taken anew`);
  return 'replaced';
}
