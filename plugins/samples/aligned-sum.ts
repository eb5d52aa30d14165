import type { Sample } from '../../analysis/window.ts';
import { UsualInterval } from './usual-interval.ts';

/** Samples of a part that wait for the others, at most; of more, the oldest ones are left out. */
const maxWaiting = 4000;
/** The first part may be ahead by so many samples before another part counts as missing. */
const maxAheadSamples = 3;

/**
 * The sum of several series, sample by sample.
 *
 * A sample of the sum belongs to one of the first part: it exists when every other part has a sample within half of the
 * first part's usual interval, and has the time of the latest of them. Where a part has none there is no sum. What comes
 * out depends on the samples alone and not on when each of them arrived, so that replaying the past gives the same.
 */
export class AlignedSum {
  readonly #queues: Sample[][];
  readonly #interval = new UsualInterval();
  /** Whether the interval knows of the first part's oldest waiting sample. */
  #isCounted = false;
  #lacking: number | undefined;

  /** @param parts how many series are summed up, at least 1 */
  constructor(parts: number) {
    this.#queues = Array.from({ length: parts }, () => []);
  }

  /** The number of a part that had no sample when the others had one; undefined while all is well. */
  get lacking(): number | undefined {
    return this.#lacking;
  }

  /** Takes samples of one part, oldest first. */
  offer(part: number, samples: readonly Sample[]): void {
    const queue = this.#queues[part]!;
    for (const sample of samples) queue.push(sample);
    if (queue.length > maxWaiting) queue.splice(0, queue.length - maxWaiting);
  }

  /** The samples of the sum that are complete by now, oldest first. */
  take(): Sample[] {
    const sums: Sample[] = [];
    const [leads, ...others] = this.#queues;
    for (;;) {
      const lead = leads![0];
      if (!lead) return sums;
      const slackSeconds = this.#slackSeconds(lead, leads![1]);
      if (slackSeconds === undefined) return sums;
      const found = findAll(others, lead.time, slackSeconds);
      if (found.kind === 'waits') {
        if (leads!.length > maxAheadSamples) this.#lacking = found.part + 1;
        return sums;
      }
      leads!.shift();
      this.#isCounted = false;
      if (found.kind === 'lacks') {
        this.#lacking = found.part + 1;
        continue;
      }
      this.#lacking = undefined;
      let { time, value } = lead;
      for (const queue of others) {
        const sample = queue.shift()!;
        time = Math.max(time, sample.time);
        value += sample.value;
      }
      sums.push({ time, value });
    }
  }

  /** Half of the usual interval; the very first sample waits for the second one to know it. */
  #slackSeconds(lead: Sample, next: Sample | undefined): number | undefined {
    if (!this.#isCounted) this.#interval.add(lead.time);
    this.#isCounted = true;
    const interval = this.#interval.seconds ?? (next && next.time - lead.time);
    return interval === undefined ? undefined : interval / 2;
  }
}

type Search = { readonly kind: 'all' } | { readonly kind: 'waits' | 'lacks'; readonly part: number };

/** Moves each queue to its first sample near `time`. */
function findAll(queues: readonly Sample[][], time: number, slackSeconds: number): Search {
  let waiting: number | undefined;
  for (const [part, queue] of queues.entries()) {
    while (queue.length > 0 && queue[0]!.time < time - slackSeconds) queue.shift();
    if (queue.length === 0) waiting ??= part;
    else if (queue[0]!.time > time + slackSeconds) return { kind: 'lacks', part };
  }
  return waiting === undefined ? { kind: 'all' } : { kind: 'waits', part: waiting };
}
