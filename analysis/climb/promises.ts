/** Promises that are remembered; of more, every other one of the older ones is forgotten, so that the past fades. */
const mostPromises = 256;
/** A promise is kept when this share of what was needed has come. */
const keptShare = 0.8;
/** What is believed before there is a record: two of three were kept. */
const prior = { kept: 2, made: 3 };

/**
 * The record of a trend's own promises: "at this slope that much will have been added within the time". Says how many
 * of those that were made in a similar alert context, and promised as much, were kept.
 *
 * O(1) a promise, O(256) to ask; no allocation.
 */
export class Promises {
  readonly #seconds: number;
  readonly #dueSeconds: number;
  readonly #times = new Float64Array(mostPromises);
  readonly #values = new Float64Array(mostPromises);
  readonly #rises = new Float64Array(mostPromises);
  readonly #highs = new Float64Array(mostPromises);
  readonly #weights = new Float64Array(mostPromises);
  #length = 0;
  /** Promises before this one are past their time. */
  #open = 0;

  /**
   * @param seconds time within which what is promised has to come
   * @param dueSeconds age from which a promise counts, at most `seconds`
   */
  constructor(seconds: number, dueSeconds: number) {
    this.#seconds = seconds;
    this.#dueSeconds = dueSeconds;
  }

  /** Takes one point, before anything is promised at it. */
  observe(time: number, value: number): void {
    while (this.#open < this.#length && time - this.#times[this.#open]! > this.#seconds) this.#open++;
    for (let i = this.#open; i < this.#length; i++) if (value > this.#highs[i]!) this.#highs[i] = value;
  }

  /**
   * @param rise what is to come within the time, above 0
   * @param weight how much this promise counts beside others, above 0
   */
  make(time: number, value: number, rise: number, weight: number): void {
    if (this.#length === mostPromises) this.#thin();
    const i = this.#length++;
    this.#times[i] = time;
    this.#values[i] = value;
    this.#rises[i] = rise;
    this.#highs[i] = Number.NEGATIVE_INFINITY;
    this.#weights[i] = weight;
  }

  /** The share of promises of at least `need`, made near `value`, that were kept; two thirds without a record. */
  keptShare(time: number, value: number, need: number): number {
    let kept = prior.kept;
    let made = prior.made;
    for (let i = 0; i < this.#length && time - this.#times[i]! >= this.#dueSeconds; i++) {
      if (this.#rises[i]! < need) continue;
      const distance = (value - this.#values[i]!) / (need / 2);
      const weight = this.#weights[i]! / (1 + distance * distance);
      made += weight;
      // What was made nearer to the limit has kept it when the limit was reached.
      const asked = Math.min(need, value + need - this.#values[i]!);
      if (this.#highs[i]! - this.#values[i]! >= keptShare * asked) kept += weight;
    }
    return kept / made;
  }

  /** Forgets every other one of the older ones that are past their time, or the oldest one. */
  #thin(): void {
    const thinned = Math.min(this.#open, mostPromises / 2) >> 1;
    const removed = Math.max(thinned, 1);
    for (let i = 0; i < this.#length - removed; i++) {
      const from = i < thinned ? 2 * i + 1 : i + removed;
      this.#times[i] = this.#times[from]!;
      this.#values[i] = this.#values[from]!;
      this.#rises[i] = this.#rises[from]!;
      this.#highs[i] = this.#highs[from]!;
      this.#weights[i] = this.#weights[from]!;
    }
    this.#length -= removed;
    this.#open = Math.max(0, this.#open - removed);
  }
}
