/** An array with one more number. It has no room for others, as an array that grows by itself has for seventeen. */
export function withOneMore(numbers: readonly number[], one: number): number[] {
  return numbers.concat(one);
}

/** The newest numbers, at most `kept` of them; `numbers` itself may have changed. */
export function withNewest(numbers: number[], newest: number, kept: number): number[] {
  if (numbers.length < kept) return withOneMore(numbers, newest);
  // Faster than copyWithin for so few.
  for (let i = 1; i < kept; i++) numbers[i - 1] = numbers[i]!;
  numbers[kept - 1] = newest;
  return numbers;
}
