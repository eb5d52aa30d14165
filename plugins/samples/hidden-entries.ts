import type { SampleReader } from './sample-reader.ts';

type Times = Pick<SampleReader, 'times'>;

/** Entries may be this late, in seconds, or dated by a clock that is behind by as much. */
const maxBehindSeconds = 300;

/** The entries of one series behind the newest one that was read, at the last look. */
interface Behind {
  /** Epoch seconds of the newest one. */
  readonly newest: number;
  /** Epoch seconds after which they are counted. */
  readonly from: number;
  readonly count: number;
}

/**
 * Counts the entries that come behind one from the future, which hides them: only entries newer than the newest one are
 * read.
 */
export class HiddenEntries {
  /** By name of the series. */
  readonly #behind = new Map<string, Behind>();
  #count = 0;

  /** Number of hidden entries so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Counts those that have come since the last look. Rejects as the reader does.
   *
   * @param newest epoch seconds of the newest entry that was read, by series
   * @param future epoch seconds from which on an entry is from the future
   */
  async look(
    reader: Times,
    names: readonly string[],
    newest: readonly number[],
    future: number,
  ): Promise<void> {
    await Promise.all(names.map((name, place) => this.#lookAt(reader, name, newest[place]!, future)));
  }

  async #lookAt(reader: Times, name: string, newest: number, future: number): Promise<void> {
    const known = this.#behind.get(name);
    // Our clock may have been set back since.
    const before = known?.newest === newest && known.from < future ? known : undefined;
    if (newest < future) return void this.#behind.delete(name);
    const from = before?.from ?? future - maxBehindSeconds;
    const { length: count } = await reader.times(name, from, newest);
    this.#behind.set(name, { newest, from, count });
    if (before) this.#count += Math.max(0, count - before.count);
  }
}
