import { fstatSync, statSync, type Stats } from 'node:fs';

/**
 * True when an open file or folder still has this name. While it is open, no other one can get its inode.
 * False also where the name cannot be looked at.
 *
 * @param statusOf looks at the name (default: follows symlinks)
 */
export function isNamed(
  path: string,
  descriptor: number,
  statusOf: (path: string) => Stats = statSync,
): boolean {
  try {
    const named = statusOf(path);
    const { dev, ino } = fstatSync(descriptor);
    return named.dev === dev && named.ino === ino;
  } catch {
    return false;
  }
}
