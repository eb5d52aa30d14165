import { tooFewSamples, type Abstention } from '../../analysis/forecast.ts';

/** Number of the newest changes that are looked at. */
const maxChanges = 32;
/** A counter falls when it starts over, which is rarer than this among these changes. */
const minFalls = 2;
/** After this many rises the values are surely counts. */
const certainRises = 10;

/** `unknown` while the values may be counts or rates. */
export type CounterKind = 'rate' | 'count' | 'unknown';

/**
 * Tells whether the values of a counter are rates, or counts that write_redis stores as they are (`StoreRates false`).
 *
 * Counts are whole and rise. A rate has a fraction, because no two reads are a whole interval apart, or falls again.
 */
export class RawCounter {
  /** True for a rise. */
  #changes: boolean[] = [];
  #last: number | undefined;
  #hasFraction = false;

  /** Takes the next value. Returns true when it is a rate. */
  observe(value: number): boolean {
    if (!Number.isInteger(value)) {
      this.#hasFraction = true;
      this.#changes = [];
    } else if (this.#last !== undefined && value !== this.#last) {
      this.#changes.push(value > this.#last);
      if (this.#changes.length > maxChanges) this.#changes.shift();
    }
    this.#last = value;
    return this.kind === 'rate';
  }

  /** The reason why a value is no rate; undefined for rates, and before the first change. */
  get abstention(): Abstention | undefined {
    const { kind } = this;
    if (kind === 'rate' || this.#changes.length === 0) return undefined;
    if (kind === 'count') return { kind: 'abstention', reason: 'raw-counter' };
    return tooFewSamples(this.#changes.length, certainRises);
  }

  get kind(): CounterKind {
    const rises = this.#changes.filter(Boolean).length;
    const falls = this.#changes.length - rises;
    if (falls >= minFalls) return 'rate';
    // Counts that replace rates are noticed as soon as they are certain.
    if (rises >= certainRises) return 'count';
    return this.#hasFraction || this.#last === 0 ? 'rate' : 'unknown';
  }
}
