import { withNewest } from '../../analysis/maths/tight-numbers.ts';

/** Number of gaps that the median is taken of. */
const gapsKept = 15;
/** Gaps in a row that show a new interval: two may be a hole beside a slow round. */
const agreeingGaps = 3;
/** Places of the newest time and of the median, before the gaps, oldest first. */
const [newest, median, firstGap] = [0, 1, 2];
/** Room to sort them. */
const sorted = new Float64Array(gapsKept);

/** Gaps agree when they differ by less than this share, and a new interval differs from the old one by more. */
const agreeingShare = 0.25;

/**
 * The usual seconds between the samples of one series, by their time stamps: the median of the newest gaps, which
 * ignores a hole. Three gaps that agree with each other and not with the median are a new interval at once.
 */
export class UsualInterval {
  /**
   * In one array, as fields that are numbers cost an object each. The newest time, in epoch seconds, is NaN before the
   * first sample; so is the median until it is asked for again, which is far more often than there is another gap.
   */
  #numbers: number[] = [Number.NaN, Number.NaN];

  /** @param time epoch seconds of a sample, newer than those before */
  add(time: number): void {
    const last = this.#numbers[newest]!;
    if (!Number.isNaN(last)) this.#addGap(time - last);
    this.#numbers[newest] = time;
  }

  /** Continues at `time` (epoch seconds) without a gap: the time between says nothing about the interval. */
  skipTo(time: number): void {
    this.#numbers[newest] = time;
  }

  /** The usual interval; undefined before the second sample. */
  get seconds(): number | undefined {
    const numbers = this.#numbers;
    if (numbers.length === firstGap) return undefined;
    if (Number.isNaN(numbers[median]!)) numbers[median] = upperMedian(numbers);
    return numbers[median];
  }

  /** True when there are enough gaps that a single odd one does not set the median. */
  get isSettled(): boolean {
    return this.#numbers.length - firstGap >= agreeingGaps;
  }

  /** The longest of the newest `count` gaps, in seconds; 0 before the second sample. */
  longestOf(count: number): number {
    return this.#longestFrom(Math.max(firstGap, this.#numbers.length - count));
  }

  /** The shortest of the gaps kept, in seconds; 0 while there are few. */
  get shortest(): number {
    return this.isSettled ? this.#shortestFrom(firstGap) : 0;
  }

  /** Of the gaps from this place on; Infinity without any. */
  #shortestFrom(first: number): number {
    const numbers = this.#numbers;
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = first; i < numbers.length; i++) shortest = Math.min(shortest, numbers[i]!);
    return shortest;
  }

  /** The same; 0 without any. */
  #longestFrom(first: number): number {
    const numbers = this.#numbers;
    let longest = 0;
    for (let i = first; i < numbers.length; i++) longest = Math.max(longest, numbers[i]!);
    return longest;
  }

  #addGap(gap: number): void {
    const numbers = withNewest(this.#numbers, gap, gapsKept, firstGap);
    this.#numbers = numbers;
    numbers[median] = Number.NaN;
    const first = Math.max(firstGap, numbers.length - agreeingGaps);
    const low = this.#shortestFrom(first);
    const high = this.#longestFrom(first);
    if (high > low * (1 + agreeingShare)) return;
    // The median is between them, and costs more.
    const areAllNear =
      isNear(this.#shortestFrom(firstGap), low, high) && isNear(this.#longestFrom(firstGap), low, high);
    if (areAllNear || isNear(this.seconds!, low, high)) return;
    numbers.splice(firstGap, numbers.length - firstGap - agreeingGaps);
    numbers[median] = Number.NaN;
  }
}

/** True for a gap that agrees with those from the one to the other. */
function isNear(seconds: number, low: number, high: number): boolean {
  return low <= seconds * (1 + agreeingShare) && seconds <= high * (1 + agreeingShare);
}

/** The median of the gaps, of an even number the upper one. By insertion, as they are few and nearly alike. */
function upperMedian(numbers: readonly number[]): number {
  const count = numbers.length - firstGap;
  for (let i = 0; i < count; i++) {
    const gap = numbers[firstGap + i]!;
    let place = i;
    for (; place > 0 && sorted[place - 1]! > gap; place--) sorted[place] = sorted[place - 1]!;
    sorted[place] = gap;
  }
  return sorted[Math.floor(count / 2)]!;
}
