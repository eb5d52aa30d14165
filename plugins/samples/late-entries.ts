import type { TransitionLog } from '../process/logger.ts';
import type { SampleReader } from './sample-reader.ts';
import { withOneMore } from '../../analysis/maths/tight-numbers.ts';

/** Times that differ by less are of one entry: collectd's cache has them in milliseconds. */
const sameSeconds = 0.002;

const message = 'come after newer ones, and are left out; do they take two ways, or wait in a relay?';

type Log = Pick<TransitionLog, 'subject'>;

const none: readonly number[] = [];
/** No number instead would cost an object at each entry. */
const never = Number.NEGATIVE_INFINITY;

/**
 * Finds the entries of one series that come when newer ones have been read, and are left out because of their order.
 *
 * Each stretch of time is looked at once, one look after it was read, so an entry that comes later still is not seen.
 */
export class LateEntries {
  /** Epoch seconds of the entries that were read since the first look. */
  #read = none;
  /** Epoch seconds of the newest entry that was read, and what it was at the last look and at the one before. */
  #newest = never;
  #lastLook = never;
  #looked = never;
  #count = 0;
  #entries = 0;

  /** Number of entries that were read. */
  get readCount(): number {
    return this.#entries;
  }

  /** Epoch seconds of the newest entry that was read; -Infinity before the first. */
  get newestRead(): number {
    return this.#newest;
  }

  /** Number of late entries so far. */
  get count(): number {
    return this.#count;
  }

  /** An entry has been read, and used or left out for another reason. @param time epoch seconds */
  read(time: number): void {
    this.#entries++;
    // Nothing is looked for before the first look.
    if (this.#lastLook !== never) this.#read = withOneMore(this.#read, time);
    this.#newest = Math.max(time, this.#newest);
  }

  /** Counts the entries that have come late, and logs that once a host. Rejects as the reader does. */
  async look(reader: Pick<SampleReader, 'times'>, name: string, log: Log): Promise<void> {
    const [from, to] = [this.#looked, this.#lastLook];
    this.#looked = to;
    this.#lastLook = this.#newest;
    if (to === never) return;
    const read = this.#read;
    const left = read.filter((time) => time > to);
    this.#read = left.length > 0 ? left : none;
    if (from === never || from >= to) return;
    const times = await reader.times(name, from, to);
    const isLate = (time: number): boolean => !read.some((other) => Math.abs(other - time) < sameSeconds);
    const late = times.filter(isLate).length;
    this.#count += late;
    if (late === 0) return;
    log.subject(`samples of ${name.split('/', 1)[0]!}`).failing(message, ` (${late} of ${name})`);
  }
}
