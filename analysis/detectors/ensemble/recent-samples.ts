/** Samples that are kept. */
export const maxRecent = 200;
/** The window spans at least this many seconds: samples that arrive more often are thinned out. */
const spanSeconds = 3600;
const spacingSeconds = spanSeconds / maxRecent;
/** Times of samples vary a little. */
const tolerance = 0.02;

/**
 * The newest samples of a series, in order and sorted, with their moments: 200 samples over an hour, or over a longer
 * time where samples are rarer than every 18 s. O(200) moves of a number a sample; no allocation.
 */
export class RecentSamples {
  /** Values, in turn, from a place on. */
  readonly #numbers: Float32Array;
  readonly #from: number;
  /** Places in the ring by value, ascending: a quarter of the room of the values. */
  readonly #order = new Uint8Array(maxRecent);
  #length = 0;
  #next = 0;
  #time = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #squares = 0;
  #deviation = Number.NaN;

  /** @param numbers has room for {@link maxRecent} of them from `from` on (default: an array of its own) */
  constructor(numbers: Float32Array = new Float32Array(maxRecent), from = 0) {
    this.#numbers = numbers;
    this.#from = from;
  }

  get length(): number {
    return this.#length;
  }

  get mean(): number {
    return this.#mean;
  }

  /** The sample standard deviation; 0 for fewer than two samples. */
  get standardDeviation(): number {
    return this.#length < 2 ? 0 : Math.sqrt(Math.max(0, this.#squares) / (this.#length - 1));
  }

  /** NaN without a sample. */
  get median(): number {
    const half = this.#length >> 1;
    return this.#length % 2 === 1 ? this.ranked(half) : (this.ranked(half - 1) + this.ranked(half)) / 2;
  }

  /** The median distance from the median; NaN without a sample. */
  get medianDeviation(): number {
    if (Number.isNaN(this.#deviation)) this.#deviation = this.#measureDeviation();
    return this.#deviation;
  }

  /** A sample by its rank: 0 is the lowest one. */
  ranked(rank: number): number {
    return this.#numbers[this.#from + this.#order[rank]!]!;
  }

  /** A sample by its age: 0 is the newest one that was kept. */
  value(age: number): number {
    return this.#numbers[this.#from + ((this.#next - 1 - age + 2 * maxRecent) % maxRecent)]!;
  }

  /** True for a sample that is due to be kept. */
  isDue(time: number): boolean {
    return time - this.#time >= spacingSeconds * (1 - tolerance);
  }

  /** Keeps a sample that is due, in place of the oldest one. @param value as `keptValue` gives it */
  append(time: number, value: number): void {
    this.#time = time;
    if (this.#length === maxRecent) this.#remove(this.#numbers[this.#from + this.#next]!);
    const rank = this.below(value);
    this.#order.copyWithin(rank + 1, rank, this.#length);
    this.#order[rank] = this.#next;
    this.#numbers[this.#from + this.#next] = value;
    this.#next = (this.#next + 1) % maxRecent;
    this.#length++;
    this.#deviation = Number.NaN;
    // A running sum of squares drifts, and a value that has left may have been far larger.
    if (this.#next === 0 || this.#length < maxRecent) this.#count();
    else this.#add(value);
  }

  /** The number of samples below a value. O(log 200). */
  below(value: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ranked(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The number of samples at or below a value. */
  upTo(value: number): number {
    let place = this.below(value);
    while (place < this.#length && this.ranked(place) === value) place++;
    return place;
  }

  #remove(value: number): void {
    // Of equal values, the one that leaves.
    const rank = this.#order.indexOf(this.#next, this.below(value));
    this.#order.copyWithin(rank, rank + 1, this.#length);
    this.#length--;
    const distance = value - this.#mean;
    this.#mean -= distance / this.#length;
    this.#squares -= distance * (value - this.#mean);
  }

  #add(value: number): void {
    const distance = value - this.#mean;
    this.#mean += distance / this.#length;
    this.#squares += distance * (value - this.#mean);
  }

  #count(): void {
    this.#mean = 0;
    this.#squares = 0;
    for (let i = 0; i < this.#length; i++) this.#mean += this.ranked(i) / this.#length;
    for (let i = 0; i < this.#length; i++) this.#squares += (this.ranked(i) - this.#mean) ** 2;
  }

  /** The values nearest to the median are taken in turn from both sides. */
  #measureDeviation(): number {
    const { median } = this;
    let above = this.below(median);
    let below = above - 1;
    let distance = Number.NaN;
    for (let taken = 0; taken <= (this.#length - 1) >> 1; taken++) {
      const down = below >= 0 ? median - this.ranked(below) : Number.POSITIVE_INFINITY;
      const up = above < this.#length ? this.ranked(above) - median : Number.POSITIVE_INFINITY;
      distance = Math.min(down, up);
      if (down <= up) below--;
      else above++;
    }
    return distance;
  }
}
