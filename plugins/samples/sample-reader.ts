import { IdentifierError } from '../collectd/identifier.ts';
import type { TransitionLog } from '../process/logger.ts';
import { ProtocolError } from '../collectd/text-protocol.ts';

/** One entry of a series: its time and one number a data source, NaN where collectd had none, or an infinite one. */
export interface Entry {
  /** Epoch seconds. */
  readonly time: number;
  readonly values: readonly number[];
}

/** Entries of one series, and the members that were none. */
export interface Entries {
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** Members that could not be read, as they are in Redis. */
  readonly malformed: readonly string[];
}

/** Entries that are read at once, at most; of more, the oldest ones are left out. */
export const maxEntries = 2000;

/** One series cannot be predicted, while Redis is well: its key holds something else, or not what is asked for. */
export class SeriesError extends Error {
  override name = 'SeriesError';
}

/** Where samples are read: Redis, or what stands in for it. Methods reject with {@link SeriesError} for what is wrong with one series, else with the store's own error. */
export interface SampleReader {
  /** The names of all series; undefined when that cannot be known now. */
  names(): Promise<string[] | undefined>;

  /** Entries newer than `time` and not newer than `until` (epoch seconds), oldest first; the newest `count` of them. */
  after(name: string, time: number, count: number, until?: number): Promise<Entries>;

  /** Entries from `from` to `to` (epoch seconds, both included), oldest first and in pages. */
  range(name: string, from: number, to: number): AsyncGenerator<Entries, void, undefined>;

  /** Undefined when there is none. */
  newestEntry(name: string): Promise<Entry | undefined>;
}

/** What is wrong with one series must not stop the others: it is said once, and the series is left out. */
export class SeriesIsolation {
  readonly #log: TransitionLog;

  constructor(log: TransitionLog) {
    this.#log = log;
  }

  /** @returns undefined when the series itself is at fault; rejects with any other error */
  async run<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      const isOwnFault =
        error instanceof SeriesError || error instanceof IdentifierError || error instanceof ProtocolError;
      if (!isOwnFault) throw error;
      this.#log
        .subject(`the series ${JSON.stringify(name)}`)
        .failing(`cannot be predicted: ${error.message}`);
      return undefined;
    }
  }
}
