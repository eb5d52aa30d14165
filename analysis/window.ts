/** One measurement: epoch seconds and the value in the series' own unit. */
export interface Sample {
  readonly time: number;
  readonly value: number;
}

/**
 * The newest samples of one series, as a fit sees them.
 *
 * Times are kept relative to the newest sample, because fits on raw epoch seconds lose their digits to
 * cancellation: with 1.8e9 in every x, uncentred sums of squares give slopes of the wrong sign.
 *
 * Storage is fixed: appending moves numbers within two typed arrays and allocates nothing once the window is full.
 */
export class Window {
  /** Epoch seconds of the newest sample; NaN while empty. */
  origin = Number.NaN;
  /** Samples refused because they were not finite, or not newer than the newest one. */
  dropped = 0;

  readonly #offsets: Float64Array;
  readonly #values: Float64Array;
  #offsetsView: Float64Array;
  #valuesView: Float64Array;

  /** @param capacity how many samples are kept, at least 1 */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`a window keeps a whole number of samples, at least 1, not ${capacity}`);
    }
    // One buffer for both: each buffer takes 70 bytes besides its numbers.
    const buffer = new ArrayBuffer(2 * capacity * Float64Array.BYTES_PER_ELEMENT);
    this.#offsets = new Float64Array(buffer, 0, capacity);
    this.#values = new Float64Array(buffer, buffer.byteLength / 2, capacity);
    this.#offsetsView = this.#offsets.subarray(0, 0);
    this.#valuesView = this.#values.subarray(0, 0);
  }

  /** A window that holds exactly these samples, oldest first. */
  static of(samples: readonly Sample[]): Window {
    const window = new Window(Math.max(1, samples.length));
    for (const { time, value } of samples) window.append(time, value);
    return window;
  }

  get length(): number {
    return this.#offsetsView.length;
  }

  /** Seconds relative to the newest sample: increasing, the last one is 0. Read only. */
  get offsets(): Float64Array {
    return this.#offsetsView;
  }

  /** Finite values, beside `offsets`. Read only. */
  get values(): Float64Array {
    return this.#valuesView;
  }

  /** The newest value; NaN while empty. */
  get newest(): number {
    return this.#valuesView[this.length - 1] ?? Number.NaN;
  }

  /**
   * Takes one sample; the oldest leaves when the window is full.
   *
   * @param time epoch seconds
   * @returns false, and counts it in `dropped`, when the sample is not finite or not newer than the newest one
   */
  append(time: number, value: number): boolean {
    if (!Number.isFinite(time) || !Number.isFinite(value) || time <= this.origin) {
      this.dropped++;
      return false;
    }
    if (this.length === this.#offsets.length) {
      this.#offsets.copyWithin(0, 1);
      this.#values.copyWithin(0, 1);
    } else {
      const length = this.length + 1;
      const isFull = length === this.#offsets.length;
      // A full window needs no views, which take 104 bytes each.
      this.#offsetsView = isFull ? this.#offsets : this.#offsets.subarray(0, length);
      this.#valuesView = isFull ? this.#values : this.#values.subarray(0, length);
    }
    const last = this.length - 1;
    const shift = last === 0 ? 0 : time - this.origin;
    for (let i = 0; i < last; i++) this.#offsets[i]! -= shift;
    this.#offsets[last] = 0;
    this.#values[last] = value;
    this.origin = time;
    return true;
  }
}
