import type { Sample } from '../../analysis/window.ts';
import { UsualInterval } from './usual-interval.ts';

/** Maximum number of samples of a part that wait for the others; of more, the oldest are dropped. */
const maxWaiting = 4000;
/** The first part may be ahead by this many samples before another part counts as missing. */
const maxAheadSamples = 3;

/**
 * The sum of several series, sample by sample.
 *
 * Each sample of the sum belongs to one sample of the first part. It exists when every other part has a sample within
 * half of the first part's usual interval; its time is the latest of them. The sum depends on the samples alone and
 * not on when they arrived, so that replaying the past gives the same result.
 */
export class AlignedSum {
  readonly #queues: Sample[][];
  readonly #interval = new UsualInterval();
  /** True when the interval includes the first part's oldest waiting sample. */
  #isCounted = false;
  #lacking: number | undefined;

  /** @param parts how many series are summed up, at least 1 */
  constructor(parts: number) {
    this.#queues = Array.from({ length: parts }, () => []);
  }

  /** The number of a part that had no sample when the others had one; undefined while no part lacks one. */
  get lacking(): number | undefined {
    return this.#lacking;
  }

  /** Takes samples of one part, oldest first. */
  offer(part: number, samples: readonly Sample[]): void {
    const queue = this.#queues[part]!;
    for (const sample of samples) queue.push(sample);
    if (queue.length > maxWaiting) queue.splice(0, queue.length - maxWaiting);
  }

  /** Returns the samples of the sum that are complete, oldest first. */
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

  /** Half of the usual interval; undefined until there is a second sample. */
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
