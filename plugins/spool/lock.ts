import { spawn } from 'node:child_process';
import { once } from 'node:events';
// oxlint-disable-next-line no-restricted-imports -- The lock belongs to a file that a child inherits.
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../process/logger.ts';

/** One child waits for the lock no longer than this, so that it does not stay behind should we be killed. */
const waitSeconds = 5;
/** What `flock` answers when somebody else has the lock. */
const taken = 1;

/**
 * Makes this process the only one that works on a spool, or waits until it is.
 *
 * Node.js cannot lock files, but `flock` (util-linux) can lock one that it inherits from us: the lock belongs to the open
 * file that we share, so it stays when `flock` has ended, and the kernel frees it when we end, however that happens.
 *
 * @returns frees the lock; undefined when `signal` was aborted first
 * @throws Error when the file cannot be opened, or there is no `flock`
 */
export async function lockSpool(
  directory: string,
  logger: Logger,
  signal: AbortSignal,
): Promise<(() => void) | undefined> {
  const path = join(directory, 'lock');
  const file = openSync(path, 'a', 0o640);
  try {
    let isLocked = await lock(file, ['-n'], signal);
    if (!isLocked && !signal.aborted) {
      const owner = readFileSync(path, 'utf8').trim();
      logger.info(
        `another dma deliver${owner && ` (process ${owner})`} works on ${directory}; waiting to take over from it`,
      );
      while (!isLocked && !signal.aborted) isLocked = await lock(file, ['-w', String(waitSeconds)], signal);
      if (isLocked) logger.info(`took over ${directory}`);
    }
    if (!isLocked) {
      closeSync(file);
      return undefined;
    }
    try {
      ftruncateSync(file);
      writeSync(file, `${process.pid}\n`);
    } catch {
      // Of use to people only: on a full disk they do without.
    }
    return () => closeSync(file);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** @returns whether it is locked now; false when aborted */
async function lock(file: number, options: readonly string[], signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const child = spawn('flock', ['-x', ...options, '3'], {
    stdio: ['ignore', 'ignore', 'pipe', file],
    signal,
  });
  let words = '';
  child.stderr!.on('data', (text: Buffer) => (words += text.toString()));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0) return true;
    if (code === taken || code === null) return false;
    throw new Error(`flock ended with ${code}: ${words.trim()}`);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (name === 'AbortError') return false;
    if (code === 'ENOENT')
      throw new Error('the program flock is needed (Debian: util-linux)', { cause: error });
    throw error;
  }
}
