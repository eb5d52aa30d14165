import type { Entry } from '../samples/entry.ts';
import {
  maxEntries,
  SeriesError,
  StoreError,
  type Answer,
  type Entries,
  type IsWanted,
  type PastQuestion,
  type Question,
  type SampleReader,
} from '../samples/sample-reader.ts';
import type { PackedEntries, NewestQuestion } from '../samples/packed-entries.ts';
import { PackedAnswers } from './packed-answers.ts';
import { GatheredQuestions } from './gathered-questions.ts';
import { readReplies, seriesReplies, type Reply } from './plain-replies.ts';
import { RangeAnswers } from './range-answers.ts';
import { scanNames } from './name-scan.ts';
import type { RangeQuestion } from './range-replies.ts';
import type { RedisReads } from './redis-reads.ts';

/**
 * The layout of collectd's write_redis plugin in Redis, which only this file and `member.ts` know:
 *
 *   <prefix>values           a set of all identifiers
 *   <prefix><identifier>     a sorted set; score "<time %.9f>", member "<time %.3f>:<value>[:<value>...]"
 */

export const defaultPrefix = 'collectd/';

/** The character that the client puts in place of bytes that are not UTF-8. */
const replacement = '\ufffd';

export class WriteRedisReader implements SampleReader {
  readonly #redis: RedisReads;
  readonly #prefix: string;
  readonly #timesAsked = new GatheredQuestions((questions) => this.afterEach(questions));

  /** @param prefix write_redis' Prefix (default: `collectd/`) */
  constructor(redis: RedisReads, prefix: string = defaultPrefix) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /**
   * Reads the names of all series that collectd ever wrote here, in pages so that Redis serves others in between.
   * Names that are too long for an identifier are left out.
   *
   * @param isWanted false for a name that is left out (default: all are wanted)
   * @returns rejects with StoreError when the key of the names holds something else
   */
  names(isWanted?: IsWanted): Promise<string[]> {
    return scanNames(this.#redis, `${this.#prefix}values`, isWanted);
  }

  /**
   * Reads entries newer than `time` (epoch seconds); of more than `count`, the newest.
   *
   * @param until epoch seconds of the newest entry to read (default: Infinity)
   * @param skip number of the newest ones that are left out
   * @returns rejects with SeriesError when the key is not a sorted set, with the client's error when Redis fails
   */
  async after(
    name: string,
    time: number,
    count: number,
    until = Number.POSITIVE_INFINITY,
    skip = 0,
  ): Promise<Entries> {
    const key = this.#prefix + name;
    const limit = { BY: 'SCORE', REV: true, LIMIT: { offset: skip, count } } as const;
    const replies = await seriesReplies(this.#redis.zRangeWithScores(key, bound(until), `(${time}`, limit));
    return readReplies(replies.toReversed());
  }

  /** Answers as many {@link after} do, in the order of the questions; rejects when the connection is lost. */
  async afterEach(questions: readonly Question[]): Promise<readonly Answer[]> {
    if (this.#redis.rangeEach && questions.length >= minPipelined) {
      const taker = new RangeAnswers();
      const prefix = this.#prefix;
      const asked = questions.map(({ name, time, count, until = Number.POSITIVE_INFINITY, skip = 0 }) => ({
        prefix,
        name,
        from: time,
        isFromLeftOut: true,
        to: until,
        count,
        skip,
      }));
      if (await this.#redis.rangeEach(asked, taker)) return taker.answers;
    }
    return Promise.all(
      questions.map(({ name, time, count, until, skip }) =>
        this.after(name, time, count, until, skip).catch((error: unknown) => answerOf(error)),
      ),
    );
  }

  /** Reads the newest entries of many series at once, as far as they are valid. Rejects when the connection is lost. */
  async newestEach(questions: readonly NewestQuestion[]): Promise<readonly (PackedEntries | undefined)[]> {
    const [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const asked = questions.map(({ name, count }) => ({ prefix: this.#prefix, name, from, to, count }));
    return (await this.#packed(asked)).map((answer) => (answer?.newest ? answer : undefined));
  }

  /** The answers in the order of the questions; none where there are few, or there is no pipeline. */
  async #packed(questions: readonly RangeQuestion[]): Promise<readonly (PackedEntries | undefined)[]> {
    const taker = new PackedAnswers(questions);
    if (questions.length < minPipelined || !(await this.#redis.rangeEach?.(questions, taker))) return [];
    return taker.answers;
  }

  /**
   * Reads entries from `from` to `to` (epoch seconds, both included), oldest first, in pages of at most
   * {@link maxEntries} members: Redis serves others in between, and a long past is never held in memory at once.
   * Members with the same score that do not fit into a page are left out.
   *
   * @param from finite
   * @param to at least `from`; Infinity for no bound
   * @returns no page when the range is empty; throws as {@link after} rejects
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

  /** Reads many pasts at once, as far as each fits into a page. Rejects when the connection is lost. */
  async pastEach(questions: readonly PastQuestion[]): Promise<readonly (PackedEntries | undefined)[]> {
    const asked = questions.map(({ name, from, to }) => ({
      prefix: this.#prefix,
      name,
      from,
      to,
      count: maxEntries,
    }));
    return (await this.#packed(asked)).map((answer) => (answer?.isAll ? answer : undefined));
  }

  /**
   * Reads the times of the entries after `from` and up to `to` (epoch seconds); those of many series together.
   * Rejects as {@link after} does.
   */
  async times(name: string, from: number, to: number): Promise<readonly number[]> {
    const answer = await this.#timesAsked.ask({ name, time: from, count: maxEntries, until: to });
    if (answer instanceof Error) throw answer;
    if (answer.entries.length + answer.malformed.length < maxEntries)
      return answer.entries.map(({ time }) => time);
    const times: number[] = [];
    for await (const { entries } of this.range(name, from, to))
      for (const { time } of entries) if (time > from) times.push(time);
    return times;
  }

  /**
   * Reads the newest valid entry; malformed members are skipped, so that one with a high score cannot hide the series.
   *
   * @param until epoch seconds of the newest entry to read (default: Infinity)
   * @returns undefined when no member is valid; rejects as {@link after} does, and with SeriesError when the series
   *   cannot be found because its name is not valid UTF-8
   */
  async newestEntry(name: string, until = Number.POSITIVE_INFINITY): Promise<Entry | undefined> {
    for (const count of [1, maxEntries]) {
      const isBounded = until < Number.POSITIVE_INFINITY;
      const page = isBounded ? this.after(name, 0, count, until) : this.newest(name, count);
      const { entries, malformed } = await page;
      if (entries.length > 0) return entries.at(-1);
      if (malformed.length < count) break;
    }
    if (name.includes(replacement))
      throw new SeriesError('its name is not valid UTF-8, so what Redis has of it cannot be found');
    return undefined;
  }

  /** Reads the newest `count` members. Rejects as {@link after} does. */
  async newest(name: string, count: number): Promise<Entries> {
    const key = this.#prefix + name;
    return readReplies(await seriesReplies(this.#redis.zRangeWithScores(key, -count, -1)));
  }
}

/** Fewer questions are not worth a connection of their own. */
const minPipelined = 32;

/** An error that is an answer; throws any other. */
function answerOf(error: unknown): Answer {
  if (error instanceof SeriesError || error instanceof StoreError) return error;
  throw error;
}

function bound(score: number): number | string {
  return score === Number.POSITIVE_INFINITY ? '+inf' : score;
}
