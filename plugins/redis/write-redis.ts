import {
  maxEntries,
  SeriesError,
  type Entries,
  type Entry,
  type SampleReader,
} from '../samples/sample-reader.ts';

/**
 * What collectd's write_redis plugin leaves in Redis, and the only file that knows it:
 *
 *   <prefix>values           a set of all identifiers
 *   <prefix><identifier>     a sorted set; score "<time %.9f>", member "<time %.3f>:<value>[:<value>...]"
 *
 * Score and member differ in precision; the score is the truth. An undefined value is printed `nan` or `-nan`,
 * one without bounds `inf` or `-inf`.
 */

import { maxPartBytes } from '../collectd/identifier.ts';

/** The few commands needed of a Redis client. */
export interface RedisReads {
  sScan(
    key: string,
    cursor: string,
    options: { COUNT: number },
  ): Promise<{ cursor: string; members: string[] }>;
  zRangeWithScores(
    key: string,
    min: number | string,
    max: number | string,
    options?: { BY: 'SCORE'; REV?: true; LIMIT?: { offset: number; count: number } },
  ): Promise<{ value: string; score: number }[]>;
}

/** A member of a sorted set, as the client hands it over. */
interface Reply {
  readonly value: string;
  readonly score: number;
}

export const defaultPrefix = 'collectd/';

/** Five parts, and what stands between them. */
const maxNameLength = 5 * maxPartBytes + 4;
/** What the client puts in place of bytes that are no UTF-8. */
const replacement = '\ufffd';

/**
 * Reads one member.
 *
 * @returns undefined when it is not what write_redis writes
 */
export function parseMember(member: string, score: number): Entry | undefined {
  const [time, ...texts] = member.split(':');
  if (!Number.isFinite(score) || texts.length === 0 || !isNumber(time!)) return undefined;
  const values: number[] = [];
  for (const text of texts) {
    if (isNumber(text)) values.push(Number(text));
    else if (/^-?(nan|inf)$/i.test(text)) values.push(Number.NaN);
    else return undefined;
  }
  return { time: score, values };
}

function isNumber(text: string): boolean {
  // Number also reads what C does not print: 0b1, blanks around digits, nothing at all.
  return /^-?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
}

export class WriteRedisReader implements SampleReader {
  readonly #redis: RedisReads;
  readonly #prefix: string;

  /** @param prefix write_redis' Prefix (default: `collectd/`) */
  constructor(redis: RedisReads, prefix: string = defaultPrefix) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /**
   * Every identifier that collectd ever wrote here, read in pieces so that Redis serves others in between. What is too
   * long to be one is left out: looking for a pattern in it might take for ever.
   */
  async names(): Promise<string[]> {
    const found = new Set<string>();
    let cursor = '0';
    do {
      const page = await this.#redis.sScan(`${this.#prefix}values`, cursor, { COUNT: 1000 });
      for (const member of page.members) if (member.length <= maxNameLength) found.add(member);
      cursor = page.cursor;
    } while (cursor !== '0');
    return [...found];
  }

  /**
   * Entries newer than `time` (epoch seconds), at most `count` of them, the newest ones if there are more.
   *
   * @param until epoch seconds: none is newer than this (default: Infinity)
   * @returns rejects with SeriesError when the key is not a sorted set, with the client's error when Redis is not well
   */
  async after(name: string, time: number, count: number, until = Number.POSITIVE_INFINITY): Promise<Entries> {
    const key = this.#prefix + name;
    const limit = { BY: 'SCORE', REV: true, LIMIT: { offset: 0, count } } as const;
    const replies = await seriesReplies(this.#redis.zRangeWithScores(key, bound(until), `(${time}`, limit));
    return readReplies(replies.toReversed());
  }

  /**
   * Entries from `from` to `to` (epoch seconds, both included), oldest first, in pages of at most {@link maxEntries}
   * members, so that Redis serves others in between and a long past is never held at once. Of members with one and the
   * same score, those that do not fit into a page are left out.
   *
   * @param from finite
   * @param to at least `from`; Infinity for all that there is
   * @returns no page when there is nothing in the range; throws as {@link after} rejects
   */
  async *range(name: string, from: number, to: number): AsyncGenerator<Entries, void, undefined> {
    const key = this.#prefix + name;
    const page = { BY: 'SCORE', LIMIT: { offset: 0, count: maxEntries } } as const;
    let start: number | string = from;
    for (;;) {
      const replies: readonly Reply[] = await seriesReplies(
        this.#redis.zRangeWithScores(key, start, bound(to), page),
      );
      if (replies.length > 0) yield readReplies(replies);
      if (replies.length < maxEntries) return;
      start = `(${replies.at(-1)!.score}`;
    }
  }

  /**
   * The newest entry, past members that are none: garbage with a high score must not hide a series.
   *
   * @returns undefined when there is none among the newest members; rejects as {@link after} does, and with SeriesError
   *   when there is none because the name cannot be written as text
   */
  async newestEntry(name: string): Promise<Entry | undefined> {
    for (const count of [1, maxEntries]) {
      const { entries, malformed } = await this.newest(name, count);
      if (entries.length > 0) return entries.at(-1);
      if (malformed.length < count) break;
    }
    if (name.includes(replacement))
      throw new SeriesError('its name is not valid UTF-8, so what Redis has of it cannot be found');
    return undefined;
  }

  /** The newest `count` members. Rejects as {@link after} does. */
  async newest(name: string, count: number): Promise<Entries> {
    const key = this.#prefix + name;
    return readReplies(await seriesReplies(this.#redis.zRangeWithScores(key, -count, -1)));
  }
}

function bound(score: number): number | string {
  return score === Number.POSITIVE_INFINITY ? '+inf' : score;
}

/** Tells what is wrong with one series from what is wrong with Redis. */
async function seriesReplies<Replies>(replies: Promise<Replies>): Promise<Replies> {
  try {
    return await replies;
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith('WRONGTYPE') ? new SeriesError(message, { cause: error }) : error;
  }
}

function readReplies(replies: readonly Reply[]): Entries {
  const entries: Entry[] = [];
  const malformed: string[] = [];
  for (const { value, score } of replies) {
    const entry = parseMember(value, score);
    if (entry) entries.push(entry);
    else malformed.push(value);
  }
  return { entries, malformed };
}
