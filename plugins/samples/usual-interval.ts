import { withNewest } from './tight-numbers.ts';

/** Number of gaps that the median is taken of. */
const gapsKept = 15;
/** Gaps in a row that show a new interval: two may be a hole beside a slow round. */
const agreeingGaps = 3;
/** Gaps agree when they differ by less than this share, and a new interval differs from the old one by more. */
const agreeingShare = 0.25;

/**
 * The usual seconds between the samples of one series, by their time stamps: the median of the newest gaps, which
 * ignores a hole. Three gaps that agree with each other and not with the median are a new interval at once.
 */
export class UsualInterval {
  #gaps: number[] = [];
  #newest: number | undefined;
  /** Cached until there is another gap, because it is read far more often. */
  #median: number | undefined;

  /** @param time epoch seconds of a sample, newer than those before */
  add(time: number): void {
    if (this.#newest !== undefined) this.#addGap(time - this.#newest);
    this.#newest = time;
  }

  /** Continues at `time` (epoch seconds) without a gap: the time between says nothing about the interval. */
  skipTo(time: number): void {
    this.#newest = time;
  }

  /** The usual interval; undefined before the second sample. */
  get seconds(): number | undefined {
    this.#median ??= this.#gaps.toSorted((a, b) => a - b)[Math.floor(this.#gaps.length / 2)];
    return this.#median;
  }

  /** True when there are enough gaps that a single odd one does not set the median. */
  get isSettled(): boolean {
    return this.#gaps.length >= agreeingGaps;
  }

  /** The longest of the newest `count` gaps, in seconds; 0 before the second sample. */
  longestOf(count: number): number {
    return Math.max(0, ...this.#gaps.slice(-count));
  }

  /** The shortest of the gaps kept, in seconds; 0 while there are few. */
  get shortest(): number {
    return this.isSettled ? Math.min(...this.#gaps) : 0;
  }

  #addGap(gap: number): void {
    this.#gaps = withNewest(this.#gaps, gap, gapsKept);
    this.#median = undefined;
    let [low, high] = [gap, gap];
    for (let i = Math.max(0, this.#gaps.length - agreeingGaps); i < this.#gaps.length; i++) {
      low = Math.min(low, this.#gaps[i]!);
      high = Math.max(high, this.#gaps[i]!);
    }
    if (high > low * (1 + agreeingShare)) return;
    const usual = this.seconds!;
    if (low <= usual * (1 + agreeingShare) && usual <= high * (1 + agreeingShare)) return;
    this.#gaps.splice(0, this.#gaps.length - agreeingGaps);
    this.#median = undefined;
  }
}
