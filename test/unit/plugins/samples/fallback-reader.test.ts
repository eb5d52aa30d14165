import assert from 'node:assert/strict';
import { ProtocolError } from '../../../../plugins/collectd/text-protocol.ts';
import { CollectdError } from '../../../../plugins/collectd/unixsock.ts';
import { CollectdCache } from '../../../../plugins/samples/collectd-cache.ts';
import { FallbackReader } from '../../../../plugins/samples/fallback-reader.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { PackedEntries } from '../../../../plugins/samples/packed-entries.ts';
import { SeriesError, StoreError, type Entries } from '../../../../plugins/samples/sample-reader.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const used = 'web1/memory/memory-used';
const start = 1.8e9;

describe("the reader that falls back on collectd's cache", () => {
  let second: number;
  let roundSeconds: number;
  let redis: FakeRedis;
  let isRedisOpen: boolean;
  let trouble: Error | undefined;
  /** The newest value of each series in collectd's cache. */
  let held: Map<string, { time: number; value: number }>;
  let listed: number;
  let onGetval: () => void;
  let onList: () => Promise<void>;
  let cursor: number;
  const { log, said } = recordedLog();
  let reader: FallbackReader;

  beforeEach(() => {
    [second, roundSeconds, listed, cursor, isRedisOpen, trouble] = [0, 1, 0, start - 1, true, undefined];
    redis = new FakeRedis();
    onGetval = () => undefined;
    onList = () => Promise.resolve();
    held = new Map();
    log.subject('reading Redis').recovered();
    said();
    reader = readerWith(cacheOf());
  });

  function readerWith(cache: CollectdCache | undefined): FallbackReader {
    const stored = new WriteRedisReader(redis);
    const failing = new Proxy(stored, {
      get: (target, name) => {
        if (trouble && name !== 'range') return () => Promise.reject(trouble!);
        return Reflect.get(target, name, target).bind(target) as unknown;
      },
    });
    return new FallbackReader({
      redis: failing,
      isRedisOpen: () => isRedisOpen,
      cache,
      log,
      monotonic,
      roundSeconds,
    });
  }

  function cacheOf(): CollectdCache {
    return new CollectdCache({ client: { command }, log, monotonic });
  }

  function monotonic(): number {
    return second;
  }

  async function command(line: string): Promise<{ code: number; text: string; lines: string[] }> {
    if (line === 'LISTVAL') {
      await onList();
      listed++;
      const lines = [...held].map(([name, { time }]) => `${time.toFixed(3)} ${name}`);
      return { code: lines.length, text: '', lines };
    }
    onGetval();
    const { value } = held.get(/"(.*)"/.exec(line)![1]!)!;
    return { code: 1, text: '', lines: [`value=${value.toExponential(6)}`] };
  }

  /** A round passes: collectd collects, and writes it to Redis if it can. */
  function pass({ isWritten = true, isCollected = true } = {}): void {
    second += roundSeconds;
    const time = start + second + 0.2832847;
    if (isCollected) held.set(used, { time, value: second });
    if (isCollected && isWritten) redis.write(used, time, second);
  }

  /** The values of a round. */
  async function read(): Promise<number[]> {
    const { entries }: Entries = await reader.after(used, cursor, 100);
    cursor = entries.at(-1)?.time ?? cursor;
    return entries.map(({ values }) => values[0]!);
  }

  async function healthy(rounds: number): Promise<void> {
    for (let i = 0; i < rounds; i++) {
      pass();
      assert.deepEqual(await read(), [second]);
    }
  }

  it('does not ask collectd while Redis has what is new', async () => {
    await healthy(20);
    assert.equal(listed, 0);
    assert.equal(reader.fromCache, 0);
  });

  it('goes on with the cache after three intervals without anything new in Redis, without gap or repetition', async () => {
    await healthy(10);
    const values: number[][] = [];
    for (let i = 0; i < 8; i++) {
      pass({ isWritten: false });
      values.push(await read());
    }
    assert.deepEqual(values, [[], [], [], [14], [15], [16], [17], [18]]);
    assert.equal(reader.fromCache, 1);
    await healthy(1);
    assert.equal(reader.fromCache, 0);
    await healthy(5);
    assert.deepEqual(said(), []);
  });

  it('goes on with the cache as soon where the past is all that Redis was asked for', async () => {
    const numbers: number[] = [];
    for (let i = 0; i < 10; i++) {
      pass();
      numbers.unshift(start + second, second);
    }
    reader.noteUsed(used, new PackedEntries(numbers, 2, true), 0);
    cursor = start + second + 0.5;
    const values: number[][] = [];
    for (let i = 0; i < 5; i++) {
      pass({ isWritten: false });
      values.push(await read());
    }
    assert.deepEqual(values, [[], [], [], [14], [15]]);
    assert.equal(reader.fromCache, 1);
  });

  for (const what of ['has no connection', 'cannot be read'])
    it(`does the same when Redis ${what}, and says it once`, async () => {
      await healthy(10);
      if (what === 'has no connection') isRedisOpen = false;
      else trouble = new StoreError('LOADING Redis is loading the dataset in memory');
      for (let i = 0; i < 3; i++) {
        pass();
        assert.deepEqual(await read(), []);
      }
      for (let i = 0; i < 5; i++) {
        pass();
        assert.deepEqual(await read(), [second]);
      }
      assert.equal(reader.fromCache, 1);
      assert.deepEqual(
        said(),
        trouble
          ? ['warning: reading Redis is not possible: LOADING Redis is loading the dataset in memory']
          : [],
      );
      [isRedisOpen, trouble] = [true, undefined];
      await healthy(3);
      assert.equal(reader.fromCache, 0);
      assert.match(said().join(), what === 'has no connection' ? /^$/ : /^reading Redis recovered/);
    });

  for (const bug of [
    new Error('a bug'),
    new TypeError('x is undefined'),
    new assert.AssertionError({ message: 'false' }),
  ])
    it(`takes no ${bug.name} for a fault of Redis`, async () => {
      await healthy(3);
      trouble = bug;
      pass();
      await assert.rejects(read(), bug);
      await assert.rejects(reader.names(), bug);
      assert.deepEqual(said(), []);
    });

  it('does not count a series that collectd gets no more, though it has been silent for long before', async () => {
    await healthy(30);
    for (let i = 0; i < 20; i++) {
      pass({ isCollected: false });
      await read();
    }
    for (let i = 0; i < 30; i++) {
      pass({ isWritten: false });
      await read();
    }
    assert.equal(reader.fromCache, 1);
    for (let i = 0; i < 5; i++) {
      pass({ isCollected: false });
      await read();
    }
    assert.equal(reader.fromCache, 0);
  });

  it('has nothing when collectd has nothing new either, and does not ask it all the time', async () => {
    await healthy(10);
    for (let i = 0; i < 60; i++) {
      pass({ isCollected: false });
      assert.deepEqual(await read(), []);
    }
    assert.equal(reader.fromCache, 0);
    assert.ok(listed >= 3 && listed <= 8, `${listed}`);
    pass({ isWritten: false });
    for (let i = 0; i < 10; i++) {
      second++;
      held.set(used, { time: start + second, value: second });
      await read();
    }
    assert.equal(reader.fromCache, 1);
  });

  it('reads Redis once more before it believes the cache, which collectd fills first', async () => {
    await healthy(10);
    for (let i = 0; i < 3; i++) {
      pass({ isCollected: false });
      await read();
    }
    pass({ isWritten: false });
    onGetval = () => redis.write(used, held.get(used)!.time, second);
    assert.deepEqual(await read(), [second]);
    assert.equal(cursor, held.get(used)!.time, 'as Redis has it');
    onGetval = () => undefined;
    pass({ isCollected: false });
    pass({ isCollected: false });
    pass({ isCollected: false });
    assert.deepEqual(await read(), []);
    assert.equal(reader.fromCache, 0);
  });

  it('is not on the cache any more when that falls silent, too', async () => {
    await healthy(10);
    for (let i = 0; i < 8; i++) {
      pass({ isWritten: false });
      await read();
    }
    assert.equal(reader.fromCache, 1);
    for (let i = 0; i < 8; i++) {
      pass({ isCollected: false });
      await read();
    }
    assert.equal(reader.fromCache, 0);
  });

  it('finds series in the cache that a Redis without its data no longer has', async () => {
    pass({ isWritten: false });
    assert.deepEqual(await reader.names(), [used]);
    assert.deepEqual((await reader.newestEntry(used))!.values, [1]);
    redis.write('web2/memory/memory-used', start, 5);
    assert.deepEqual(await reader.names(), ['web2/memory/memory-used'], 'Redis is well');
    for (let i = 0; i < 12; i++) {
      pass({ isWritten: false });
      await read();
    }
    assert.deepEqual((await reader.names())!.toSorted(), [used, 'web2/memory/memory-used']);
    const isOther = (name: string): boolean => name !== used;
    assert.deepEqual(await reader.names(isOther), ['web2/memory/memory-used'], 'also in the cache');
  });

  it('gives nothing that is newer than asked for, neither of Redis nor of the cache', async () => {
    await healthy(10);
    const stored = await reader.after(used, start, 100, start + 5.5);
    assert.deepEqual(
      stored.entries.map(({ values }) => values[0]),
      [1, 2, 3, 4, 5],
    );
    for (let i = 0; i < 8; i++) {
      pass({ isWritten: false });
      await read();
    }
    pass({ isWritten: false });
    const nothing = { entries: [], malformed: [] };
    assert.deepEqual(await reader.after(used, cursor, 100, start + second), nothing);
    assert.deepEqual(await read(), [second], 'but later it does');

    assert.deepEqual(await reader.names(), [used], 'this tells the reader that Redis is behind');
    assert.deepEqual((await reader.newestEntry(used))!.values, [second]);
    assert.deepEqual((await reader.newestEntry(used, start + 5.5))!.values, [5]);
    assert.equal(await reader.newestEntry(used, start), undefined);
  });

  it('asks the cache for nothing that is older than all of Redis', async () => {
    await healthy(10);
    assert.equal(await reader.newestEntry(used, start - 60), undefined);
    assert.equal(listed, 0);
  });

  it('calls a Redis that has been behind for less than three seconds slow, not behind', async () => {
    roundSeconds = 0.5;
    reader = readerWith(cacheOf());
    await healthy(60);
    const behind: [number, number][] = [];
    for (let i = 0; i < 8; i++) {
      pass({ isWritten: false });
      behind.push([(await read()).length, reader.fromCache]);
    }
    const [waiting, slow, late] = [
      [0, 0],
      [1, 0],
      [1, 1],
    ];
    assert.deepEqual(behind, [waiting, waiting, waiting, slow, slow, late, late, late]);
  });

  it('forgets a series that nobody asks for any more', async () => {
    await healthy(5);
    for (let i = 0; i < 8; i++) {
      pass({ isWritten: false });
      await read();
    }
    assert.equal(reader.fromCache, 1);
    second += 61;
    assert.equal(reader.fromCache, 0);
  });

  it('knows what can be seen of the cache', async () => {
    await healthy(10);
    assert.equal(reader.cacheState, 'nothing-newer');
    for (let i = 0; i < 8; i++) {
      pass({ isWritten: false });
      await read();
    }
    assert.equal(reader.cacheState, 'newer');
    onList = () => Promise.reject(new CollectdError('connect ECONNREFUSED'));
    for (let i = 0; i < 12; i++) {
      pass({ isWritten: false });
      await read();
    }
    assert.equal(reader.cacheState, 'no-answer');
    assert.equal(readerWith(undefined).cacheState, 'off');
    onList = () => Promise.resolve();
    for (let i = 0; i < 25; i++) {
      pass({ isWritten: false });
      await read();
    }
    said();
  });

  it('is nothing but Redis where the cache is off', async () => {
    reader = readerWith(undefined);
    await healthy(5);
    isRedisOpen = false;
    for (let i = 0; i < 20; i++) {
      pass();
      assert.deepEqual(await read(), []);
    }
    assert.equal(await reader.names(), undefined);
    assert.equal(await reader.newestEntry(used), undefined);
    for await (const page of reader.range(used, 0, start)) assert.fail(JSON.stringify(page));
  });

  it('lets bugs and faults of one series through', async () => {
    for (trouble of [new SeriesError('WRONGTYPE'), new TypeError('x is undefined')])
      await assert.rejects(reader.after(used, 0, 1), trouble);
  });

  /** One whose Redis is there again after many were asked for at once, and fails for one series. */
  function failingAt(broken: string, error: Error): FallbackReader {
    const plain = new WriteRedisReader(redis);
    const one = new WriteRedisReader(redis);
    one.afterEach = () => Promise.reject(new StoreError('it was lost, and is there again'));
    one.after = (name, ...more) => (name === broken ? Promise.reject(error) : plain.after(name, ...more));
    return new FallbackReader({
      redis: one,
      isRedisOpen: () => true,
      cache: cacheOf(),
      log,
      monotonic,
      roundSeconds,
    });
  }

  it('answers each of many questions for itself, whatever is wrong with one series', async () => {
    const names = [used, 'web1/swap/swap-used', 'web1/load/load'];
    const ask = () => reader.afterEach(names.map((name) => ({ name, time: start + second - 1, count: 9 })));
    isRedisOpen = false;
    await ask();
    second = 20;
    for (const name of names) held.set(name, { time: start + second, value: 7 });
    const kindsOf = async (): Promise<string[]> =>
      (await ask()).map((answer) => (answer instanceof Error ? answer.message : `${answer.entries.length}`));
    for (const fault of [new SeriesError('WRONGTYPE'), new ProtocolError('is no name')]) {
      reader = failingAt(names[1]!, fault);
      second = 20;
      await ask();
      second = 40;
      for (const name of names) held.set(name, { time: start + second, value: 7 });
      assert.deepEqual(await kindsOf(), ['1', fault.message, '1']);
    }
    reader = failingAt(names[1]!, new TypeError('a bug'));
    await ask();
    second = 60;
    await assert.rejects(ask(), { name: 'TypeError' });
    said();
  });

  it('says once that Redis refuses to answer, however many are asked at once, and once that it answers again', async () => {
    const questions = [used, 'web1/swap/swap-used'].map((name) => ({ name, time: start, count: 9 }));
    const rounds = async (count: number): Promise<string[]> => {
      for (let i = 0; i < count; i++) {
        second += roundSeconds;
        await reader.names();
        await reader.afterEach(questions);
      }
      return said();
    };
    const answer = redis.zRangeWithScores.bind(redis);
    for (const refused of ['web1/', used, 'web1/swap/swap-used']) {
      redis.zRangeWithScores = (key, ...more) =>
        key.includes(refused) ? Promise.reject(new StoreError(`NOPERM ${refused}`)) : answer(key, ...more);
      assert.deepEqual(await rounds(9), [`warning: reading Redis is not possible: NOPERM ${refused}`]);
      redis.zRangeWithScores = answer;
      assert.deepEqual(await rounds(9), ['reading Redis recovered after 0 s']);
    }
  });

  it('does not take a series that rested for one that came each round', async () => {
    for (second = 0; second <= 200; second += 10) {
      redis.write(used, start + second, 1);
      reader.quietUntil(second - 1);
      const { entries } = await reader.after(used, start + second - 10, 100);
      assert.equal(entries.length, 1);
    }
    held.set(used, { time: start + 300, value: 1 });
    for (second = 201; second < 229; second++) await reader.after(used, start + 200, 100);
    assert.equal(listed, 0, 'three gaps of 10 s have not passed');
    for (; second < 240; second++) await reader.after(used, start + 200, 100);
    assert.ok(listed > 0);
  });

  /** Rounds in which Redis gets nothing; the values that are read. */
  async function unwritten(rounds: number, { isCollected = true } = {}): Promise<number[]> {
    const values: number[] = [];
    for (let i = 0; i < rounds; i++) {
      pass({ isWritten: false, isCollected });
      values.push(...(await read()));
    }
    return values;
  }

  it('knows the names of the cache while there is no Redis, and that they may not be all', async () => {
    pass({ isWritten: false });
    isRedisOpen = false;
    assert.deepEqual(await reader.names(), [used]);
    assert.equal(reader.areNamesWhole, false);
    isRedisOpen = true;
    assert.deepEqual(await readerWith(undefined).names(), []);
    await reader.names();
    assert.equal(reader.areNamesWhole, true);
  });

  it('knows no names where Redis cannot be read and the cache is empty', async () => {
    isRedisOpen = false;
    assert.equal(await reader.names(), undefined);
    assert.equal(await readerWith(undefined).names(), undefined);
  });

  it('knows the names that Redis had when it could be read last', async () => {
    redis.write('web2/df-root/df_complex-used', start, 1);
    await healthy(2);
    assert.deepEqual((await reader.names())!.toSorted(), [used, 'web2/df-root/df_complex-used']);
    isRedisOpen = false;
    assert.deepEqual((await reader.names())!.toSorted(), [used, 'web2/df-root/df_complex-used']);
    assert.equal(reader.areNamesWhole, false);
  });

  it('begins anew with a series that nobody asked for during a minute', async () => {
    await healthy(10);
    assert.equal((await unwritten(8)).length, 5);
    second += 60;
    assert.equal(reader.fromCache, 0);
    assert.equal((await unwritten(8)).length, 8);
    second += 61;
    assert.equal(reader.fromCache, 0);
    assert.deepEqual(await unwritten(3), []);
  });

  it('waits again for three intervals after Redis has caught up', async () => {
    await healthy(10);
    assert.equal((await unwritten(8)).length, 5);
    await healthy(2);
    assert.deepEqual(await unwritten(3), []);
  });

  it('stays with the cache when collectd misses a round', async () => {
    await healthy(10);
    await unwritten(8);
    await unwritten(2, { isCollected: false });
    assert.equal(reader.fromCache, 1);
    assert.equal((await unwritten(1)).length, 1);
  });

  it('learns from the cache how far apart samples are', async () => {
    isRedisOpen = false;
    assert.ok((await unwritten(25)).length > 10);
    assert.equal(reader.fromCache, 1);
    await unwritten(6, { isCollected: false });
    assert.equal(reader.fromCache, 0);
  });

  it('does not take a pause between bursts for the end', async () => {
    const burst = async (): Promise<void> => {
      for (let i = 1; i < 10; i++) assert.deepEqual(await unwritten(1, { isCollected: false }), []);
      second++;
      for (let i = 9; i >= 0; i--) redis.write(used, start + second - i, second);
      assert.equal((await read()).length, 10);
    };
    for (let bursts = 0; bursts < 8; bursts++) await burst();
    listed = 0;
    for (let bursts = 0; bursts < 3; bursts++) await burst();
    await unwritten(29, { isCollected: false });
    assert.equal(listed, 0);
    await unwritten(2, { isCollected: false });
    assert.equal(listed, 1);
  });

  it('gives the malformed members of Redis beside what the cache has', async () => {
    await healthy(10);
    await unwritten(8);
    pass({ isWritten: false });
    redis.writeMember(used, 'garbage', start + second);
    const { entries, malformed } = await reader.after(used, cursor, 100);
    assert.deepEqual([entries.length, malformed], [1, ['garbage']]);
    isRedisOpen = false;
    pass();
    assert.deepEqual((await reader.after(used, cursor, 100)).malformed, []);
  });

  it('reads the past of Redis, which shows how far apart samples are', async () => {
    second = 100;
    for (const ago of [50, 40, 30, 20, 10, 0]) redis.write(used, start + 100 - ago, ago);
    const values: number[] = [];
    for await (const { entries } of reader.range(used, start + 55, start + 95))
      values.push(...entries.map((entry) => entry.values[0]!));
    assert.deepEqual(values, [40, 30, 20, 10]);
    cursor = start + 100;
    await unwritten(29, { isCollected: false });
    assert.equal(listed, 0);
    await unwritten(2, { isCollected: false });
    assert.equal(listed, 1);
    isRedisOpen = false;
    for await (const page of reader.range(used, start, start + 100)) assert.fail(JSON.stringify(page));
  });

  it('has the times of Redis, and none without it', async () => {
    for (const time of [1, 2, 3]) redis.write(used, start + time, 5);
    assert.deepEqual(await reader.times(used, start + 1, start + 3), [start + 2, start + 3]);
    isRedisOpen = false;
    assert.deepEqual(await reader.times(used, start + 1, start + 3), []);
  });

  it('has the newest entry of the cache of a series that Redis never had, if it is old enough', async () => {
    pass({ isWritten: false });
    const { time } = (await reader.newestEntry(used))!;
    assert.deepEqual((await reader.newestEntry(used, time + 5))!.values, [1]);
    assert.deepEqual((await reader.newestEntry(used, time))!.values, [1]);
    assert.equal(await reader.newestEntry(used, time - 0.001), undefined);
  });

  it('gives from the cache what is old enough', async () => {
    await healthy(10);
    await unwritten(8);
    pass({ isWritten: false });
    const until = start + second + 0.5;
    assert.equal((await reader.after(used, cursor, 100, until)).entries.length, 1);
  });

  it('knows that Redis cannot be read: without a connection, and until some rounds went well', async () => {
    await healthy(3);
    assert.ok(reader.isReadable);
    isRedisOpen = false;
    assert.ok(!reader.isReadable);
    [isRedisOpen, trouble] = [true, new StoreError('LOADING')];
    await reader.newestEntry(used);
    trouble = undefined;
    assert.ok(!reader.isReadable);
    assert.match(reader.readFailure!, /^LOADING/);
    second += 2;
    assert.ok(reader.isReadable);
    assert.equal(reader.readFailure, undefined);
  });

  it('says nothing of Redis when its connection is lost meanwhile', async () => {
    await healthy(3);
    const lost = new FallbackReader({
      redis: Object.assign(new WriteRedisReader(redis), {
        names: () => {
          isRedisOpen = false;
          return Promise.reject(new StoreError('Socket closed unexpectedly'));
        },
      }),
      isRedisOpen: () => isRedisOpen,
      cache: undefined,
      log,
      monotonic,
      roundSeconds,
    });
    assert.equal(await lost.names(), undefined);
    assert.deepEqual(said(), []);
  });
});
