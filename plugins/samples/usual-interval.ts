/** How many of the newest gaps have a say. */
const gapsKept = 15;

/** The usual seconds between the samples of one series: the median of the newest gaps, so that a hole does not count. */
export class UsualInterval {
  readonly #gaps: number[] = [];
  #newest: number | undefined;
  /** The median of the gaps, until there is another gap: it is asked for far more often. */
  #median: number | undefined;

  /** @param time epoch seconds of a sample, newer than those before */
  add(time: number): void {
    if (this.#newest !== undefined) {
      if (this.#gaps.length === gapsKept) this.#gaps.shift();
      this.#gaps.push(time - this.#newest);
      this.#median = undefined;
    }
    this.#newest = time;
  }

  /** Undefined before the second sample. */
  get seconds(): number | undefined {
    this.#median ??= this.#gaps.toSorted((a, b) => a - b)[Math.floor(this.#gaps.length / 2)];
    return this.#median;
  }
}
