import type { Entries, Entry } from '../redis/write-redis.ts';

/** Where samples are read: Redis, or what stands in for it. Methods reject as those of `WriteRedisReader` do. */
export interface SampleReader {
  /** All that there is; undefined when that cannot be known now. */
  identifiers(): Promise<string[] | undefined>;

  /** Entries newer than `time` and not newer than `until` (epoch seconds), oldest first; the newest `count` of them. */
  after(identifier: string, time: number, count: number, until?: number): Promise<Entries>;

  /** Entries from `from` to `to` (epoch seconds, both included), oldest first and in pages. */
  range(identifier: string, from: number, to: number): AsyncGenerator<Entries, void, undefined>;

  /** Undefined when there is none. */
  newestEntry(identifier: string): Promise<Entry | undefined>;
}
