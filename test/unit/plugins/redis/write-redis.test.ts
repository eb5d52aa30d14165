import assert from 'node:assert/strict';
import { parseMember } from '../../../../plugins/redis/member.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import type { RedisReads } from '../../../../plugins/redis/redis-reads.ts';
import { maxPartBytes } from '../../../../plugins/collectd/identifier.ts';
import { maxEntries, SeriesError, type Entries } from '../../../../plugins/samples/sample-reader.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

describe('a member of write_redis', () => {
  const score = 1795226508.2832847;
  const table: [string, number[] | undefined][] = [
    ['1795226508.283:146432000', [146_432_000]],
    ['1795226507.685:0.40771484375:0.1318359375:0.044921875', [0.40771484375, 0.1318359375, 0.044921875]],
    ['1795226508.283:nan', [Number.NaN]],
    ['1795226508.283:-nan:-1.5', [Number.NaN, -1.5]],
    ['1795226508.283:1e-05', [1e-5]],
    ['1795226508.283:1e5', [1e5]],
    ['1795226508.283:xnan', undefined],
    ['1795226508.283:-2.5E+10', [-2.5e10]],
    ['1795226508.283', undefined],
    ['1795226508.283:', undefined],
    ['1795226508.283:1:', undefined],
    [':1', undefined],
    ['now:1', undefined],
    ['1795226508.283:abc', undefined],
    ['1795226508.283:1,5', undefined],
    ['1795226508.283:inf:-inf:-nan', [Number.NaN, Number.NaN, Number.NaN]],
    ['1795226508.283:0x10', undefined],
    ['1795226508.283:0b1', undefined],
    ['1795226508.283:1 ', undefined],
    ['1795226508.283:1\n', undefined],
    ['1795226508.283:infinity', undefined],
    ['0x6b00:1', undefined],
    ['1795226508.283:-1.5e-07:+1', undefined],
    ['1795226508.283:-1.5e-07', [-1.5e-7]],
    ['1795226508.283:1e999', undefined],
    ['1795226508.283: 1', undefined],
    ['nan:1', undefined],
    ['', undefined],
  ];
  for (const [member, values] of table) {
    it(`${JSON.stringify(member)} ${values ? 'is read' : 'is none'}`, () => {
      assert.deepEqual(parseMember(member, score), values && { time: score, values });
    });
  }

  it('has its time from the score, which must be finite', () => {
    assert.equal(parseMember('1795226508.283:1', score)!.time, score);
    assert.equal(parseMember('1795226508.283:1', Number.POSITIVE_INFINITY), undefined);
    assert.equal(parseMember('1795226508.283:1', Number.NaN), undefined);
  });
});

/** A reader whose Redis answers with this error. */
function failing(message: string): WriteRedisReader {
  const redis = new FakeRedis();
  redis.zRangeWithScores = () => Promise.reject(new Error(message));
  return new WriteRedisReader(redis);
}

describe('the names of write_redis', () => {
  for (const [what, membersOf] of [
    ['new names', (page: number) => Array.from({ length: 1000 }, (_, i) => `h${page}/p/t-${i}`)],
    ['the same name again and again', () => ['h/p/t']],
    ['no name', () => []],
  ] as const)
    it(`are refused when a scan does not end and gives ${what}, before they fill the memory`, async () => {
      let pages = 0;
      const redis = new FakeRedis();
      redis.sScan = async () => ({ cursor: '17', members: membersOf(pages++) });
      await assert.rejects(new WriteRedisReader(redis).names(), {
        name: 'StoreError',
        message: /^collectd\/values has names without an end, or more than 1,000,000; is this the Redis/,
      });
      assert.ok(pages <= 10_010, `${pages} pages`);
    });

  it('reject with a StoreError when their key holds something else', async () => {
    const redis = new FakeRedis('c/');
    redis.sScan = () => Promise.reject(new Error('WRONGTYPE Operation against a key'));
    await assert.rejects(new WriteRedisReader(redis, 'c/').names(), {
      name: 'StoreError',
      message: /^the key c\/values holds no set of names, .*redis\.prefix$/,
    });
    redis.sScan = () => Promise.reject(new TypeError('a bug'));
    await assert.rejects(new WriteRedisReader(redis, 'c/').names(), TypeError);
  });
});

