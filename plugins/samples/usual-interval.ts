/** Number of gaps that the median is taken of. */
const gapsKept = 15;

/** The usual seconds between the samples of one series: the median of the newest gaps, which ignores a hole. */
export class UsualInterval {
  readonly #gaps: number[] = [];
  #newest: number | undefined;
  /** Cached until there is another gap, because it is read far more often. */
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

  /** Continues at `time` (epoch seconds) without a gap: the time between says nothing about the interval. */
  skipTo(time: number): void {
    this.#newest = time;
  }

  /** The usual interval; undefined before the second sample. */
  get seconds(): number | undefined {
    this.#median ??= this.#gaps.toSorted((a, b) => a - b)[Math.floor(this.#gaps.length / 2)];
    return this.#median;
  }
}
