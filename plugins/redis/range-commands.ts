import type { RangeQuestion } from './range-replies.ts';

const [lineFeed, carriageReturn, dollar, point, open, digit0] = [10, 13, 36, 46, 40, 48];
const maxAscii = 127;
/** Bytes of a command without its key and its own numbers, and of the longest number, with lengths and line ends. */
const [fixedBytes, numberBytes] = [140, 40];
/** Bytes of a character in UTF-8, at most. */
const characterBytes = 3;

/** Seconds in this range have ten digits before the point, and seven behind it tell each double from the next one. */
const [minSeconds, maxSeconds] = [2 ** 30, 2 ** 31];
const [wholeDigits, decimalDigits] = [10, 7];
const decimals = 10 ** decimalDigits;

const begin = Buffer.from(`*10\r\n${bulks('ZRANGE')}`);
const middle = bulks('BYSCORE', 'REV', 'LIMIT');
const end = bulks('WITHSCORES');

/**
 * Commands `ZRANGE key to from BYSCORE REV LIMIT skip count WITHSCORES`, by Redis' protocol. There are very many, so
 * they are written as bytes, and no text is made for one.
 */
export function rangeCommands(questions: readonly RangeQuestion[]): Buffer {
  let room = 0;
  for (const { prefix, name } of questions)
    room += fixedBytes + 4 * numberBytes + characterBytes * (prefix.length + name.length);
  const bytes = Buffer.allocUnsafeSlow(room);
  let [at, limits] = [0, Buffer.alloc(0)];
  let [lastSkip, lastCount] = [-1, -1];
  for (const { prefix, name, from, isFromLeftOut = false, to, count, skip = 0 } of questions) {
    // They are nearly always the same.
    if (skip !== lastSkip || count !== lastCount) {
      limits = Buffer.from(middle + bulks(String(skip), String(count)) + end);
      [lastSkip, lastCount] = [skip, count];
    }
    at = putBytes(bytes, at, begin);
    at = putText(bytes, at, prefix, name);
    at = putScore(bytes, at, to, false);
    at = putScore(bytes, at, from, isFromLeftOut);
    at = putBytes(bytes, at, limits);
  }
  return bytes.subarray(0, at);
}

/** Texts with their lengths before them. */
export function bulks(...words: readonly string[]): string {
  return words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('');
}

function putBytes(bytes: Buffer, at: number, some: Buffer): number {
  // Faster than `set` for so few.
  for (let i = 0; i < some.length; i++) bytes[at + i] = some[i]!;
  return at + some.length;
}

/** Two texts as one: to join them would make another one. */
function putText(bytes: Buffer, start: number, first: string, second = ''): number {
  const at = putLength(bytes, start, first.length + second.length);
  // In UTF-8 it has more bytes than characters.
  if (!putAscii(bytes, at, first) || !putAscii(bytes, at + first.length, second))
    return start + bytes.write(bulks(first + second), start);
  return putLineEnd(bytes, at + first.length + second.length);
}

/** False for a text that has other characters as well. */
function putAscii(bytes: Buffer, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > maxAscii) return false;
    bytes[at + i] = code;
  }
  return true;
}

/** A bound of the score, exactly. @param isLeftOut true for one that is not within the range itself */
function putScore(bytes: Buffer, start: number, score: number, isLeftOut: boolean): number {
  if (!(score >= minSeconds && score < maxSeconds))
    return putText(bytes, start, (isLeftOut ? '(' : '') + scoreText(score));
  const length = wholeDigits + 1 + decimalDigits;
  let at = putLength(bytes, start, isLeftOut ? length + 1 : length);
  if (isLeftOut) bytes[at++] = open;
  const whole = Math.floor(score);
  at = putDigits(bytes, at, whole, wholeDigits);
  bytes[at++] = point;
  at = putDigits(bytes, at, Math.round((score - whole) * decimals), decimalDigits);
  return putLineEnd(bytes, at);
}

function scoreText(score: number): string {
  if (score === Number.POSITIVE_INFINITY) return '+inf';
  return score === Number.NEGATIVE_INFINITY ? '-inf' : String(score);
}

/** @param length below 1000, or any */
function putLength(bytes: Buffer, start: number, length: number): number {
  let at = start;
  bytes[at++] = dollar;
  at = putDigits(bytes, at, length, length < 10 ? 1 : length < 100 ? 2 : String(length).length);
  return putLineEnd(bytes, at);
}

function putDigits(bytes: Buffer, at: number, number: number, digits: number): number {
  let left = number;
  for (let i = at + digits - 1; i >= at; i--) {
    const next = Math.floor(left / 10);
    bytes[i] = digit0 + left - 10 * next;
    left = next;
  }
  return at + digits;
}

function putLineEnd(bytes: Buffer, at: number): number {
  bytes[at] = carriageReturn;
  bytes[at + 1] = lineFeed;
  return at + 2;
}
