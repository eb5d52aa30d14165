import type { Forecast } from './forecast.ts';

/** How many horizons back a realised error still counts about a third. */
const memoryHorizons = 10;
/** Forecasts that wait for their time to come, at most; more are thinned out. */
const mostPending = 64;

interface Pending {
  readonly due: number;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Compares forecasts with what came: the error that operators should expect, and whether intervals hold what they
 * claim. Both are exponentially weighted means over the last ten horizons or so.
 */
export class Scorecard {
  readonly #horizonSeconds: number;
  readonly #pending: Pending[] = [];
  #previous: { time: number; value: number } | undefined;
  #weight = 0;
  #error = 0;
  #covered = 0;
  #lastScored = Number.NEGATIVE_INFINITY;

  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  /** Mean absolute error, in the series' own unit; undefined before the first horizon has passed. */
  get meanAbsoluteError(): number | undefined {
    return this.#weight > 0 ? this.#error / this.#weight : undefined;
  }

  /** Share of values that fell within the interval, 0 to 1; undefined before the first horizon has passed. */
  get coverage(): number | undefined {
    return this.#weight > 0 ? this.#covered / this.#weight : undefined;
  }

  /** Takes the value that came at `time` (epoch seconds, increasing) and scores the forecasts made for before it. */
  observe(time: number, value: number): void {
    while (this.#pending.length > 0 && this.#pending[0]!.due <= time) {
      this.#score(this.#pending.shift()!, time, value);
    }
    this.#previous = { time, value };
  }

  /** Takes a forecast made at `time` for one horizon later. */
  expect(time: number, { mean, lower, upper }: Forecast): void {
    const due = time + this.#horizonSeconds;
    const newest = this.#pending.at(-1);
    if (newest && due - newest.due < this.#horizonSeconds / mostPending) return;
    this.#pending.push({ due, mean, lower, upper });
  }

  #score({ due, mean, lower, upper }: Pending, time: number, value: number): void {
    const actual = this.#at(due, time, value);
    const elapsed = Math.max(0, due - this.#lastScored);
    const fade = Math.exp(-elapsed / (memoryHorizons * this.#horizonSeconds));
    this.#lastScored = due;
    this.#weight = this.#weight * fade + 1;
    this.#error = this.#error * fade + Math.abs(actual - mean);
    this.#covered = this.#covered * fade + (actual >= lower && actual <= upper ? 1 : 0);
  }

  /** The value at `due`, between the previous sample and this one. */
  #at(due: number, time: number, value: number): number {
    const previous = this.#previous;
    if (!previous || due <= previous.time) return value;
    return previous.value + ((value - previous.value) * (due - previous.time)) / (time - previous.time);
  }
}
