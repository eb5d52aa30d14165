/** Shares of an error that go into level and season, and of one of the level into its trend. */
const alpha = 0.05;
const beta = 0.02;
const gamma = 0.3;
/** An error counts up to this many standard deviations: one outlier must not change a profile. */
const maxDeviations = 10;
/** The largest number of a profile. */
const largest = 3e38;
/** A trend fades within about this many bins. */
const damping = 0.95;

/**
 * The additive method of Holt and Winters over one period, cut into bins: the mean of each bin corrects level, trend
 * and the bin's own share, and the first period is taken as it is.
 *
 * Equations: e = y - (L + T + S_i); L' = L + T + a e, T' = phi (T + a b e), S_i' = S_i + g e.
 * Source: Winters (1960), Forecasting sales by exponentially weighted moving averages, Management Science 6; for the
 * damped trend, Gardner and McKenzie (1985), Management Science 31; for the bounded errors, Gelper, Fried and Croux
 * (2010), Robust forecasting with exponential and Holt-Winters smoothing, Journal of Forecasting 29. O(1) a sample.
 */
export class SeasonProfile {
  readonly #periodSeconds: number;
  readonly #bins: number;
  /** Relative to the first value, so that small changes of large values are kept. */
  readonly #numbers: Float32Array;
  readonly #from: number;
  #base = Number.NaN;
  #bin = -1;
  /** Bins that have been completed. */
  #completed = 0;
  #sum = 0;
  #squares = 0;
  #count = 0;
  #level = 0;
  #trend = 0;
  #variance = 0;

  /** @param numbers has room for the bins from `from` on (default: an array of its own) */
  constructor(periodSeconds: number, bins: number, numbers: Float32Array = new Float32Array(bins), from = 0) {
    this.#periodSeconds = periodSeconds;
    this.#bins = bins;
    this.#numbers = numbers.fill(Number.NaN, from, from + bins);
    this.#from = from;
  }

  /** True when a whole period has been seen, and errors of some of the next one. */
  get isLearnt(): boolean {
    return this.#completed >= 1.1 * this.#bins;
  }

  /** The variance of the values around the profile, over about the last period. */
  get variance(): number {
    return this.#variance;
  }

  /**
   * The distance of a value from those that are expected about now, below 0 for a lower one: of the present bin and its
   * neighbours, because a job of each day does not start at the same second. 0 among them, and where none is known.
   */
  residual(time: number, value: number): number {
    const bin = this.#binOf(time);
    const place = value - this.#base - this.#level - this.#trend;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let near = bin - 1; near <= bin + 1; near++) {
      const expected = this.#numbers[this.#from + ((near + this.#bins) % this.#bins)]!;
      if (Number.isNaN(expected)) continue;
      lowest = Math.min(lowest, expected);
      highest = Math.max(highest, expected);
    }
    if (lowest > highest) return 0;
    return place > highest ? place - highest : Math.min(0, place - lowest);
  }

  /** Takes a sample. */
  append(time: number, value: number): void {
    if (Number.isNaN(this.#base)) this.#base = value;
    const bin = this.#binOf(time);
    if (bin !== this.#bin) {
      this.#complete();
      this.#bin = bin;
    }
    const place = value - this.#base;
    const expected = this.#numbers[this.#from + bin]!;
    if (Number.isNaN(expected)) this.#sum += place;
    else {
      const mean = this.#level + this.#trend + expected;
      const most = this.isLearnt ? maxDeviations * Math.sqrt(this.#variance) : largest;
      const error = Math.min(most, Math.max(-most, place - mean));
      this.#sum += mean + error;
      this.#squares += error ** 2;
    }
    this.#count++;
  }

  #binOf(time: number): number {
    const phase = (time / this.#periodSeconds) % 1;
    return Math.min(this.#bins - 1, Math.floor((phase < 0 ? phase + 1 : phase) * this.#bins));
  }

  #complete(): void {
    if (this.#count === 0) return;
    const mean = this.#sum / this.#count;
    const bin = this.#bin;
    const expected = this.#numbers[this.#from + bin]!;
    if (Number.isNaN(expected))
      this.#numbers[this.#from + bin] = Math.min(largest, Math.max(-largest, mean - this.#level));
    else {
      const error = mean - this.#level - this.#trend - expected;
      this.#level += this.#trend + alpha * error;
      this.#trend = damping * (this.#trend + alpha * beta * error);
      this.#numbers[this.#from + bin] = expected + gamma * error;
      const known = Math.max(1, this.#completed - this.#bins + 1);
      const share = Math.max(1 / this.#bins, 1 / known);
      this.#variance += share * (this.#squares / this.#count - this.#variance);
    }
    this.#completed++;
    this.#sum = 0;
    this.#squares = 0;
    this.#count = 0;
  }
}
