import { totalOf, type Entry } from './entry.ts';

/** The past of a new series is asked for with its newest entry, up to this many: what a Redis of very many keeps. */
export const firstEntries = 128;

/** Asks for the newest entries of one series. */
export interface NewestQuestion {
  readonly name: string;
  /** Maximum number of them. */
  readonly count: number;
}

/**
 * The newest entries of one series, as numbers alone: while those of very many series wait to be used, objects would
 * outlive collections of garbage, which is what makes these slow. An entry has a place, by its time, from 0 on.
 */
export class PackedEntries {
  readonly #numbers: readonly number[];
  readonly #width: number;
  readonly isAll: boolean;

  /**
   * @param numbers of each entry its time (epoch seconds) and its values, the newest entry first
   * @param width numbers of each entry
   * @param isAll true when there are no other entries
   */
  constructor(numbers: readonly number[], width: number, isAll: boolean) {
    this.#numbers = numbers;
    this.#width = width;
    this.isAll = isAll;
  }

  get count(): number {
    return this.#numbers.length === 0 ? 0 : this.#numbers.length / this.#width;
  }

  /** Undefined without any. */
  get newest(): Entry | undefined {
    return this.count > 0 ? this.#entryAt(this.count - 1) : undefined;
  }

  /** True when no entry from that time on is lacking. @param time epoch seconds */
  isWholeFrom(time: number): boolean {
    return this.isAll || (this.count > 0 && this.timeAt(0) < time);
  }

  /** The place of the first entry of a time (epoch seconds) or later; {@link count} without one. */
  firstFrom(time: number): number {
    let place = this.count;
    while (place > 0 && this.timeAt(place - 1) >= time) place--;
    return place;
  }

  /** Epoch seconds of an entry. */
  timeAt(place: number): number {
    return this.#numbers[this.#first(place)]!;
  }

  /** See {@link totalOf}. */
  totalAt(place: number, dataSources: readonly number[]): number | undefined {
    // Nearly always so, and needs no list.
    if (this.#width === 2 && dataSources.length === 1 && dataSources[0] === 0)
      return this.#numbers[this.#first(place) + 1]!;
    return totalOf(this.#entryAt(place).values, dataSources);
  }

  /** Those from a time on (epoch seconds), oldest first. */
  from(time: number): Entry[] {
    const entries: Entry[] = [];
    for (let place = this.firstFrom(time); place < this.count; place++) entries.push(this.#entryAt(place));
    return entries;
  }

  #entryAt(place: number): Entry {
    const first = this.#first(place);
    return { time: this.timeAt(place), values: this.#numbers.slice(first + 1, first + this.#width) };
  }

  #first(place: number): number {
    return (this.count - 1 - place) * this.#width;
  }
}
