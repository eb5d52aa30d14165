import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/**
 * Writes a file so that even a crash of the machine leaves all of it or nothing under its name. Whether the name itself
 * survives such a crash is up to {@link syncFolder}.
 *
 * @param temporary on the same file system, nobody else's
 */
export function writeDurably(path: string, temporary: string, text: string): void {
  const file = openSync(temporary, 'w', 0o640);
  try {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
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
