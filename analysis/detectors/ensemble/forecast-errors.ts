/** Forecasts are made this often, and their errors remembered for this many horizons. */
const perHorizon = 6;
const memoryHorizons = 20;
/** Errors that are kept. */
export const maxErrors = perHorizon * memoryHorizons;
/** The share of errors beyond the usual ones, on each side. */
const usualTail = 0.05;
/** Times of samples are rounded. */
const tolerance = 1e-6;

const sorted = new Float32Array(maxErrors);

/**
 * How wrong forecasts of one series have been one horizon later: the last 120 errors, six a horizon. A smaller relative
 * of `ConformalInterval`, which keeps doubles and gives an interval. O(1) a sample; O(120) for each question.
 */
export class ForecastErrors {
  readonly #horizonSeconds: number;
  readonly #numbers: Float32Array;
  readonly #from: number;
  /** Forecasts that are not due: epoch seconds and mean of each. So few numbers take less than in a typed array. */
  readonly #pending = Array<number>(2 * (perHorizon + 1)).fill(0);
  #pendingEnd = 0;
  #previousTime = Number.NaN;
  #previousValue = 0;
  #askedTime = Number.NEGATIVE_INFINITY;
  /** Errors so far, those among them that are forgotten. */
  count = 0;

  /** @param numbers has room for {@link maxErrors} from `from` on */
  constructor(horizonSeconds: number, numbers: Float32Array, from: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#numbers = numbers;
    this.#from = from;
  }

  /** The newest error: what came, less what was expected a horizon before; NaN before the first. */
  get newest(): number {
    return this.count === 0 ? Number.NaN : this.#numbers[this.#from + ((this.count - 1) % maxErrors)]!;
  }

  /** True when it is time for another forecast after the newest sample. */
  get isDue(): boolean {
    return this.#previousTime - this.#askedTime >= this.#horizonSeconds / perHorizon - tolerance;
  }

  /** Takes a sample. @returns true when a forecast was due by now */
  observe(time: number, value: number): boolean {
    const pending = this.#pending;
    let past = 0;
    while (past < this.#pendingEnd && pending[past]! <= time) {
      const share = (pending[past]! - this.#previousTime) / (time - this.#previousTime);
      const actual = this.#previousValue + share * (value - this.#previousValue);
      this.#numbers[this.#from + (this.count++ % maxErrors)] = actual - pending[past + 1]!;
      past += 2;
    }
    pending.copyWithin(0, past, this.#pendingEnd);
    this.#pendingEnd -= past;
    this.#previousTime = time;
    this.#previousValue = value;
    return past > 0;
  }

  /** Takes a forecast from the newest sample for one horizon later. */
  expect(mean: number): void {
    this.#askedTime = this.#previousTime;
    if (this.#pendingEnd === this.#pending.length) return;
    this.#pending[this.#pendingEnd++] = this.#previousTime + this.#horizonSeconds;
    this.#pending[this.#pendingEnd++] = mean;
  }

  /** The share of errors at or above this one (1), or at or below it (-1), between 0 and 1. */
  shareBeyond(error: number, side: 1 | -1): number {
    const known = Math.min(this.count, maxErrors);
    let beyond = 0;
    for (let i = 0; i < known; i++) if (side * (this.#numbers[this.#from + i]! - error) >= 0) beyond++;
    return beyond / (known + 1);
  }

  /** The end of the usual errors on a side, at least 0: a twentieth is beyond it. */
  usualEnd(side: 1 | -1): number {
    const known = Math.min(this.count, maxErrors);
    const errors = sorted.subarray(0, known);
    for (let i = 0; i < known; i++) errors[i] = this.#numbers[this.#from + i]!;
    errors.sort();
    const cut = Math.ceil(usualTail * known);
    return Math.max(0, side > 0 ? errors[known - 1 - cut]! : -errors[cut]!);
  }
}
