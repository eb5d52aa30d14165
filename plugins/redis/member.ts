import type { Entry } from '../samples/entry.ts';

/**
 * The members of write_redis' sorted sets: `<time %.3f>:<value>[:<value>...]`, with the score `<time %.9f>`.
 *
 * Score and member differ in precision; the score counts. An undefined value is printed as `nan` or `-nan`, an infinite
 * one as `inf` or `-inf`.
 */

/**
 * Reads one member.
 *
 * @returns undefined for a malformed member
 */
export function parseMember(member: string, score: number): Entry | undefined {
  const [time, ...texts] = member.split(':');
  if (!Number.isFinite(score) || texts.length === 0 || !isNumber(time!)) return undefined;
  const values: number[] = [];
  for (const text of texts) {
    if (isNumber(text)) values.push(Number(text));
    else if (/^-?(nan|inf)$/i.test(text)) values.push(Number.NaN);
    else return undefined;
  }
  return { time: score, values };
}

function isNumber(text: string): boolean {
  // Number also accepts texts that C does not print: 0b1, blanks around digits, an empty text.
  return /^-?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
}

const [minus, point, digit0, colon] = [45, 46, 48, 58];
/** A quotient of two whole numbers that a double holds exactly is the double nearest to it. */
const maxDigits = 15;
/** Digits of epoch seconds before the point, from 2001 to 2286, and at most behind it. */
const [wholeDigits, maxPlaces] = [10, 9];
/** Less than half of the least distance between two doubles of ten digits: 2 ** -23 seconds. */
const sureSeconds = 0.49 * 2 ** -23;
const powersOfTen = Array.from({ length: maxDigits + 1 }, (_, exponent) => 10 ** exponent);

/**
 * Reads one member as {@link parseMember} does, from the bytes of an answer of Redis: nearly all are plain decimal
 * numbers, of which no text has to be made.
 *
 * @param from place of its first byte
 * @param to the place behind its last one
 */
export function readMember(bytes: Buffer, from: number, to: number, score: number): Entry | undefined {
  const value = readPlainValue(bytes, from, to, score);
  if (!Number.isNaN(value)) return { time: score, values: [value] };
  return parseMember(bytes.toString('utf8', from, to), score);
}

/** The value of a member that is {@link readMember | read} without a text; NaN for any other one. */
export function readPlainValue(bytes: Buffer, from: number, to: number, score: number): number {
  let end = from;
  while (end < to && bytes[end] !== colon) end++;
  if (end === from || end === to || !Number.isFinite(score) || Number.isNaN(decimalAt(bytes, from, end)))
    return Number.NaN;
  return decimalAt(bytes, end + 1, to);
}

/** Reads a score from bytes as {@link readMember}; NaN where it is no number. */
export function readScore(bytes: Buffer, from: number, to: number): number {
  const seconds = secondsAt(bytes, from, to);
  if (!Number.isNaN(seconds)) return seconds;
  const decimal = decimalAt(bytes, from, to);
  if (!Number.isNaN(decimal)) return decimal;
  const text = bytes.toString('latin1', from, to);
  return text === 'inf' ? Number.POSITIVE_INFINITY : Number(text);
}

/**
 * Epoch seconds with a fraction of up to nine digits, as nearly all scores are; NaN for anything else. Redis tells 17
 * digits, so that the sum of the two parts is the nearest double to the text, unless that is near the middle of two.
 */
function secondsAt(bytes: Buffer, from: number, to: number): number {
  const places = to - from - wholeDigits - 1;
  if (places < 1 || places > maxPlaces || bytes[from + wholeDigits] !== point || bytes[from] === digit0)
    return Number.NaN;
  const whole = digitsAt(bytes, from, from + wholeDigits);
  const fraction = digitsAt(bytes, to - places, to) / powersOfTen[places]!;
  const seconds = whole + fraction;
  return Math.abs(fraction - (seconds - whole)) < sureSeconds ? seconds : Number.NaN;
}

/** A whole number; NaN where something else stands there. */
function digitsAt(bytes: Buffer, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) {
    const digit = bytes[i]! - digit0;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = 10 * number + digit;
  }
  return number;
}

/** A decimal number of at most 15 digits, such as `-12.5`; NaN for anything else. */
function decimalAt(bytes: Buffer, from: number, to: number): number {
  const isNegative = bytes[from] === minus;
  const first = isNegative ? from + 1 : from;
  let whole = 0;
  let digits = 0;
  let places = -1;
  for (let i = first; i < to; i++) {
    const byte = bytes[i]!;
    if (byte === point) {
      if (places >= 0 || digits === 0) return Number.NaN;
      places = 0;
      continue;
    }
    const digit = byte - digit0;
    if (digit < 0 || digit > 9 || ++digits > maxDigits) return Number.NaN;
    whole = 10 * whole + digit;
    if (places >= 0) places++;
  }
  if (digits === 0) return Number.NaN;
  const value = places > 0 ? whole / powersOfTen[places]! : whole;
  return isNegative ? -value : value;
}
