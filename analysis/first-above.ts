/** Highs that are told apart; of more, those closest to each other are dropped. */
const mostHighs = 128;

/**
 * When a series first reached a level, for any level, since it was last reset. Keeps the new highs, which increase, so
 * that a look-up is a binary search. O(1) a sample; a climb of more than 128 highs is remembered more coarsely.
 */
export class FirstAbove {
  readonly #times = new Float64Array(mostHighs);
  readonly #values = new Float64Array(mostHighs);
  #length = 0;

  reset(): void {
    this.#length = 0;
  }

  append(time: number, value: number): void {
    if (this.#length > 0 && value <= this.#values[this.#length - 1]!) return;
    if (this.#length === mostHighs) this.#thin();
    this.#times[this.#length] = time;
    this.#values[this.#length] = value;
    this.#length++;
  }

  /** The first time at or above `level`; undefined when there was none. */
  timeOf(level: number): number | undefined {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#values[middle]! < level) low = middle + 1;
      else high = middle;
    }
    return low < this.#length ? this.#times[low] : undefined;
  }

  /** Drops what leaves no gap of more than a fair share of all highs behind. */
  #thin(): void {
    const last = this.#length - 1;
    const most = (this.#values[last]! - this.#values[0]!) / ((3 * mostHighs) / 8);
    let kept = 1;
    for (let i = 1; i <= last; i++) {
      if (i < last && this.#values[i + 1]! - this.#values[kept - 1]! <= most) continue;
      this.#times[kept] = this.#times[i]!;
      this.#values[kept++] = this.#values[i]!;
    }
    this.#length = kept;
  }
}
