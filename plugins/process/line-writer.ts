import type { Writable } from 'node:stream';

/** Maximum size of the lines that wait for a reader. */
const maxWaitingBytes = 64 * 1024;

/**
 * Writes lines to a stream that may have no reader, such as standard error, without ending or blocking the program and
 * in bounded memory. Lines that find no room are dropped and counted; a stream that fails is not written to again.
 *
 * @param program starts the line that tells how many are missing
 */
export function lineWriter(stream: Writable, program: string): (line: string) => void {
  let hasFailed = false;
  let left = 0;
  stream.on('error', () => (hasFailed = true));
  const write = (line: string): void => {
    try {
      stream.write(line);
    } catch {
      // A synchronous stream, such as a file, throws.
      hasFailed = true;
    }
  };
  stream.on('drain', () => {
    if (left === 0) return;
    const lines = left;
    left = 0;
    write(
      `${program}: ${lines} ${lines === 1 ? 'line is' : 'lines are'} missing here, because nobody was reading\n`,
    );
  });
  return (line) => {
    if (hasFailed) return;
    if (stream.writableLength > maxWaitingBytes) left++;
    else write(line);
  };
}
