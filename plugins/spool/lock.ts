import { spawn } from 'node:child_process';
import { once } from 'node:events';
// oxlint-disable-next-line no-restricted-imports -- The lock belongs to a file that a child inherits.
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../process/logger.ts';

/** The wait of one child, so that none is left behind for long when this process is killed. */
const waitSeconds = 5;
/** The exit code of `flock` while another process has the lock. */
const taken = 1;

/**
 * Makes this process the only one that works on a spool; waits while there is another one.
 *
 * Node.js cannot lock files, but `flock` (util-linux) can lock one that it inherits. The lock belongs to the open file
 * that both share: it stays when `flock` has ended, and the kernel frees it when this process ends in any way.
 *
 * @returns a function that frees the lock; undefined when `signal` was aborted first
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
      // Only people read it. On a full disk it is missing.
    }
    return () => closeSync(file);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** @returns true when the lock is held; false when another process has it, or when aborted */
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
