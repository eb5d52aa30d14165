import type { RedisReads } from '../../plugins/redis/redis-reads.ts';

interface Member {
  readonly value: string;
  readonly score: number;
}

/** The data that write_redis leaves in Redis, in memory; reads answer as Redis does. */
export class FakeRedis implements RedisReads {
  readonly prefix: string;
  readonly #identifiers: string[] = [];
  readonly #members = new Map<string, Member[]>();

  readonly #pageSize: number;

  /** @param pageSize names in an answer to SSCAN (default: 2) */
  constructor(prefix = 'collectd/', pageSize = 2) {
    this.prefix = prefix;
    this.#pageSize = pageSize;
  }

  /** Writes one value list the way write_redis does. */
  write(identifier: string, time: number, ...values: readonly (number | 'nan' | '-nan')[]): void {
    this.writeMember(identifier, `${time.toFixed(3)}:${values.join(':')}`, time);
  }

  /** Writes anything. */
  writeMember(identifier: string, value: string, score: number): void {
    const members = this.#members.get(identifier) ?? [];
    let place = members.length;
    while (place > 0 && isBefore({ value, score }, members[place - 1]!)) place--;
    members.splice(place, 0, { value, score });
    if (!this.#members.has(identifier)) this.#identifiers.push(identifier);
    this.#members.set(identifier, members);
  }

  /** Keeps the newest members, as ZREMRANGEBYRANK of write_redis' MaxSetSize does. */
  trim(identifier: string, maxSetSize: number): void {
    const members = this.#members.get(identifier);
    members?.splice(0, Math.max(0, members.length - maxSetSize));
  }

  /** Removes everything, as a restart without persistence does. */
  flush(): void {
    this.#identifiers.length = 0;
    this.#members.clear();
  }

  /** Some at a time, and the first one twice: SSCAN may repeat itself. */
  async sScan(key: string, cursor: string): Promise<{ cursor: string; members: string[] }> {
    if (key !== `${this.prefix}values`) return { cursor: '0', members: [] };
    const start = Number(cursor);
    const next = start + this.#pageSize;
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
    const [low, high] = (options.REV ? [max, min] : [min, max]).map(String) as [string, string];
    const isOpen = low.startsWith('(');
    const from = bound(isOpen ? low.slice(1) : low);
    const to = bound(high);
    const start = members.findLastIndex(({ score }) => (isOpen ? score <= from : score < from)) + 1;
    const end = members.findLastIndex(({ score }) => score <= to) + 1;
    const found = members.slice(start, Math.max(start, end));
    if (options.REV) found.reverse();
    const { offset, count } = options.LIMIT ?? { offset: 0, count: found.length };
    return found.slice(offset, offset + count);
  }
}

/** In the order of Redis: by score, then by member. */
function isBefore(a: Member, b: Member): boolean {
  return a.score < b.score || (a.score === b.score && a.value < b.value);
}

function bound(text: string): number {
  return text === '+inf' ? Number.POSITIVE_INFINITY : Number(text);
}
