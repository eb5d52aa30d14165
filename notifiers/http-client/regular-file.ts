import { constants, open } from 'node:fs/promises';
import { failure, type Failure } from './http-request.ts';

/** A file that was read as a whole. */
export interface RegularFile {
  readonly kind: 'text';
  readonly text: string;
  /** Its permissions, as of stat. */
  readonly mode: number;
}

/** A file that could not be opened or read. */
export interface Unreadable {
  readonly kind: 'unreadable';
  /** The system's word for why, such as ENOENT. */
  readonly code: string | undefined;
  /** The same for whom the file is needed: `io`, recoverable. */
  readonly failed: Failure;
}

const maxBytes = 1024 * 1024;

/**
 * Reads a regular file of at most 1 MiB; fails with `io`, not recoverable, where it is something else. Never waits, not
 * even for the writer of a named pipe.
 *
 * @param path absolute, or relative to the working directory.
 */
export async function readRegularFile(path: string): Promise<RegularFile | Unreadable | Failure> {
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile() || stat.size > maxBytes)
        return failure('io', false, `${path} is not a regular file of at most 1 MiB`);
      return { kind: 'text', text: await file.readFile('utf8'), mode: stat.mode };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const failed = failure('io', true, `cannot read ${path}: ${code ?? 'unknown error'}`);
    return { kind: 'unreadable', code, failed };
  }
}
