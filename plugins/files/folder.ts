import { dirname, join } from 'node:path';
import type { Disk } from './disk.ts';

/**
 * Makes a folder and its missing parents.
 *
 * Node's own `recursive` says ENOENT where the file system is read-only.
 *
 * @throws Error of the file system, such as EROFS, EACCES, ENOSPC; EEXIST where a file is in the way
 */
export function makeFolder(disk: Disk, path: string): void {
  try {
    disk.makeFolder(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && disk.status(path)?.isFolder) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(disk, dirname(path));
    disk.makeFolder(path);
  }
}

/** The result of an attempt; undefined where the file or folder is missing (ENOENT). */
export function unlessMissing<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Moves the entries of a folder that an older version used to its present place, and removes it. Entries that are in
 * the present place already win. Does nothing where there is no such folder.
 *
 * @throws Error of the file system
 */
export function adoptFolder(disk: Disk, former: string, present: string): void {
  if (!disk.status(former)?.isFolder) return;
  makeFolder(disk, present);
  const known = new Set(disk.list(present));
  for (const name of disk.list(former)) {
    if (known.has(name)) disk.removeTree(join(former, name));
    else disk.rename(join(former, name), join(present, name));
  }
  disk.removeFolder(former);
}
