/** Levels that are told apart; of more, those closest to each other are dropped. */
const mostLevels = 128;

/**
 * When a series was last at or below a level, for any level, since it was last reset.
 *
 * Keeps the samples after which nothing lower came: their values increase towards now, so that a look-up is a binary
 * search. O(1) a sample on average; a climb of more than 128 levels is remembered more coarsely.
 */
export class LastBelow {
  readonly #times = new Float64Array(mostLevels);
  readonly #values = new Float64Array(mostLevels);
  #length = 0;

  reset(): void {
    this.#length = 0;
  }

  append(time: number, value: number): void {
    while (this.#length > 0 && this.#values[this.#length - 1]! >= value) this.#length--;
    if (this.#length === mostLevels) this.#thin();
    this.#times[this.#length] = time;
    this.#values[this.#length] = value;
    this.#length++;
  }

  /** The last time at or below `level`; undefined when there was none. */
  timeOf(level: number): number | undefined {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#values[middle]! <= level) low = middle + 1;
      else high = middle;
    }
    return low > 0 ? this.#times[low - 1] : undefined;
  }

  /** Drops what leaves no gap of more than a fair share of all levels behind. */
  #thin(): void {
    const last = this.#length - 1;
    const most = (this.#values[last]! - this.#values[0]!) / ((3 * mostLevels) / 8);
    let kept = 1;
    for (let i = 1; i <= last; i++) {
      if (i < last && this.#values[i + 1]! - this.#values[kept - 1]! <= most) continue;
      this.#times[kept] = this.#times[i]!;
      this.#values[kept++] = this.#values[i]!;
    }
    this.#length = kept;
  }
}
