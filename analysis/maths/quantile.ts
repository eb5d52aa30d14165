/** A quantile of some numbers, on the straight line between its neighbours; undefined without any. */
export function quantile(numbers: readonly number[], share: number): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const index = Math.floor(position);
  const low = sorted[index];
  if (low === undefined) return undefined;
  return low + ((sorted[index + 1] ?? low) - low) * (position - index);
}
