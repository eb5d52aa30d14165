import { OwnRedis } from './own-redis.ts';

/** A Redis with the memory of web1 and web2: used and free, a sample a second up to now, together 1000 bytes. */
export interface MemoryPast {
  readonly redis: OwnRedis;
  /** Epoch seconds of the first sample, whole ones. */
  readonly start: number;
}

/**
 * Inside a `describe`: such a Redis for each test. Call the result for it.
 *
 * @param folder empty, and the test's own
 * @param usedAt bytes at a number of seconds after the first sample
 */
export function memoryPast(
  folder: () => string,
  seconds: number,
  usedAt: (second: number) => number,
): () => MemoryPast {
  let past: MemoryPast | undefined;
  beforeEach(async () => {
    const redis = await OwnRedis.start(folder());
    const start = Math.floor(Date.now() / 1000) - seconds;
    past = { redis, start };
    const samples = (valueAt: (second: number) => number) =>
      Array.from({ length: seconds }, (_, second) => ({ time: start + second, value: valueAt(second) }));
    for (const host of ['web1', 'web2']) {
      await redis.put(`${host}/memory/memory-used`, samples(usedAt));
      await redis.put(
        `${host}/memory/memory-free`,
        samples((second) => 1000 - usedAt(second)),
      );
    }
  });
  afterEach(() => past?.redis.stop());
  return () => past!;
}
