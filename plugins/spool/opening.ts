import { userInfo } from 'node:os';
import { ConfigError } from '../process/config-error.ts';
import { isDiskFull } from '../files/durable-file.ts';
import { TransitionLog, type Logger } from '../process/logger.ts';
import type { SpoolLock } from './lock.ts';
import type { SpoolQueue } from './queue.ts';
import type { Spool } from './spool.ts';

const retrySeconds = 1;

/**
 * Prepares a spool and locks it for this process. Waits while another process has it and while the disk is full.
 *
 * @returns the lock; undefined when `signal` was aborted first
 * @throws ConfigError when the spool cannot be used
 */
export async function openSpool(
  spool: Spool,
  queues: readonly SpoolQueue[],
  { lock, logger, signal, now, monotonic, sleep }: OpeningParts,
): Promise<SpoolLock | undefined> {
  const log = new TransitionLog(logger, monotonic);
  let held: SpoolLock | undefined;
  while (!signal.aborted) {
    let isThere = false;
    try {
      spool.prepare();
      isThere = true;
      held ??= await lock(spool.directory, logger, signal);
      if (!held) return undefined;
      for (const queue of queues) queue.prepare();
      spool.removeAbandoned(now());
      log.subject(nameOf(spool)).recovered();
      return held;
    } catch (error) {
      // It may have been removed while the lock was waited for.
      const isGoneAgain = isThere && (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!isDiskFull(error) && !isGoneAgain) {
        held?.free();
        throw new ConfigError(refusalOf(spool, error as NodeJS.ErrnoException), { cause: error });
      }
      complainOf(spool, error, log);
      await sleep(retrySeconds, signal);
    }
  }
  held?.free();
  return undefined;
}

export interface OpeningParts {
  /** Waits for the lock of a directory; see `lockSpool`. */
  readonly lock: (directory: string, logger: Logger, signal: AbortSignal) => Promise<SpoolLock | undefined>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** Settles after that many seconds, at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Logs an error of the file system about a spool, once. Throws any other error, which is a bug.
 *
 * @param part such as `queue of http`
 */
export function complainOf(spool: Spool, error: unknown, log: TransitionLog, part?: string): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const subject = log.subject(nameOf(spool, part));
  if (isDiskFull(error))
    subject.failing('has no space left', ` (${message}); what waits is kept, make space on its disk`);
  else {
    const cure = cureOf(spool, code);
    subject.failing(`cannot be used (${code})`, `: ${message}${cure && `; ${cure}`}; trying again`);
  }
}

/** The name of a spool, or of a part of it, in the log. */
export function nameOf({ directory }: Spool, part?: string): string {
  return part === undefined ? `the spool ${directory}` : `the ${part} in the spool ${directory}`;
}

function refusalOf(spool: Spool, { code, message }: NodeJS.ErrnoException): string {
  const cure = cureOf(spool, code);
  return `spool: cannot use ${spool.directory} as ${userName()}: ${message}${cure && `; ${cure}`}`;
}

/** The cure for an error of the file system; empty where it is not known. */
function cureOf(spool: Spool, code: string | undefined): string {
  const { directory } = spool;
  if (code === 'EROFS') return 'mount its file system for writing, or set spool: to another directory';
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'remove what is in the place of that folder';
  if (code !== 'EACCES' && code !== 'EPERM') return '';
  if (isMissing(spool)) return `make it: install -d -o ${userName()} -m 750 ${directory}`;
  return `give ${directory} to this user (chown -R), or start dma deliver as the one that has it`;
}

function isMissing({ disk, directory }: Spool): boolean {
  try {
    return disk.status(directory) === undefined;
  } catch {
    return false;
  }
}

/** The user's name, or number where there is no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
