import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import type { SampleOfShare } from '../../../../plugins/samples/capacity-track.ts';
import { maxEntries, type Entries, type SampleReader } from '../../../../plugins/samples/sample-reader.ts';
import { SeriesWithCapacity } from '../../../../plugins/samples/series-with-capacity.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const start = 1.8e9;
const [used, free] = ['nas/df-tank/df_complex-used', 'nas/df-tank/df_complex-free'];

describe('the samples of a series whose capacity moves', () => {
  let redis: FakeRedis;
  let source: SeriesWithCapacity;
  let said: () => string[];
  beforeEach(() => {
    redis = new FakeRedis();
    const recorded = recordedLog(() => start);
    const { log } = recorded;
    ({ said } = recorded);
    source = new SeriesWithCapacity(
      { names: [used], dataSources: [0], log },
      { names: [used, free], dataSources: [0] },
    );
  });

  function write(second: number, amount: number, rest: number): void {
    redis.write(used, start + second, amount);
    redis.write(free, start + second + 0.002, rest);
  }

  async function past(from: number, to: number): Promise<[number, number | undefined][]> {
    const samples: SampleOfShare[] = [];
    const reader = new WriteRedisReader(redis);
    for await (const page of source.past(reader, start + from, start + to, start + 100))
      samples.push(...page);
    return samples.map(({ time, capacity }) => [time - start, capacity]);
  }

  async function next(): Promise<[number, number | undefined][]> {
    const samples = await source.next(new WriteRedisReader(redis), start + 100);
    return samples.map(({ time, capacity }) => [time - start, capacity]);
  }

  // Of the first one, half an interval is not known.
  it('have each the capacity of their time, in the past and as they come', async () => {
    for (let second = 0; second < 5; second++) write(second, 10 + second, 90 - 10 * second);
    assert.deepEqual(await past(0, 4), [
      [1, 91],
      [2, 82],
      [3, 73],
    ]);
    assert.deepEqual(await next(), [[4, 64]]);
    write(5, 20, 30);
    write(6, 20, 20);
    assert.deepEqual(await next(), [
      [5, 50],
      [6, 40],
    ]);
  });

  it('have the capacity before, when a part of theirs has not come yet', async () => {
    for (let second = 0; second < 5; second++) write(second, 10, 90);
    assert.equal((await past(0, 5)).length, 4);
    redis.write(used, start + 5, 40);
    assert.deepEqual(await next(), [[5, 100]]);
    redis.write(free, start + 5.002, 40);
    write(6, 40, 30);
    assert.deepEqual(await next(), [[6, 70]]);
  });

  it('begin with the first whose capacity is known', async () => {
    for (let second = 0; second < 3; second++) redis.write(used, start + second, 10);
    for (let second = 3; second < 6; second++) write(second, 10, 90);
    assert.deepEqual(await past(0, 6), [
      [3, 100],
      [4, 100],
      [5, 100],
    ]);
  });

  it('have the capacity of before where that has ended, and are told once that its sum is not known', async () => {
    for (let second = 0; second < 3; second++) write(second, 10, 90);
    for (let second = 3; second < 30; second++) redis.write(used, start + second, 10);
    assert.deepEqual(
      (await past(0, 30)).map(([, capacity]) => capacity),
      Array.from({ length: 29 }, () => 100),
    );
    await next();
    assert.deepEqual(said(), [
      `warning: ${used}: the capacity of each sample is not known: ${free} has no value of the same time`,
    ]);
  });

  it('have the capacity that was written shortly after the newest of the past', async () => {
    for (let second = 0; second < 5; second++) write(second, 10 + second, 90 - 10 * second);
    assert.deepEqual((await past(0, 3.001)).at(-1), [3, 73]);
  });

  it('have the capacity of their time in a past of several pages', async () => {
    const count = 2 * maxEntries + 500;
    for (let second = -count; second < 50; second++) write(second, count + second, 7);
    const samples = await past(-count, 0);
    assert.equal(samples.length, count - 1);
    for (const [second, capacity] of samples) assert.equal(capacity, count + second + 7);
  });

  it('read no more of the capacity than the samples need, whatever the pages', async () => {
    const pulled = { [used]: 0, [free]: 0 };
    /** Pages of ten seconds of the samples, and of four of the rest; the first one of the samples is empty. */
    async function* range(name: string): AsyncGenerator<Entries, void, undefined> {
      const size = name === used ? 10 : 4;
      if (name === used) yield { entries: [], malformed: [] };
      for (let from = 0; from < 80; from += size) {
        pulled[name]!++;
        yield {
          entries: Array.from({ length: size }, (_, i) => ({
            time: start - 100 + from + i,
            values: [from + i],
          })),
          malformed: [],
        };
      }
    }
    const reader = { range } as unknown as SampleReader;
    const pages: SampleOfShare[][] = [];
    for await (const page of source.past(reader, start - 100, start, start)) {
      if (pages.length === 1) assert.ok(pulled[free]! < 6, `${pulled[free]}`);
      pages.push(page);
    }
    assert.equal(pages.length, 9);
    for (const { time, value, capacity } of pages.flat())
      assert.equal(capacity, 2 * value, `${time - start + 100}`);
  });
});
