import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { formatGetval, parseGetval, parseListval } from '../collectd/text-protocol.ts';
import { CollectdError, type Reply, type UnixsockClient } from '../collectd/unixsock.ts';
import type { Entry } from './entry.ts';

/** The part of a client of collectd's socket that is needed. */
export type CacheCommands = Pick<UnixsockClient, 'command'>;

export interface CollectdCacheParts {
  readonly client: CacheCommands;
  readonly log: TransitionLog;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** Seconds before a cache that did not answer is asked again, because callers wait for the answer. */
const silenceSeconds = 10;

/** Maximum age in seconds of a list that dates a value: an older one is asked for again. */
const datedSeconds = 0.5;

/** collectd rounds times to milliseconds, Redis has them in full: a value may be this much older or newer. */
const timeSlackSeconds = 0.0005;

/**
 * collectd's own cache of the newest value of each series, which it holds even when its write plugins fail. Read
 * through the unixsock plugin by `LISTVAL` and `GETVAL`, which prints seven digits.
 *
 * Does not reject when collectd cannot be asked: that is logged once, and the answer is undefined.
 */
export class CollectdCache {
  readonly #parts: CollectdCacheParts;
  readonly #subject: LogSubject;
  #listed: Promise<ReadonlyMap<string, number> | undefined> | undefined;
  #listedAt = Number.NEGATIVE_INFINITY;
  #isSilent = false;

  constructor(parts: CollectdCacheParts) {
    this.#parts = parts;
    this.#subject = parts.log.subject("collectd's cache");
  }

  /** True when collectd did not answer the last time. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /**
   * The names of all series that collectd has a value of; undefined when it cannot be asked.
   *
   * @param oldestSeconds maximum age of a cached answer
   */
  async names(oldestSeconds: number): Promise<string[] | undefined> {
    const times = await this.times(oldestSeconds);
    return times && [...times.keys()];
  }

  /**
   * @param time epoch seconds
   * @param oldestSeconds maximum age of the cached list of series
   * @returns the newest value; undefined unless it is newer than `time`
   */
  async newestAfter(name: string, time: number, oldestSeconds: number): Promise<Entry | undefined> {
    const isNew = (listed: number | undefined): boolean =>
      listed !== undefined && listed - timeSlackSeconds > time;
    if (!isNew((await this.times(oldestSeconds))?.get(name))) return undefined;
    // GETVAL tells the present value, but not its time: an older list would date it back.
    const newest = (await this.times(Math.min(oldestSeconds, datedSeconds)))?.get(name);
    if (newest === undefined || !isNew(newest)) return undefined;
    const reply = await this.#ask(formatGetval(name));
    // The series may have gone since it was listed.
    if (!reply || reply.code <= 0) return undefined;
    // Not earlier than its time in Redis, should it arrive there as well.
    return { time: newest + timeSlackSeconds, values: parseGetval(reply.lines) };
  }

  /**
   * Epoch seconds of each series' newest value; undefined when collectd cannot be asked.
   *
   * @param oldestSeconds maximum age of a cached answer
   */
  times(oldestSeconds: number): Promise<ReadonlyMap<string, number> | undefined> {
    const { monotonic } = this.#parts;
    const longEnough = this.#isSilent ? Math.max(oldestSeconds, silenceSeconds) : oldestSeconds;
    if (!this.#listed || monotonic() - this.#listedAt >= longEnough) {
      this.#listedAt = monotonic();
      const listed = this.#ask('LISTVAL').then((reply) => {
        // A later question may have been answered before this one failed.
        if (this.#listed === listed) {
          this.#isSilent = reply === undefined;
          // A collectd that hangs is noticed only after a timeout.
          if (this.#isSilent) this.#listedAt = monotonic();
        }
        return reply && parseListval(reply.lines);
      });
      this.#listed = listed;
    }
    return this.#listed;
  }

  async #ask(command: string): Promise<Reply | undefined> {
    const { client } = this.#parts;
    try {
      const reply = await client.command(command);
      this.#subject.recovered();
      return reply;
    } catch (error) {
      if (!(error instanceof CollectdError)) throw error;
      this.#subject.failing(`cannot be read: ${error.message}${cureOf(error.message)}`);
      return undefined;
    }
  }
}

/** The cure of an error that a person has to mend, as the end of a sentence. */
function cureOf(message: string): string {
  if (message.includes('EACCES'))
    return '; name the SocketGroup of its unixsock plugin in the Exec line of dma predict: "collectd-dma:GROUP"';
  return /ENOENT|ECONNREFUSED/.test(message)
    ? '; does collectd run, with the unixsock plugin? cache: off in dma.yaml does without it'
    : '';
}
