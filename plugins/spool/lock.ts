import { spawn } from 'node:child_process';
import { once } from 'node:events';
// oxlint-disable-next-line no-restricted-imports -- The lock belongs to a file that a child inherits.
import { closeSync, constants, ftruncateSync, lstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isNamed } from '../files/named-file.ts';
import type { Logger } from '../process/logger.ts';

/** The wait of one child, so that none is left behind for long when this process is killed. */
const waitSeconds = 5;
/** The exit code of `flock` while another process has the lock. */
const taken = 1;

/** The right of this process to be the only one that works on a spool. */
export interface SpoolLock {
  /** True while the locked file has its name: otherwise another process can lock the file that took its place. */
  isHeld(): boolean;
  /**
   * Locks the file that has the name now; makes it if it is missing.
   *
   * @returns false when another process has it, or when aborted
   * @throws Error when the file cannot be opened
   */
  retake(signal: AbortSignal): Promise<boolean>;
  /** Frees the lock. */
  free(): void;
}

/**
 * Makes this process the only one that works on a spool; waits while there is another one.
 *
 * Node.js cannot lock files, but `flock` (util-linux) can lock one that it inherits. The lock belongs to the open file
 * that both share: it stays when `flock` has ended, and the kernel frees it when this process ends in any way.
 *
 * @returns undefined when `signal` was aborted first
 * @throws Error when the file cannot be opened, or there is no `flock`
 */
export async function lockSpool(
  directory: string,
  logger: Logger,
  signal: AbortSignal,
): Promise<SpoolLock | undefined> {
  const path = join(directory, 'lock');
  let file = await lockedFile(path, ['-n'], signal);
  if (file === undefined && !signal.aborted) {
    const owner = ownerOf(path);
    logger.info(
      `another dma deliver${owner && ` (process ${owner})`} works on ${directory}; waiting to take over from it`,
    );
    while (file === undefined && !signal.aborted)
      file = await lockedFile(path, ['-w', String(waitSeconds)], signal);
    if (file !== undefined) logger.info(`took over ${directory}`);
  }
  return file === undefined ? undefined : new FileLock(path, file);
}

class FileLock implements SpoolLock {
  readonly #path: string;
  #file: number;

  constructor(path: string, file: number) {
    this.#path = path;
    this.#file = file;
  }

  isHeld(): boolean {
    return isNamed(this.#path, this.#file, lstatSync);
  }

  async retake(signal: AbortSignal): Promise<boolean> {
    const file = await lockedFile(this.#path, ['-n'], signal);
    if (file === undefined) return false;
    this.free();
    this.#file = file;
    return true;
  }

  free(): void {
    closeSync(this.#file);
  }
}

/** Opens and locks the file of this name. @returns undefined when another process has it, or when aborted */
async function lockedFile(
  path: string,
  options: readonly string[],
  signal: AbortSignal,
): Promise<number | undefined> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
  const file = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o640);
  let isLocked = false;
  try {
    // Meanwhile the name may have gone to another file, which another process may lock as well.
    isLocked = (await lock(file, options, signal)) && isNamed(path, file, lstatSync);
    if (isLocked) sign(file);
  } finally {
    if (!isLocked) closeSync(file);
  }
  return isLocked ? file : undefined;
}

/** Writes the number of this process into the file. */
function sign(file: number): void {
  try {
    ftruncateSync(file);
    writeSync(file, `${process.pid}\n`);
  } catch {
    // Only people read it. On a full disk it is missing.
  }
}

/** The number of the process that has the lock; empty where it is not known. */
function ownerOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
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
