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

/** Parts are put together to so many characters before they are written. */
const batchLength = 2 ** 18;

/**
 * Where a file is in truth that is to be written: a link to one stays a link. What is there already has to be a regular
 * file, as it will be replaced.
 *
 * @throws Error that says in a few words why it cannot be written
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
 * Writes a file, step by step, that is there as a whole or not at all: whoever reads at the same time sees the old one or
 * the new one. Nothing is left of it when the steps are ended early, or one of them throws.
 *
 * @param mode whatever the umask is (default: what the umask leaves of 0666)
 * @throws Error that says in a few words why it cannot be written
 */
export function* writingWhole(file: string, parts: Iterable<string>, mode?: number): Generator<void, void> {
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
