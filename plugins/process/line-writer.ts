import type { Writable } from 'node:stream';

/** What waits at most for somebody to read it. */
const mostWaitingBytes = 64 * 1024;

/**
 * Writes lines to a stream, standard error mostly, that nobody may be reading, or not any more. That must neither end
 * nor hold up the program, nor fill its memory: lines that find no room are left out and counted, and a stream that
 * fails is not written to again.
 *
 * @param program starts the line that says how many are missing
 */
export function lineWriter(stream: Writable, program: string): (line: string) => void {
  let hasFailed = false;
  let left = 0;
  stream.on('error', () => (hasFailed = true));
  const write = (line: string): void => {
    try {
      stream.write(line);
    } catch {
      // What is written at once, such as a file, fails at once.
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
    if (stream.writableLength > mostWaitingBytes) left++;
    else write(line);
  };
}
