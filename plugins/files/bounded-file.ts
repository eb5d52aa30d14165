import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const mebibyte = 2 ** 20;
/** The first piece of what does not say how long it is. */
const firstPieceBytes = 64 * 1024;

/** Says in a few words, to stand behind the name of a file, why its content is not taken. */
export class FileRefusal extends Error {
  override name = 'FileRefusal';
}

export interface BoundedFileOptions {
  /** What is longer is refused, unread where its length is known before. */
  readonly mostBytes: number;
  /** Whether a pipe or a device will do as well, as in `dma backtest /dev/stdin`; one waits for it (default: false). */
  readonly pipes?: boolean;
  /** Whether the name may be a link (default: true). */
  readonly links?: boolean;
}

/**
 * Reads a file whose size others decide: neither a named pipe without a writer nor a file without end stops us.
 *
 * @throws FileRefusal when it is no regular file, or too long; else what the file system says, such as ENOENT
 */
export function readBounded(
  path: string,
  { mostBytes, pipes = false, links = true }: BoundedFileOptions,
): Buffer {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const file = openSync(
    path,
    constants.O_RDONLY | (pipes ? 0 : constants.O_NONBLOCK) | (links ? 0 : constants.O_NOFOLLOW),
  );
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) throw new FileRefusal('is a folder');
    if (!status.isFile() && !pipes) throw new FileRefusal('is not a regular file');
    if (status.size > mostBytes) throw tooLong(mostBytes);
    return readToEnd(file, status.size, mostBytes);
  } finally {
    closeSync(file);
  }
}

function readToEnd(file: number, size: number, mostBytes: number): Buffer {
  // One byte more, to see that the end has come; what says 0 bytes may have some, as in /proc.
  let bytes = Buffer.allocUnsafe(Math.min(mostBytes, size || firstPieceBytes) + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
    if (length > mostBytes) throw tooLong(mostBytes);
    if (length === bytes.length) {
      const longer = Buffer.allocUnsafe(Math.min(2 * bytes.length, mostBytes + 1));
      bytes.copy(longer);
      bytes = longer;
    }
  }
}

function tooLong(mostBytes: number): FileRefusal {
  const most = mostBytes % mebibyte === 0 ? `${mostBytes / mebibyte} MiB` : `${mostBytes} bytes`;
  return new FileRefusal(`is longer than ${most}`);
}
