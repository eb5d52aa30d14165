import { countOf } from '../../notifiers/count-of.ts';
import type { Sample } from '../../analysis/window.ts';

/** A series to replay, wherever it comes from. */
export interface SeriesInput {
  /** A file or an identifier. */
  readonly name: string;
  /** Finite values, times increasing; at least one. */
  readonly samples: readonly Sample[];
  /** Lines for people: what was left out, what is not covered. */
  readonly remarks: readonly string[];
}

const complaints = {
  unreadable: 'not readable',
  undefined: 'without a number',
  repeated: 'with the time of the one before',
  disordered: 'older than the one before',
  future: 'in the future of this machine',
} as const;

/** Why a sample is not replayed. */
export type Refusal = keyof typeof complaints;

/** The number of samples refused for one reason, and the place of the first: a line, or a time. */
interface Refused {
  count: number;
  readonly first: number;
}

/** Lets through what can be replayed, a series in the order of time, and counts the rest. */
export class SampleGate {
  readonly samples: Sample[] = [];
  readonly #refused = new Map<Refusal, Refused>();
  readonly #latest: number;

  /** @param latest epoch seconds; what is later is refused (default: nothing is) */
  constructor(latest = Number.POSITIVE_INFINITY) {
    this.#latest = latest;
  }

  /** @param where the line or the time to name, should this be the first one to be refused */
  take(time: number, value: number, where: number): void {
    const newest = this.samples.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
    if (!Number.isFinite(time) || !Number.isFinite(value)) this.refuse('undefined', where);
    else if (time > this.#latest) this.refuse('future', where);
    else if (time === newest) this.refuse('repeated', where);
    else if (time < newest) this.refuse('disordered', where);
    else this.samples.push({ time, value });
  }

  refuse(reason: Refusal, where: number): void {
    const refused = this.#refused.get(reason);
    if (refused) refused.count++;
    else this.#refused.set(reason, { count: 1, first: where });
  }

  /**
   * Describes the refused samples in one line.
   *
   * @param place names a line or a time
   * @returns undefined when nothing was
   */
  describe(place: (where: number) => string): string | undefined {
    const parts = [...this.#refused].map(
      ([reason, { count, first }]) => `${count} ${complaints[reason]} (the first: ${place(first)})`,
    );
    if (parts.length === 0) return undefined;
    const count = [...this.#refused.values()].reduce((sum, refused) => sum + refused.count, 0);
    const total = count + this.samples.length;
    const advice = this.#refused.has('disordered') ? '; sort by time to have them replayed' : '';
    return `${count} of ${countOf(total, 'sample')} ${count === 1 ? 'is' : 'are'} left out: ${parts.join(', ')}${advice}`;
  }
}
