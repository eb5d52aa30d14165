/** Number of small things after which work on very many makes a pause: some milliseconds. */
export const sliceSize = 2000;

/**
 * Work on very many things that pauses after each slice of them: at each `yield` others may do something. It is run by
 * {@link finish}, or by {@link finishInSlices}.
 */
export type SlicedWork<Result> = Generator<undefined, Result, undefined>;

/** Calls `each` with all items. */
export function* forEachInSlices<Item>(
  items: Iterable<Item>,
  each: (item: Item) => void,
): SlicedWork<undefined> {
  let count = 0;
  for (const item of items) {
    each(item);
    if (++count % sliceSize === 0) yield;
  }
}

/** The same, one after the other, where each may have to wait. */
export async function* forEachInTurn<Item>(
  items: Iterable<Item>,
  each: (item: Item) => Promise<void>,
): AsyncGenerator<undefined, void, undefined> {
  let count = 0;
  for (const item of items) {
    await each(item);
    if (++count % sliceSize === 0) yield;
  }
}

/** Does all of it at once. */
export function finish<Result>(work: SlicedWork<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** @param breathe lets others do something (default: it is done at once) */
export async function finishInSlices<Result>(
  work: SlicedWork<Result>,
  breathe?: () => Promise<void>,
): Promise<Result> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await breathe?.();
  }
}
