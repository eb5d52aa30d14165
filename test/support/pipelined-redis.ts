import type { RedisReads } from '../../plugins/redis/redis-reads.ts';
import type { RangeQuestion, RangeTaker } from '../../plugins/redis/range-replies.ts';
import { FakeRedis } from './fake-redis.ts';

/** A Redis in memory that answers many questions at once. */
export class PipelinedRedis extends FakeRedis implements RedisReads {
  /** The questions so far that were asked with others. */
  readonly asked: RangeQuestion[] = [];

  async rangeEach(questions: readonly RangeQuestion[], taker: RangeTaker): Promise<boolean> {
    this.asked.push(...questions);
    for (const { prefix, name, from, to, isFromLeftOut, count, skip = 0 } of questions) {
      const page = { BY: 'SCORE', REV: true, LIMIT: { offset: skip, count } } as const;
      for (const { value, score } of await this.zRangeWithScores(
        prefix + name,
        textOf(to),
        (isFromLeftOut ? '(' : '') + textOf(from),
        page,
      )) {
        const bytes = Buffer.from(`${value}${score}`);
        const scoreFrom = Buffer.byteLength(value);
        taker.member(bytes, 0, scoreFrom, scoreFrom, bytes.length);
      }
      taker.end();
    }
    return true;
  }
}

function textOf(score: number): string {
  return Number.isFinite(score) ? String(score) : score > 0 ? '+inf' : '-inf';
}
