import { createHash } from 'node:crypto';
import { maxPartBytes } from './identifier.ts';

/** Hexadecimal digits that tell shortened texts apart. */
const hashDigits = 8;
/** Bytes of a character in UTF-8, at most. */
const characterBytes = 3;

/**
 * Shortens a text that is too long for a part of an identifier: its beginning, a hyphen and a hash of all of it. The
 * same text has the same short form, on each machine and after each start.
 */
export function shortPart(text: string): string {
  // Nearly always so, and there are very many.
  if (characterBytes * text.length <= maxPartBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= maxPartBytes) return text;
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, hashDigits);
  const start = bytes.subarray(0, maxPartBytes - hashDigits - 1).toString();
  // A character may have been cut.
  return `${start.replace(/\uFFFD+$/, '')}-${hash}`;
}
