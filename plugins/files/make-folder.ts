import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing, for owner and group.
 *
 * Node's own `recursive` says ENOENT where the file system is read-only.
 *
 * @throws Error what the file system says, such as EROFS, EACCES, ENOSPC; EEXIST where a file is in the way
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o750 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: 0o750 });
  }
}
