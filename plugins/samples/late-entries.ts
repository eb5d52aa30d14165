import type { TransitionLog } from '../process/logger.ts';
import type { SampleReader } from './sample-reader.ts';
import { withOneMore } from '../../analysis/maths/tight-numbers.ts';

/** Times that differ by less are of one entry: collectd's cache has them in milliseconds. */
const sameSeconds = 0.002;

const message = 'come after newer ones, and are left out; do they take two ways, or wait in a relay?';

type Log = Pick<TransitionLog, 'subject'>;

/** No number instead would cost an object at each entry. */
const never = Number.NEGATIVE_INFINITY;
/**
 * Entries of one stretch that are remembered: of more, its end is not looked at. Of very many series, each is looked at
 * once in an hour.
 */
const maxRemembered = 16;
/**
 * Places of the times (epoch seconds) of the newest entry, of the beginning and the end of the stretch that is looked
 * at next, and of the beginning of the present stretch, before those of the entries of both.
 */
const [newest, from, to, present, firstEntry] = [0, 1, 2, 3, 4];

/**
 * Finds the entries of one series that come when newer ones have been read, and are left out because of their order.
 *
 * Each stretch of time is looked at once, one look after it was read, so an entry that comes later still is not seen.
 */
export class LateEntries {
  /** In one array, as fields that are numbers cost an object each. */
  #numbers: number[] = [never, never, never, never];
  /** Number of the entries that are of the stretch that is looked at next; those of the present one follow. */
  #ended = 0;
  #count = 0;
  #entries = 0;

  /** Number of entries that were read. */
  get readCount(): number {
    return this.#entries;
  }

  /** Epoch seconds of the newest entry that was read; -Infinity before the first. */
  get newestRead(): number {
    return this.#numbers[newest]!;
  }

  /** Number of late entries so far. */
  get count(): number {
    return this.#count;
  }

  /** An entry has been read, and used or left out for another reason. @param time epoch seconds */
  read(time: number): void {
    this.#entries++;
    // Nothing is looked for before the first look.
    if (this.#numbers[present] !== never && !this.#isFull) this.#numbers = withOneMore(this.#numbers, time);
    this.#numbers[newest] = Math.max(time, this.#numbers[newest]!);
  }

  /** Counts the entries that have come late, and logs that once a host. Rejects as the reader does. */
  async look(reader: Pick<SampleReader, 'times'>, name: string, log: Log): Promise<void> {
    const before = this.#numbers;
    const [begin, end] = [before[from]!, before[to]!];
    const until = this.#isFull ? before.at(-1)! : before[newest]!;
    const left = before.slice(firstEntry + this.#ended);
    this.#ended = left.length;
    this.#numbers = [before[newest]!, before[present]!, until, before[newest]!, ...left];
    if (begin === never || begin >= end) return;
    const times = await reader.times(name, begin, end);
    const isLate = (time: number): boolean =>
      !before.some((other, place) => place >= firstEntry && Math.abs(other - time) < sameSeconds);
    const late = times.filter(isLate).length;
    this.#count += late;
    if (late === 0) return;
    log.subject(`samples of ${name.split('/', 1)[0]!}`).failing(message, ` (${late} of ${name})`);
  }

  /** Begins anew: what has come until now is of a writer that is read otherwise. */
  restart(): void {
    this.#numbers = [this.#numbers[newest]!, never, never, never];
    this.#ended = 0;
  }

  get #isFull(): boolean {
    return this.#numbers.length - firstEntry - this.#ended >= maxRemembered;
  }
}
