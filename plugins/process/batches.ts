/** Number of things that are done at once: enough for one stream to Redis, and few promises that wait. */
export const batchSize = 256;

/** Parts the items into batches, each when it is asked for. */
export function* batchesOf<Item>(items: Iterable<Item>): Generator<readonly Item[], void, undefined> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

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
  for (const batch of batchesOf(items)) {
    for (const one of await Promise.allSettled(batch.map(work))) {
      if (one.status === 'fulfilled') results.push(one.value);
      else errors.push(one.reason);
    }
  }
  if (errors.length > 0) throw errors[0];
  return results;
}

/**
 * Gives each item with the answer to what is asked of it. The next one is asked of before this one is worked on: who
 * answers works meanwhile. Rejects as `ask` does.
 */
export async function* askingAhead<Item, Answer>(
  items: Iterable<Item>,
  ask: (item: Item) => Promise<Answer>,
): AsyncGenerator<readonly [Item, Answer], void, undefined> {
  let before: { readonly item: Item; readonly answer: Promise<Answer> } | undefined;
  for (const item of items) {
    const answer = ask(item);
    // Who takes it gets the error.
    answer.catch(() => undefined);
    if (before) yield [before.item, await before.answer];
    before = { item, answer };
  }
  if (before) yield [before.item, await before.answer];
}
