/** The running means are over this many horizons. */
const memoryHorizons = 5;

/** The usual change and time from one point of a series to the next, as running means. O(1) a point. */
export class UsualStep {
  readonly #memorySeconds: number;
  #weight = 0;
  #seconds = 0;
  #change = 0;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#memorySeconds = memoryHorizons * horizonSeconds;
  }

  /** Seconds from point to point; 0 before there are two. */
  get seconds(): number {
    return this.#weight > 0 ? this.#seconds / this.#weight : 0;
  }

  /** The change of the value as an absolute value; 0 before there are two points. */
  get change(): number {
    return this.#weight > 0 ? this.#change / this.#weight : 0;
  }

  /** Takes one step: `seconds` above 0. */
  append(seconds: number, change: number): void {
    const fresh = 1 - Math.exp(-seconds / this.#memorySeconds);
    this.#weight += fresh * (1 - this.#weight);
    this.#seconds += fresh * (seconds - this.#seconds);
    this.#change += fresh * (Math.abs(change) - this.#change);
  }
}
