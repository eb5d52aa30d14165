/** A value is compared with those within this share of the range, on both sides. */
const nearShare = 1 / 40;
/** A value outside the range is the rarer, the farther it is. */
const outsideWeight = 2;
/** How far outside the first value after equal ones is: by a whole range. */
const firstOutside = 40;
/** The bins of a histogram that nobody wants to be shorter. */
export const usualBins = 240;
/** Samples before there is an answer. */
const minSamples = 30;
/** Samples are forgotten by 1/e in this many seconds. */
const memorySeconds = 60 * 86_400;
/** An outlier widens the range by this factor at most: one of them must not put all other values into one bin. */
const maxWidening = 10;
/** A longer gap, in memories, makes all before it forgotten. */
const maxGap = 20;
/** The weight of the newest sample at which all weights are divided by it. */
const largestWeight = 2;
/** A bin that weighs less than this share of a sample has been forgotten. */
const forgotten = 0.01;

/**
 * The distribution of numbers over about two months: bins of equal width, which is doubled when a number does not fit.
 * O(bins / 20) a number, O(bins) when the range grows; no allocation.
 */
export class ValueHistogram {
  readonly #bins: number;
  /** The weights of the bins, from a place on. */
  readonly #numbers: Float32Array;
  readonly #from: number;
  #low = 0;
  #width = 0;
  #first = 0;
  #last = 0;
  #total = 0;
  #weight = 1;
  #time = Number.NaN;
  /** The ends of what has been seen, and is not forgotten. */
  lowest = Number.NaN;
  highest = Number.NaN;

  /**
   * @param bins a multiple of 4
   * @param numbers has room for as many from `from` on, which are 0 (default: an array of its own)
   */
  constructor(bins = usualBins, numbers: Float32Array = new Float32Array(bins), from = 0) {
    this.#bins = bins;
    this.#numbers = numbers;
    this.#from = from;
  }

  /**
   * How rare numbers near this one have been, as -log10 of a probability; NaN while there are too few.
   *
   * Equation: p = (h + 1/2) / (n + 1), h the numbers within a 40th of the range on both sides; outside the range by d
   * of these, -log10 p is larger by 2 log10(1 + d).
   */
  rareness(value: number): number {
    const { samples, lowest, highest } = this;
    if (samples < minSamples) return Number.NaN;
    const near = nearShare * (highest - lowest);
    if (near === 0 && value === lowest) return 0;
    const outside = near === 0 ? firstOutside : Math.max(0, lowest - value, value - highest) / near;
    const share = (this.#between(value - near, value + near) + 0.5) / (samples + 1);
    return outsideWeight * Math.log10(1 + outside) - Math.log10(Math.min(1, share));
  }

  /** The number of samples that are remembered. */
  get samples(): number {
    return this.#total / this.#weight;
  }

  /** Takes a sample. */
  append(time: number, value: number): void {
    if (!Number.isNaN(this.#time))
      this.#weight *= Math.exp(Math.min(maxGap, (time - this.#time) / memorySeconds));
    this.#time = time;
    if (this.#weight > largestWeight) this.#forget();
    this.#fit(value);
    const bin = this.#binOf(Math.min(this.highest, Math.max(this.lowest, value)));
    this.#numbers[this.#from + bin]! += this.#weight;
    this.#total += this.#weight;
    this.#first = Math.min(this.#first, bin);
    this.#last = Math.max(this.#last, bin);
  }

  /** The number of samples from `low` to `high`: parts of bins count in proportion. */
  #between(low: number, high: number): number {
    if (this.#width === 0) return low <= this.#low && this.#low <= high ? this.samples : 0;
    const from = Math.max(this.#first, (low - this.#low) / this.#width);
    const to = Math.min(this.#last + 1, (high - this.#low) / this.#width);
    let sum = 0;
    for (let bin = Math.floor(from); bin < to; bin++)
      sum += this.#numbers[this.#from + bin]! * (Math.min(bin + 1, to) - Math.max(bin, from));
    return sum / this.#weight;
  }

  #binOf(value: number): number {
    if (this.#width === 0) return 0;
    return Math.min(this.#bins - 1, Math.max(0, Math.floor((value - this.#low) / this.#width)));
  }

  /** Widens the range so that it holds the value, or as far as an outlier may. */
  #fit(value: number): void {
    if (Number.isNaN(this.lowest)) {
      this.lowest = this.highest = this.#low = value;
      return;
    }
    const range = this.highest - this.lowest;
    const most = range === 0 ? Number.POSITIVE_INFINITY : (maxWidening - 1) * range;
    const low = Math.max(Math.min(this.lowest, value), this.lowest - most);
    const high = Math.min(Math.max(this.highest, value), this.highest + most);
    if (low === this.lowest && high === this.highest) return;
    if (this.#width === 0) this.#begin(low, high);
    while (low < this.#low || high >= this.#low + this.#bins * this.#width) this.#double(low < this.#low);
    this.lowest = low;
    this.highest = high;
  }

  /** Until now all values were equal. */
  #begin(low: number, high: number): void {
    const total = this.#numbers[this.#from]!;
    this.#width = (high - low) / (this.#bins / 4);
    const only = this.#low;
    this.#low = only - (this.#bins / 2) * this.#width;
    this.#numbers[this.#from] = 0;
    this.#first = this.#last = this.#binOf(only);
    this.#numbers[this.#from + this.#first] = total;
  }

  /** Bins of twice the width; the new room is below, or above. */
  #double(isBelow: boolean): void {
    const weights = this.#numbers;
    const from = this.#from;
    const half = this.#bins / 2;
    if (isBelow) this.#low -= this.#bins * this.#width;
    const shift = isBelow ? half : 0;
    const pair = (i: number): number => weights[from + 2 * i]! + weights[from + 2 * i + 1]!;
    if (isBelow) for (let i = half - 1; i >= 0; i--) weights[from + i + shift] = pair(i);
    else for (let i = 0; i < half; i++) weights[from + i] = pair(i);
    weights.fill(0, from + half - shift, from + this.#bins - shift);
    this.#width *= 2;
    this.#first = (this.#first >> 1) + shift;
    this.#last = (this.#last >> 1) + shift;
  }

  #forget(): void {
    const weights = this.#numbers;
    const from = this.#from;
    this.#total = 0;
    for (let i = from; i < from + this.#bins; i++) {
      weights[i] = weights[i]! / this.#weight;
      if (weights[i]! < forgotten) weights[i] = 0;
      this.#total += weights[i]!;
    }
    this.#weight = 1;
    while (this.#first < this.#last && weights[from + this.#first] === 0) this.#first++;
    while (this.#first < this.#last && weights[from + this.#last] === 0) this.#last--;
    this.lowest = Math.max(this.lowest, this.#low + this.#first * this.#width);
    this.highest = Math.min(this.highest, this.#low + (this.#last + 1) * this.#width);
  }
}
