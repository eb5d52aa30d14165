import type { Writable } from 'node:stream';

/** Characters that are written at once. */
const chunkLength = 65_536;

/**
 * Writes lines no faster than they are read, so that a long replay into a slow pipe holds little in memory. Ends early
 * when the reader has gone away.
 */
export async function writeLines(stream: Writable, lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < chunkLength) continue;
    if (!(await write(stream, chunk))) return;
    chunk = '';
  }
  if (chunk !== '') await write(stream, chunk);
}

/**
 * The same for parts that have to be waited for.
 *
 * @returns false when the reader has gone away; rejects as `parts` does
 */
export async function writeParts(stream: Writable, parts: AsyncIterable<string>): Promise<boolean> {
  for await (const part of parts) if (!(await write(stream, part))) return false;
  return true;
}

function write(stream: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    stream.write(text, (error) => resolve(!error));
  });
}
