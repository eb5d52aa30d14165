import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Disk } from './disk.ts';
import { tolerate } from './durable-file.ts';

/** Parts are joined up to this many characters per write. */
const batchLength = 2 ** 18;

/**
 * Replaces a small file in one step: readers see the old content or the new one. Nothing is synced, so this is for
 * files that may be lost with the machine. A failed write leaves the old content.
 *
 * @param temporary on the same file system, used by nobody else
 */
export function writeAtomically(disk: Disk, path: string, temporary: string, text: string): void {
  try {
    disk.write(temporary, text);
    disk.rename(temporary, path);
  } catch (error) {
    tolerate(() => disk.removeTree(temporary));
    throw error;
  }
}

/**
 * Resolves the path to write: through a symlink, so that the link itself survives.
 *
 * @throws Error that says in a few words why the file cannot be written, such as for a folder or a device
 */
export function writtenPath(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) {
    if (lstatSync(file, { throwIfNoEntry: false })) throw new Error('it is a link to what is not there');
    return file;
  }
  if (status.isDirectory()) throw new Error('it is a folder; name a file');
  if (!status.isFile()) throw new Error('it is no regular file; name another one');
  return realpathSync(file);
}

/**
 * Replaces a large file step by step: readers see the old content until the last step. Ending early, or a part that
 * throws, leaves the old content and no temporary file.
 *
 * @param mode regardless of the umask (default: 0666 less the umask)
 * @throws Error that says in a few words why it cannot be written
 */
export function* writingAtomically(
  file: string,
  parts: Iterable<string>,
  mode?: number,
): Generator<void, void> {
  const path = writtenPath(file);
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}`);
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      if (mode !== undefined) fchmodSync(descriptor, mode);
      for (const batch of batchesOf(parts)) {
        const bytes = Buffer.from(batch);
        for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
        yield;
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function* batchesOf(parts: Iterable<string>): Generator<string, void> {
  let batch = '';
  for (const part of parts) {
    batch += part;
    if (batch.length < batchLength) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}
