import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const mebibyte = 2 ** 20;
/** First read of a file that does not tell its size, as in /proc. */
const firstPieceBytes = 64 * 1024;

/** A refused file. The message follows the file's name, such as `is a folder`. */
export class FileRefusal extends Error {
  override name = 'FileRefusal';
  readonly isTooLong: boolean;

  constructor(message: string, isTooLong = false) {
    super(message);
    this.isTooLong = isTooLong;
  }
}

export interface ReadOptions {
  /** A longer file is refused; unread if it tells its size. */
  readonly maxBytes: number;
  /** Accepts pipes and devices too, and waits for them, as in `dma backtest /dev/stdin` (default: false). */
  readonly pipes?: boolean;
  /** Follows symlinks (default: true). */
  readonly symlinks?: boolean;
}

/**
 * Reads a file that others wrote. Never waits for the writer of a named pipe, never reads an endless file.
 *
 * @throws FileRefusal when it is not a regular file, or too long; otherwise the file system's error, such as ENOENT
 */
export function readBounded(path: string, { maxBytes, pipes = false, symlinks = true }: ReadOptions): Buffer {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const file = openSync(
    path,
    constants.O_RDONLY | (pipes ? 0 : constants.O_NONBLOCK) | (symlinks ? 0 : constants.O_NOFOLLOW),
  );
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) throw new FileRefusal('is a folder');
    if (!status.isFile() && !pipes) throw new FileRefusal('is not a regular file');
    if (status.size > maxBytes) throw tooLong(maxBytes);
    return readToEnd(file, status.size, maxBytes);
  } finally {
    closeSync(file);
  }
}

function readToEnd(file: number, size: number, maxBytes: number): Buffer {
  // One byte more shows the end of the file. A size of 0 may be untrue, as in /proc.
  let bytes = Buffer.allocUnsafe(Math.min(maxBytes, size || firstPieceBytes) + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
    if (length > maxBytes) throw tooLong(maxBytes);
    if (length === bytes.length) {
      const longer = Buffer.allocUnsafe(Math.min(2 * bytes.length, maxBytes + 1));
      bytes.copy(longer);
      bytes = longer;
    }
  }
}

function tooLong(maxBytes: number): FileRefusal {
  const most = maxBytes % mebibyte === 0 ? `${maxBytes / mebibyte} MiB` : `${maxBytes} bytes`;
  return new FileRefusal(`is longer than ${most}`, true);
}
