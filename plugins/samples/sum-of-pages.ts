import type { Sample } from '../../analysis/window.ts';
import type { AlignedSum } from './aligned-sum.ts';
import type { Entries } from './sample-reader.ts';

/**
 * Adds up the pasts of several series that come in pages, in step with each other, so that no part has to wait for
 * long. Throws as the pages do.
 *
 * @param pages of each part
 * @param newestTime epoch seconds of the newest entry of a part that was read
 * @param samplesOf takes a page of a part, and moves its cursor
 */
export async function* sumOfPages(
  sum: AlignedSum,
  pages: readonly AsyncGenerator<Entries, void, undefined>[],
  newestTime: (part: number) => number,
  samplesOf: (part: number, page: Entries) => Sample[],
): AsyncGenerator<Sample[]> {
  const [lead, ...others] = pages;
  const behind = new Map(others.map((its, index) => [index + 1, its]));
  for await (const page of lead!) {
    sum.offer(0, samplesOf(0, page));
    const sums = sum.take();
    for (;;) {
      const part = furthestBehind(behind.keys(), newestTime);
      if (part === undefined) break;
      const further = await behind.get(part)!.next();
      if (further.done) behind.delete(part);
      else {
        sum.offer(part, samplesOf(part, further.value));
        sums.push(...sum.take());
      }
    }
    yield sums;
  }
}

/** The part that is furthest behind the first one; undefined when all have caught up. */
function furthestBehind(parts: Iterable<number>, newestTime: (part: number) => number): number | undefined {
  let furthest: number | undefined;
  for (const part of parts) if (newestTime(part) < newestTime(furthest ?? 0)) furthest = part;
  return furthest;
}
