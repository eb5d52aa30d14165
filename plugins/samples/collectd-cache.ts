import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { formatGetval, parseGetval, parseListval } from '../collectd/text-protocol.ts';
import type { Reply, UnixsockClient } from '../collectd/unixsock.ts';
import type { Entry } from './sample-reader.ts';

/** What is asked of a client of collectd's socket. */
export type CacheCommands = Pick<UnixsockClient, 'command'>;

export interface CollectdCacheParts {
  readonly client: CacheCommands;
  readonly log: TransitionLog;
  /** Seconds of a clock that never jumps. */
  readonly monotonic: () => number;
}

/** One that could not be asked is left alone for so long: those who wait for the answer have other things to do. */
const silenceSeconds = 10;

/** collectd prints times in milliseconds, and Redis has them more precisely: a value may be this much older or newer. */
const timeSlackSeconds = 0.0005;

/**
 * The newest value of each series, as collectd itself holds it: what its read plugins gave it, whether or not its write
 * plugins get rid of it. Asked through the unixsock plugin by `LISTVAL` and `GETVAL`, which gives seven digits.
 *
 * Never rejects: what cannot be asked is not known, and that is said once.
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

  /**
   * All that collectd has a value of; undefined when it cannot be asked.
   *
   * @param oldestSeconds an answer of its may be this old
   */
  async names(oldestSeconds: number): Promise<string[] | undefined> {
    const times = await this.#times(oldestSeconds);
    return times && [...times.keys()];
  }

  /**
   * @param time epoch seconds
   * @param oldestSeconds what collectd says of the age of its values may be this old
   * @returns undefined unless there is one that is newer than `time`
   */
  async newestAfter(name: string, time: number, oldestSeconds: number): Promise<Entry | undefined> {
    const newest = (await this.#times(oldestSeconds))?.get(name);
    if (newest === undefined || newest - timeSlackSeconds <= time) return undefined;
    const reply = await this.#ask(formatGetval(name));
    // It may have gone since it was listed.
    if (!reply || reply.code <= 0) return undefined;
    // No earlier than Redis will say, should it come there as well.
    return { time: newest + timeSlackSeconds, values: parseGetval(reply.lines) };
  }

  /** Epoch seconds of each series' newest value. */
  #times(oldestSeconds: number): Promise<ReadonlyMap<string, number> | undefined> {
    const { monotonic } = this.#parts;
    const longEnough = this.#isSilent ? Math.max(oldestSeconds, silenceSeconds) : oldestSeconds;
    if (!this.#listed || monotonic() - this.#listedAt >= longEnough) {
      this.#listedAt = monotonic();
      this.#listed = this.#ask('LISTVAL').then((reply) => {
        this.#isSilent = reply === undefined;
        // A collectd that hangs takes its time not to answer.
        if (this.#isSilent) this.#listedAt = monotonic();
        return reply && parseListval(reply.lines);
      });
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
      this.#subject.failing(`cannot be asked for what Redis lacks: ${(error as Error).message}`);
      return undefined;
    }
  }
}
