import type { Forecast } from '../forecast.ts';
import { roomAfter } from '../maths/grown-array.ts';

/** The horizons after which a realised error counts about a third. */
const memoryHorizons = 10;
/** Forecasts that wait for their time to come, in one horizon; more are thinned out. */
const maxPending = 64;
/** One more for the ends, and one for rounding. */
const ringSize = maxPending + 2;

/**
 * Compares forecasts with what came: the error that operators should expect, whether forecasts lie too high or too low,
 * and whether intervals hold what they claim. All are exponentially weighted means over the last ten horizons or so.
 */
export class Scorecard {
  readonly #horizonSeconds: number;
  /** A ring of the forecasts that wait, oldest first. */
  #dues = new Float64Array(0);
  #means = new Float64Array(0);
  #lowers = new Float64Array(0);
  #uppers = new Float64Array(0);
  #oldest = 0;
  #pending = 0;
  #previousTime = Number.NaN;
  #previousValue = Number.NaN;
  #weight = 0;
  #error = 0;
  #excess = 0;
  #covered = 0;
  #lastScored = Number.NEGATIVE_INFINITY;

  /** @param horizonSeconds how far ahead the forecasts look, above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  /** Mean absolute error, in the series' own unit; undefined before the first horizon has passed. */
  get meanAbsoluteError(): number | undefined {
    return this.#weight > 0 ? this.#error / this.#weight : undefined;
  }

  /** Mean of forecast less value, in the series' own unit: above 0, forecasts are too high; undefined as above. */
  get bias(): number | undefined {
    return this.#weight > 0 ? this.#excess / this.#weight : undefined;
  }

  /** Share of values that fell within the interval, 0 to 1; undefined as above. */
  get coverage(): number | undefined {
    return this.#weight > 0 ? this.#covered / this.#weight : undefined;
  }

  /** Takes the value that came at `time` (epoch seconds, increasing) and scores the forecasts made for before it. */
  observe(time: number, value: number): void {
    while (this.#pending > 0 && this.#dues[this.#oldest]! <= time) {
      this.#score(this.#oldest, time, value);
      this.#oldest = (this.#oldest + 1) % this.#dues.length;
      this.#pending--;
    }
    this.#previousTime = time;
    this.#previousValue = value;
  }

  /** Takes a forecast made at `time` for one horizon later. */
  expect(time: number, { mean, lower, upper }: Forecast): void {
    const due = time + this.#horizonSeconds;
    const newest = this.#dues[(this.#oldest + this.#pending - 1) % this.#dues.length]!;
    if (this.#pending > 0 && due - newest < this.#horizonSeconds / maxPending) return;
    if (this.#pending === ringSize) return;
    if (this.#pending === this.#dues.length) this.#grow();
    const slot = (this.#oldest + this.#pending) % this.#dues.length;
    this.#dues[slot] = due;
    this.#means[slot] = mean;
    this.#lowers[slot] = lower;
    this.#uppers[slot] = upper;
    this.#pending++;
  }

  /** Slow series have few forecasts that wait. */
  #grow(): void {
    const room = roomAfter(this.#pending, ringSize);
    const moved = (ring: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(room);
      for (let i = 0; i < this.#pending; i++) grown[i] = ring[(this.#oldest + i) % ring.length]!;
      return grown;
    };
    this.#dues = moved(this.#dues);
    this.#means = moved(this.#means);
    this.#lowers = moved(this.#lowers);
    this.#uppers = moved(this.#uppers);
    this.#oldest = 0;
  }

  #score(slot: number, time: number, value: number): void {
    const due = this.#dues[slot]!;
    const actual = this.#at(due, time, value);
    const excess = this.#means[slot]! - actual;
    const isCovered = actual >= this.#lowers[slot]! && actual <= this.#uppers[slot]!;
    const elapsed = Math.max(0, due - this.#lastScored);
    const fade = Math.exp(-elapsed / (memoryHorizons * this.#horizonSeconds));
    this.#lastScored = due;
    this.#weight = this.#weight * fade + 1;
    this.#error = this.#error * fade + Math.abs(excess);
    this.#excess = this.#excess * fade + excess;
    this.#covered = this.#covered * fade + (isCovered ? 1 : 0);
  }

  /** The value at `due`, between the previous sample and this one. */
  #at(due: number, time: number, value: number): number {
    const since = due - this.#previousTime;
    if (!(since > 0)) return value;
    return this.#previousValue + ((value - this.#previousValue) * since) / (time - this.#previousTime);
  }
}
