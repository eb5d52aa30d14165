import { withNewest } from '../../analysis/maths/tight-numbers.ts';

/** Number of gaps that the median is taken of. */
const gapsKept = 15;
/** Gaps in a row that show a new interval: two may be a hole beside a slow round. */
const agreeingGaps = 3;
/** Room to sort them. */
const sorted = new Float64Array(gapsKept);

/** Gaps agree when they differ by less than this share, and a new interval differs from the old one by more. */
const agreeingShare = 0.25;

/**
 * The usual seconds between the samples of one series, by their time stamps: the median of the newest gaps, which
 * ignores a hole. Three gaps that agree with each other and not with the median are a new interval at once.
 */
export class UsualInterval {
  #gaps: number[] = [];
  /** Epoch seconds; NaN before the first sample, as an absent number would cost an object at each. */
  #newest = Number.NaN;
  /** Cached until there is another gap, because it is read far more often. */
  #median = Number.NaN;

  /** @param time epoch seconds of a sample, newer than those before */
  add(time: number): void {
    if (!Number.isNaN(this.#newest)) this.#addGap(time - this.#newest);
    this.#newest = time;
  }

  /** Continues at `time` (epoch seconds) without a gap: the time between says nothing about the interval. */
  skipTo(time: number): void {
    this.#newest = time;
  }

  /** The usual interval; undefined before the second sample. */
  get seconds(): number | undefined {
    if (this.#gaps.length === 0) return undefined;
    if (Number.isNaN(this.#median)) this.#median = upperMedian(this.#gaps);
    return this.#median;
  }

  /** True when there are enough gaps that a single odd one does not set the median. */
  get isSettled(): boolean {
    return this.#gaps.length >= agreeingGaps;
  }

  /** The longest of the newest `count` gaps, in seconds; 0 before the second sample. */
  longestOf(count: number): number {
    return this.#longestFrom(Math.max(0, this.#gaps.length - count));
  }

  /** The shortest of the gaps kept, in seconds; 0 while there are few. */
  get shortest(): number {
    return this.isSettled ? this.#shortestFrom(0) : 0;
  }

  /** Of the gaps from this one on; Infinity without any. */
  #shortestFrom(first: number): number {
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = first; i < this.#gaps.length; i++) shortest = Math.min(shortest, this.#gaps[i]!);
    return shortest;
  }

  /** The same; 0 without any. */
  #longestFrom(first: number): number {
    let longest = 0;
    for (let i = first; i < this.#gaps.length; i++) longest = Math.max(longest, this.#gaps[i]!);
    return longest;
  }

  #addGap(gap: number): void {
    this.#gaps = withNewest(this.#gaps, gap, gapsKept);
    this.#median = Number.NaN;
    const first = Math.max(0, this.#gaps.length - agreeingGaps);
    const [low, high] = [this.#shortestFrom(first), this.#longestFrom(first)];
    if (high > low * (1 + agreeingShare)) return;
    const isNear = (seconds: number): boolean =>
      low <= seconds * (1 + agreeingShare) && seconds <= high * (1 + agreeingShare);
    // The median is between them, and costs more.
    if ((isNear(this.#shortestFrom(0)) && isNear(this.#longestFrom(0))) || isNear(this.seconds!)) return;
    this.#gaps.splice(0, this.#gaps.length - agreeingGaps);
    this.#median = Number.NaN;
  }
}

/** The median, of an even number the upper one. By insertion, as the fastest way for so few that are nearly alike. */
function upperMedian(gaps: readonly number[]): number {
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i]!;
    let place = i;
    for (; place > 0 && sorted[place - 1]! > gap; place--) sorted[place] = sorted[place - 1]!;
    sorted[place] = gap;
  }
  return sorted[Math.floor(gaps.length / 2)]!;
}
