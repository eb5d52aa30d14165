import type { RedisReads } from '../../plugins/redis/write-redis.ts';

/** What write_redis leaves in Redis, in memory; reads answer as Redis does. */
export class FakeRedis implements RedisReads {
  readonly prefix: string;
  readonly #identifiers: string[] = [];
  readonly #members = new Map<string, { value: string; score: number }[]>();

  constructor(prefix = 'collectd/') {
    this.prefix = prefix;
  }

  /** Writes one value list the way write_redis does. */
  write(identifier: string, time: number, ...values: readonly (number | 'nan' | '-nan')[]): void {
    this.writeMember(identifier, `${time.toFixed(3)}:${values.join(':')}`, time);
  }

  /** Writes anything. */
  writeMember(identifier: string, value: string, score: number): void {
    const members = this.#members.get(identifier) ?? [];
    members.push({ value, score });
    members.sort((a, b) => a.score - b.score || (a.value < b.value ? -1 : 1));
    this.#members.set(identifier, members);
    if (!this.#identifiers.includes(identifier)) this.#identifiers.push(identifier);
  }

  /** As a restart without persistence. */
  flush(): void {
    this.#identifiers.length = 0;
    this.#members.clear();
  }

  /** Two at a time, and the first one twice: SSCAN may repeat itself. */
  async sScan(key: string, cursor: string): Promise<{ cursor: string; members: string[] }> {
    if (key !== `${this.prefix}values`) return { cursor: '0', members: [] };
    const start = Number(cursor);
    const next = start + 2;
    const members = [...this.#identifiers.slice(0, 1), ...this.#identifiers.slice(start, next)];
    return { cursor: next < this.#identifiers.length ? String(next) : '0', members };
  }

  async zRangeWithScores(
    key: string,
    min: number | string,
    max: number | string,
    options?: { BY: 'SCORE'; REV?: true; LIMIT?: { offset: number; count: number } },
  ): Promise<{ value: string; score: number }[]> {
    const members = key.startsWith(this.prefix)
      ? (this.#members.get(key.slice(this.prefix.length)) ?? [])
      : [];
    if (!options) return members.slice(Number(min), Number(max) === -1 ? undefined : Number(max) + 1);
    const [low, high] = options.REV ? [max, min] : [min, max];
    const found = members.filter(({ score }) => isAbove(score, String(low)) && score <= bound(String(high)));
    if (options.REV) found.reverse();
    const { offset, count } = options.LIMIT ?? { offset: 0, count: found.length };
    return found.slice(offset, offset + count);
  }
}

function isAbove(score: number, low: string): boolean {
  return low.startsWith('(') ? score > bound(low.slice(1)) : score >= bound(low);
}

function bound(text: string): number {
  return text === '+inf' ? Number.POSITIVE_INFINITY : Number(text);
}
