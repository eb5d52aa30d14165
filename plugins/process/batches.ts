/** Number of things that are done at once: enough for one stream to Redis, and few promises that wait. */
export const batchSize = 256;

/**
 * Works on all items, a batch at a time.
 *
 * @returns the results in the order of the items; rejects with the first error when all have been worked on
 */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const errors: unknown[] = [];
  for (let start = 0; start < items.length; start += batchSize) {
    const batch = await Promise.allSettled(items.slice(start, start + batchSize).map(work));
    for (const one of batch) {
      if (one.status === 'fulfilled') results.push(one.value);
      else errors.push(one.reason);
    }
  }
  if (errors.length > 0) throw errors[0];
  return results;
}
