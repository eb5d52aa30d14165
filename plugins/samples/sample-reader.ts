import type { Entry } from './entry.ts';
import type { PackedEntries, NewestQuestion } from './packed-entries.ts';
import { IdentifierError } from '../collectd/identifier.ts';
import type { TransitionLog } from '../process/logger.ts';
import { ProtocolError } from '../collectd/text-protocol.ts';

/** Entries of one series, and its malformed members. */
export interface Entries {
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** Malformed members, as they are in Redis. */
  readonly malformed: readonly string[];
}

/** Maximum number of entries read at once; of more, the oldest are left out. */
export const maxEntries = 2000;

/** A series whose newest entry is older than that of its siblings by this many seconds is no longer written. */
export const endedSeconds = 300;

/** One series cannot be read although Redis works: its key holds something else, or lacks the data source. */
export class SeriesError extends Error {
  override name = 'SeriesError';
}

/** The error as the fault of one series. @throws any other error, which is a bug or the fault of the store */
export function seriesFault(error: unknown): SeriesError {
  if (error instanceof SeriesError) return error;
  if (error instanceof IdentifierError || error instanceof ProtocolError)
    return new SeriesError(error.message, { cause: error });
  throw error;
}

/**
 * The store cannot be read now: there is no connection, it was lost, or the store refuses a command. The outside world
 * is at fault, and the next round tries again.
 */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** Asks for entries of one series; see {@link SampleReader.after}. */
export interface Question {
  readonly name: string;
  readonly time: number;
  readonly count: number;
  readonly until?: number | undefined;
  /** Number of the newest ones that are left out (default: none). */
  readonly skip?: number;
}

/** Asks for the entries of one series from `from` to `to` (epoch seconds, both included). */
export interface PastQuestion {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Entries, or the reason why they cannot be read: the fault of the series, or of the store. */
export type Answer = Entries | SeriesError | StoreError;

/** @throws the fault of the series, or of the store */
export function pageOf(answer: Answer): Entries {
  if (answer instanceof Error) throw answer;
  return answer;
}

/** True for the name of a series that somebody wants. */
export type IsWanted = (name: string) => boolean;

/**
 * A store of samples: Redis, or a substitute. Methods reject with {@link SeriesError} when one series is at fault, and
 * with {@link StoreError} when the store cannot be read. Any other error is a bug.
 */
export interface SampleReader {
  /**
   * The names of all series; undefined when that cannot be known now.
   *
   * @param isWanted false for a name that is left out (default: all are wanted)
   */
  names(isWanted?: IsWanted): Promise<string[] | undefined>;

  /** False when the store itself could not be read at the last {@link names}: others may be missing (default: true). */
  readonly areNamesWhole?: boolean;

  /** False while neither the store nor what stands in for it can be read: silence says nothing then (default: true). */
  readonly isReadable?: boolean;

  /** Entries newer than `time` and not newer than `until` (epoch seconds), oldest first; the newest `count` of them. */
  after(name: string, time: number, count: number, until?: number): Promise<Entries>;

  /** Answers as many {@link after} do, in the order of the questions. Rejects when nothing can be read. */
  afterEach(questions: readonly Question[]): Promise<readonly Answer[]>;

  /**
   * The newest entries of many series, at least one of each, in the order of the questions; undefined for one that has
   * to be asked for by {@link newestEntry}.
   */
  newestEach(questions: readonly NewestQuestion[]): Promise<readonly (PackedEntries | undefined)[]>;

  /** Entries of {@link newestEach} are used, and not asked for again. @param from epoch seconds of the first one */
  noteUsed?(name: string, entries: PackedEntries, from: number): void;

  /**
   * A series that was not asked for before this had nothing due until then.
   *
   * @param until monotonic seconds, the end of the last round
   */
  quietUntil?(until: number): void;

  /** Entries from `from` to `to` (epoch seconds, both included), oldest first and in pages. */
  range(name: string, from: number, to: number): AsyncGenerator<Entries, void, undefined>;

  /**
   * The same of many series, in the order of the questions; undefined for one that has to be asked for by
   * {@link range}, because there is too much of it, or something is wrong.
   */
  pastEach(questions: readonly PastQuestion[]): Promise<readonly (PackedEntries | undefined)[]>;

  /** Times of the entries after `from` and up to `to` (epoch seconds), oldest first. */
  times(name: string, from: number, to: number): Promise<readonly number[]>;

  /** The newest entry that is not newer than `until` (epoch seconds); undefined when there is no such entry. */
  newestEntry(name: string, until?: number): Promise<Entry | undefined>;
}

/** Keeps the fault of one series from stopping the others: it is logged once, and the series is left out. */
export class SeriesIsolation {
  readonly #log: TransitionLog;

  constructor(log: TransitionLog) {
    this.#log = log;
  }

  /**
   * @param onFault is called with the reason when the series itself is at fault
   * @returns undefined when the series itself is at fault; rejects with any other error
   */
  async run<Result>(
    name: string,
    work: () => Promise<Result>,
    onFault?: (problem: string) => void,
  ): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#say(name, error, onFault);
      return undefined;
    }
  }

  /** As {@link run}, for work that is done at once; throws any other error. */
  runNow<Result>(name: string, work: () => Result, onFault?: (problem: string) => void): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.#say(name, error, onFault);
      return undefined;
    }
  }

  /** @throws an error that is not the fault of the series */
  #say(name: string, error: unknown, onFault: ((problem: string) => void) | undefined): void {
    const { message } = seriesFault(error);
    this.#log.subject(`the series ${JSON.stringify(name)}`, name).failing(`cannot be predicted: ${message}`);
    onFault?.(message);
  }
}