const series = 'web1/memory/memory-used';

function readerOf(count: number, prefix?: string): WriteRedisReader {
  const redis = new FakeRedis(prefix);
  for (let i = 0; i < count; i++) redis.write(series, 1.8e9 + i, 100 + i);
  return new WriteRedisReader(redis, prefix);
}

async function pagesOf(reader: WriteRedisReader, from: number, to: number): Promise<Entries[]> {
  const pages: Entries[] = [];
  for await (const page of reader.range(series, from, to)) pages.push(page);
  return pages;
}

/** Seconds since the fake series began. */
function timesOf(pages: readonly Entries[]): number[] {
  return pages.flatMap(({ entries }) => entries.map(({ time }) => time - 1.8e9));
}

describe('the reader of what write_redis wrote', () => {
  it('finds every identifier, each once', async () => {
    const redis = new FakeRedis();
    const written = ['a/b/c', 'a/b/d', 'e/f/g', 'e/f/h', 'i/j/k'];
    for (const identifier of written) redis.write(identifier, 1, 1);
    assert.deepEqual((await new WriteRedisReader(redis).names()).toSorted(), written);
    assert.deepEqual(await new WriteRedisReader(new FakeRedis()).names(), []);
    const wanted = await new WriteRedisReader(redis).names((name) => name.startsWith('e/'));
    assert.deepEqual(wanted.toSorted(), ['e/f/g', 'e/f/h']);
  });

  it('reads the entries after a time, oldest first', async () => {
    const { entries, malformed } = await readerOf(5).after(series, 1.8e9 + 2, 100);
    assert.deepEqual(entries, [
      { time: 1.8e9 + 3, values: [103] },
      { time: 1.8e9 + 4, values: [104] },
    ]);
    assert.deepEqual(malformed, []);
  });

  it('reads the newest ones when there are more than asked for', async () => {
    const { entries } = await readerOf(50).after(series, 0, 3);
    assert.deepEqual(
      entries.map(({ values }) => values[0]),
      [147, 148, 149],
    );
  });

  it('reads the newest entries', async () => {
    const reader = readerOf(5);
    assert.deepEqual((await reader.newest(series, 1)).entries, [{ time: 1.8e9 + 4, values: [104] }]);
    assert.equal((await reader.newest(series, 100)).entries.length, 5);
    assert.deepEqual((await reader.newest('no/such/series', 1)).entries, []);
  });

  it('finds the newest entry behind members that are none', async () => {
    const redis = new FakeRedis();
    for (let second = 1; second <= 3; second++) redis.write(series, second, second);
    const reader = new WriteRedisReader(redis);
    assert.deepEqual(await reader.newestEntry(series), { time: 3, values: [3] });
    for (let second = 4; second <= 30; second++) redis.writeMember(series, `garbage ${second}`, second);
    assert.deepEqual(await reader.newestEntry(series), { time: 3, values: [3] });
    assert.equal(await reader.newestEntry('no/such/series'), undefined);
    for (const [until, time] of [
      [2, 2],
      [2.5, 2],
      [29, 3],
      [0.5, undefined],
    ] as const)
      assert.equal((await reader.newestEntry(series, until))?.time, time, `${until}`);
  });

  it('asks once for the newest entry, and for all that may hide it only where something does', async () => {
    const counts: (number | string)[] = [];
    const redis = new FakeRedis();
    redis.write(series, 1, 1);
    const asking: RedisReads = {
      sScan: (key, cursor) => redis.sScan(key, cursor),
      zRangeWithScores: (...args) => {
        counts.push(args[1]);
        return redis.zRangeWithScores(...args);
      },
    };
    const reader = new WriteRedisReader(asking);
    await reader.newestEntry(series);
    await reader.newestEntry('no/such/series');
    assert.deepEqual(counts, [-1, -1]);
    redis.writeMember(series, 'garbage', 2);
    await reader.newestEntry(series);
    assert.deepEqual(counts.slice(2), [-1, -maxEntries]);
  });

  it('says when a name that is not UTF-8 hides a series', async () => {
    const reader = new WriteRedisReader(new FakeRedis());
    await assert.rejects(reader.newestEntry('web\ufffd/memory/memory-used'), {
      name: 'SeriesError',
      message: 'its name is not valid UTF-8, so what Redis has of it cannot be found',
    });
  });

  it('finds no name that is longer than any identifier', async () => {
    const redis = new FakeRedis();
    const longest = 'x'.repeat(5 * maxPartBytes + 4);
    for (const name of [longest, `${longest}x`]) redis.write(name, 1, 1);
    assert.deepEqual(await new WriteRedisReader(redis).names(), [longest]);
  });

  describe('reading a range', () => {
    it('gives the times after its start, up to its end', async () => {
      const times = await readerOf(9).times(series, 1.8e9 + 2, 1.8e9 + 4);
      assert.deepEqual(times, [1.8e9 + 3, 1.8e9 + 4]);
    });

    it('includes both of its ends, oldest first', async () => {
      assert.deepEqual(timesOf(await pagesOf(readerOf(9), 1.8e9 + 2, 1.8e9 + 4)), [2, 3, 4]);
      assert.deepEqual(timesOf(await pagesOf(readerOf(3), 0, Number.POSITIVE_INFINITY)), [0, 1, 2]);
    });

    it('goes on from page to page without loss or repetition', async () => {
      const count = 2 * maxEntries + 5;
      const pages = await pagesOf(readerOf(count), 1.8e9, Number.POSITIVE_INFINITY);
      assert.deepEqual(
        pages.map(({ entries }) => entries.length),
        [maxEntries, maxEntries, 5],
      );
      assert.deepEqual(
        timesOf(pages),
        Array.from({ length: count }, (_, index) => index),
      );
    });

    it('goes on behind a page in which nothing could be read', async () => {
      const redis = new FakeRedis();
      for (let i = 0; i < maxEntries; i++) redis.writeMember(series, `garbage ${i}`, 1.8e9 + i);
      redis.write(series, 1.8e9 + maxEntries, 7);
      const pages = await pagesOf(new WriteRedisReader(redis), 1.8e9, Number.POSITIVE_INFINITY);
      assert.deepEqual(
        pages.map(({ entries, malformed }) => [entries.length, malformed.length]),
        [
          [0, maxEntries],
          [1, 0],
        ],
      );
    });

    it('has no page where there is nothing, and tells a key that holds something else', async () => {
      assert.deepEqual(await pagesOf(readerOf(5), 1, 2), []);
      assert.deepEqual(await pagesOf(new WriteRedisReader(new FakeRedis()), 0, 1), []);
      await assert.rejects(pagesOf(failing('WRONGTYPE x'), 0, 1), SeriesError);
    });
  });

  it('hands over what it could not read, and the rest all the same', async () => {
    const redis = new FakeRedis();
    redis.write(series, 1, 5);
    redis.writeMember(series, 'garbage', 2);
    redis.write(series, 3, 'nan', 6);
    assert.deepEqual(await new WriteRedisReader(redis).after(series, 0, 10), {
      entries: [
        { time: 1, values: [5] },
        { time: 3, values: [Number.NaN, 6] },
      ],
      malformed: ['garbage'],
    });
  });

  it('tells a key that holds something else from a Redis that is not well', async () => {
    const wrongType = 'WRONGTYPE Operation against a key holding the wrong kind of value';
    await assert.rejects(failing(wrongType).after(series, 0, 1), SeriesError);
    await assert.rejects(failing(wrongType).newest(series, 1), { name: 'SeriesError', message: wrongType });
    await assert.rejects(failing('Socket closed').newest(series, 1), {
      name: 'Error',
      message: 'Socket closed',
    });
  });

  it('keeps to its prefix', async () => {
    assert.equal((await readerOf(2, 'other:').after(series, 0, 10)).entries.length, 2);
    const elsewhere = new WriteRedisReader(new FakeRedis('other:'), 'collectd/');
    assert.deepEqual(await elsewhere.names(), []);
  });
});
