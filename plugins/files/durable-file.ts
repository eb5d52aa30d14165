import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** What is missing on a disk that is full: it passes. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * Writes a file so that even a crash of the machine leaves all of it or nothing under its name. Whether the name itself
 * survives such a crash is up to {@link syncFolder}. Where it fails it leaves nothing.
 *
 * @param temporary on the same file system, nobody else's
 * @param makeRoom on a disk that is full; returns false when it cannot (default: it never can)
 */
export function writeDurably(path: string, temporary: string, text: string, makeRoom = () => false): void {
  for (;;)
    try {
      writeSynced(temporary, text);
      return renameSync(temporary, path);
    } catch (error) {
      if (isDiskFull(error) && makeRoom()) continue;
      // Half a file would take room on a disk that is full.
      tolerate(() => rmSync(temporary, { force: true }));
      throw error;
    }
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'w', 0o640);
  try {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** For what need not succeed because something that matters more has failed already. */
function tolerate(attempt: () => void): void {
  try {
    attempt();
  } catch {
    // What failed before is what is said.
  }
}

/** Makes sure that the names in a folder, and what is no longer there, survive a crash of the machine. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
