import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../../notifiers/error-text.ts';
import { OutsideError } from '../process/command-error.ts';

/** Folders below the one that is given: Graphite has one for each part of a name. */
const maxDepth = 16;
const maxFiles = 200_000;

/** A file below the folder that is given. */
export interface FoundFile {
  readonly path: string;
  /** Its path below that folder, such as `web1/memory/memory-used.rrd`. */
  readonly name: string;
}

/**
 * All files below a folder, sorted by name. Links to folders are not followed.
 *
 * @throws OutsideError when a folder cannot be read, or there are too many files
 */
export function filesBelow(folder: string): readonly FoundFile[] {
  const found: FoundFile[] = [];
  const visit = (path: string, prefix: string, depth: number): void => {
    for (const entry of entriesOf(path)) {
      const file = { path: join(path, entry.name), name: prefix + entry.name };
      if (entry.isDirectory() && depth < maxDepth) visit(file.path, `${file.name}/`, depth + 1);
      if (!entry.isFile()) continue;
      if (found.length === maxFiles)
        throw new OutsideError(`${folder}: holds more than ${maxFiles} files; give the folder of one host`);
      found.push(file);
    }
  };
  visit(folder, '', 0);
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/**
 * The first bytes of a file.
 *
 * @throws OutsideError
 */
export function headOf(file: string, maxBytes: number): Buffer {
  const bytes = Buffer.alloc(maxBytes);
  try {
    const descriptor = openSync(file, 'r');
    try {
      return bytes.subarray(0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(path: string, error: unknown): OutsideError {
  return new OutsideError(`${path}: cannot be read: ${describeError(error)}`, { cause: error });
}
