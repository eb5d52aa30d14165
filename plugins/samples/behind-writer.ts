import type { Front } from './behind-seen.ts';
import type { Entry } from './entry.ts';
import type { Question } from './sample-reader.ts';

/** Entries are known this far ahead of the writer, in seconds and in its intervals, before it comes there. */
const [aheadSeconds, aheadIntervals] = [60, 6];
/** Maximum number of entries between two looks, of all writers. */
const maxCount = 2000;

/**
 * Reads the entries of a writer whose clock is behind that of another one of the same series. The other one has written
 * where it comes, and those entries are known before: what else is there is of this writer.
 */
export class BehindWriter {
  readonly #name: string;
  readonly #intervalSeconds: number;
  readonly #aheadSeconds: number;
  /** Epoch seconds of its newest entry. */
  #newest: number;
  /** Epoch seconds up to which the entries of others are known. */
  #until: number;
  /** Epoch seconds less monotonic ones. */
  readonly #offset: number;
  /** Epoch seconds of the entries of others, after its newest one. */
  #others: readonly number[];

  /** @param known epoch seconds of all entries when its newest one was seen, oldest first */
  constructor(name: string, { newest, at, intervalSeconds }: Omit<Front, 'times'>, known: readonly number[]) {
    this.#name = name;
    this.#newest = newest;
    this.#others = known.filter((time) => time > newest);
    this.#until = known.at(-1) ?? newest;
    this.#offset = newest - at;
    this.#intervalSeconds = intervalSeconds;
    this.#aheadSeconds = Math.max(aheadSeconds, aheadIntervals * intervalSeconds);
  }

  /** Epoch seconds of its newest entry. */
  get newest(): number {
    return this.#newest;
  }

  /** Asks for what has come. @param now monotonic seconds @param end epoch seconds of the newest entry of another */
  ask(now: number, end: number): Question {
    const until = Math.min(end, Math.max(this.#newest, this.#offset + now) + this.#aheadSeconds);
    return { name: this.#name, time: this.#newest, count: maxCount, until };
  }

  /** Takes the answer, oldest first, and returns its entries. @param until of the question */
  take(entries: readonly Entry[], until: number): readonly Entry[] {
    const others = new Set(this.#others);
    const own = entries.filter(({ time }) => time <= this.#until && !others.has(time));
    this.#newest = own.at(-1)?.time ?? this.#newest;
    this.#others = entries.map(({ time }) => time).filter((time) => time > this.#newest);
    this.#until = Math.max(this.#newest, until);
    return own;
  }

  /** The least seconds between one of its entries and one of another writer, where it comes next. */
  get roomSeconds(): number {
    let room = this.#intervalSeconds;
    for (const time of this.#others) {
      const steps = (time - this.#newest) / this.#intervalSeconds;
      room = Math.min(room, Math.abs(steps - Math.round(steps)) * this.#intervalSeconds);
    }
    return room;
  }
}
