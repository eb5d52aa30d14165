/** Blank numbers by their count, as far as they are needed often: a copy is ten times as fast as Array.from. */
const blanks: number[][] = [];
const maxBlanks = 64;

/**
 * A copy with `more` zeros at its end, and without room for others: an array that grows by itself has that for
 * seventeen, and the elements of one that `concat` makes may be objects, one for each number.
 */
export function withZeros(numbers: readonly number[], more: number): number[] {
  const copy = blankNumbers(numbers.length + more);
  for (let i = 0; i < copy.length; i++) copy[i] = i < numbers.length ? numbers[i]! : 0;
  return copy;
}

/** A copy with one more number, and without room for others. */
export function withOneMore(numbers: readonly number[], one: number): number[] {
  const copy = withZeros(numbers, 1);
  copy[numbers.length] = one;
  return copy;
}

/**
 * The newest numbers, at most `kept` of them; `numbers` itself may have changed.
 *
 * @param first place of the oldest of them, behind others that stay (default: 0)
 */
export function withNewest(numbers: number[], newest: number, kept: number, first = 0): number[] {
  const last = first + kept - 1;
  if (numbers.length <= last) return withOneMore(numbers, newest);
  // Faster than copyWithin for so few.
  for (let i = first; i < last; i++) numbers[i] = numbers[i + 1]!;
  numbers[last] = newest;
  return numbers;
}

/** Numbers for which there is more room when counted ones grow: room for one at a time is a copy for each. */
const moreCounted = 4;

/**
 * As {@link withNewest}, for numbers that stand behind their count.
 *
 * @param count place of their count
 */
export function withNewestCounted(numbers: number[], newest: number, kept: number, count: number): number[] {
  if (numbers[count] === kept) return withNewest(numbers, newest, kept, count + 1);
  const end = count + 1 + numbers[count]!;
  const grown = end < numbers.length ? numbers : withZeros(numbers, moreCounted);
  grown[end] = newest;
  grown[count]!++;
  return grown;
}

/** Numbers that are to be set; NaN makes room for numbers of any kind. */
function blankNumbers(length: number): number[] {
  if (length > maxBlanks) return Array.from({ length }, () => Number.NaN);
  return (blanks[length] ??= Array.from({ length }, () => Number.NaN)).slice();
}
