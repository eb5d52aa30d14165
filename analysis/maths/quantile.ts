/** A quantile of some numbers, on the straight line between its neighbours; undefined without any. */
export function quantile(numbers: readonly number[], share: number): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const index = Math.floor(position);
  const low = sorted[index];
  if (low === undefined) return undefined;
  return low + ((sorted[index + 1] ?? low) - low) * (position - index);
}

/**
 * The median of the first `count` numbers, which are reordered; NaN for an empty list or when a number is NaN.
 *
 * Source: Hoare (1961), Algorithm 65: Find, Communications of the ACM 4. O(count) on average, no allocation.
 */
export function medianInPlace(numbers: Float64Array, count: number): number {
  if (count === 0) return Number.NaN;
  for (let i = 0; i < count; i++) if (Number.isNaN(numbers[i]!)) return Number.NaN;
  const middle = count >> 1;
  partitionAt(numbers, count, middle);
  const upper = numbers[middle]!;
  if (count % 2 === 1) return upper;
  let lower = numbers[0]!;
  for (let i = 1; i < middle; i++) lower = Math.max(lower, numbers[i]!);
  return lower / 2 + upper / 2;
}

/** Reorders until nothing before `wanted` is above it and nothing after it below. */
function partitionAt(numbers: Float64Array, count: number, wanted: number): void {
  let first = 0;
  let last = count - 1;
  while (first < last) {
    const pivot = numbers[(first + last) >> 1]!;
    let left = first;
    let right = last;
    while (left <= right) {
      while (numbers[left]! < pivot) left++;
      while (numbers[right]! > pivot) right--;
      if (left > right) break;
      const moved = numbers[left]!;
      numbers[left++] = numbers[right]!;
      numbers[right--] = moved;
    }
    if (wanted <= right) last = right;
    else if (wanted >= left) first = left;
    else return;
  }
}
