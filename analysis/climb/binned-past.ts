/**
 * The recent past of a series in pieces of equal time: closed bins by their mean time and mean value, and the first
 * sample of the open one as the last point. Sums over any stretch of points are differences of running sums.
 *
 * A series that is sampled more slowly than the bins are long has one point a sample. O(1) a sample, no allocation.
 */
export class BinnedPast {
  readonly #binSeconds: number;
  readonly #kept: number;
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  /** Before each point, the sum of the times and of the values of those before it. */
  readonly #timeSums: Float64Array;
  readonly #valueSums: Float64Array;
  #origin = 0;
  #length = 0;
  #bin = Number.NaN;
  #count = 0;
  #timeSum = 0;
  #valueSum = 0;

  /**
   * @param binSeconds above 0
   * @param kept points that are kept at least
   */
  constructor(binSeconds: number, kept: number) {
    this.#binSeconds = binSeconds;
    this.#kept = kept;
    const capacity = 2 * kept;
    this.#times = new Float64Array(capacity);
    this.#values = new Float64Array(capacity);
    this.#timeSums = new Float64Array(capacity + 1);
    this.#valueSums = new Float64Array(capacity + 1);
  }

  /** Points, that of the open bin included. */
  get length(): number {
    return this.#length;
  }

  /**
   * Takes one finite sample that is newer than the last one.
   *
   * @returns whether it begins a new bin, and so became the newest point
   */
  append(time: number, value: number): boolean {
    const bin = Math.floor(time / this.#binSeconds + 1e-9);
    if (bin === this.#bin) {
      this.#count++;
      this.#timeSum += time - this.#origin;
      this.#valueSum += value;
      return false;
    }
    if (this.#length === 0) this.#origin = time;
    else this.#closeBin();
    if (this.#length === this.#times.length) this.#forget();
    this.#bin = bin;
    this.#count = 1;
    this.#timeSum = time - this.#origin;
    this.#valueSum = value;
    this.#set(this.#length++, this.#timeSum, value);
    return true;
  }

  /** Seconds between the oldest and the newest point. */
  get spanSeconds(): number {
    return this.#length > 0 ? this.#times[this.#length - 1]! - this.#times[0]! : 0;
  }

  /** The oldest point that is at most `seconds` older than the newest one, as its index. */
  firstWithin(seconds: number): number {
    const newest = this.#times[this.#length - 1]!;
    let low = 0;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (newest - this.#times[middle]! <= seconds) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Mean time of the points from `from` up to but without `to`, in seconds since some moment. */
  meanTime(from: number, to: number): number {
    return (this.#timeSums[to]! - this.#timeSums[from]!) / (to - from);
  }

  /** Mean value of the points from `from` up to but without `to`. */
  meanValue(from: number, to: number): number {
    return (this.#valueSums[to]! - this.#valueSums[from]!) / (to - from);
  }

  /** The newest point gives way to the mean of its bin. */
  #closeBin(): void {
    this.#set(this.#length - 1, this.#timeSum / this.#count, this.#valueSum / this.#count);
  }

  #set(index: number, time: number, value: number): void {
    this.#times[index] = time;
    this.#values[index] = value;
    this.#timeSums[index + 1] = this.#timeSums[index]! + time;
    this.#valueSums[index + 1] = this.#valueSums[index]! + value;
  }

  /** Drops the older half; times and sums start anew, so that neither grows without end. */
  #forget(): void {
    const from = this.#length - this.#kept;
    const shift = this.#times[from]!;
    this.#length = 0;
    this.#origin += shift;
    for (let i = 0; i < this.#kept; i++) {
      this.#set(this.#length++, this.#times[from + i]! - shift, this.#values[from + i]!);
    }
  }
}

/**
 * Cuts the points of a past, from one of them to the newest, into blocks of as equal numbers as can be, and averages
 * each.
 *
 * @param from index of the first point
 * @param maxBlocks no more blocks than this, and than there are points
 * @param times is filled with the mean time of each block
 * @param values is filled with the mean value of each
 * @returns how many blocks there are
 */
export function averageBlocks(
  past: BinnedPast,
  from: number,
  maxBlocks: number,
  times: Float64Array,
  values: Float64Array,
): number {
  const points = past.length - from;
  const blocks = Math.min(maxBlocks, points);
  for (let block = 0; block < blocks; block++) {
    const start = from + Math.floor((block * points) / blocks);
    const end = from + Math.floor(((block + 1) * points) / blocks);
    times[block] = past.meanTime(start, end);
    values[block] = past.meanValue(start, end);
  }
  return blocks;
}
