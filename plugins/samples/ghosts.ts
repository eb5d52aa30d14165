import type { SampleReader } from './sample-reader.ts';

/**
 * Entries of one series that a clock left behind when it was set back: Redis held them already, and their times are
 * later than what comes now.
 */
export class Ghosts {
  readonly #times: ReadonlySet<number>;
  readonly #newest: number;

  private constructor(times: ReadonlySet<number>, newest: number) {
    this.#times = times;
    this.#newest = newest;
  }

  /**
   * Reads the entries of each series that are later than `after` (epoch seconds). Rejects as the reader does.
   *
   * @param own epoch seconds of later ones that have come since
   */
  static async readEach(
    reader: Pick<SampleReader, 'range'>,
    names: readonly string[],
    after: number,
    own: ReadonlySet<number> = new Set(),
  ): Promise<Ghosts[]> {
    return Promise.all(names.map((name) => Ghosts.#read(reader, name, after, own)));
  }

  static async #read(
    reader: Pick<SampleReader, 'range'>,
    name: string,
    after: number,
    own: ReadonlySet<number>,
  ): Promise<Ghosts> {
    const times = new Set<number>();
    let newest = after;
    for await (const { entries } of reader.range(name, after, Number.POSITIVE_INFINITY))
      for (const { time } of entries) {
        if (own.has(time)) continue;
        times.add(time);
        newest = time;
      }
    return new Ghosts(times, newest);
  }

  /** True for the time of one of them, in epoch seconds. */
  has(time: number): boolean {
    return this.#times.has(time);
  }

  /** True when an entry of this time is newer than all of them. */
  arePast(time: number): boolean {
    return this.#newest < time;
  }
}
