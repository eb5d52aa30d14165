import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { FallbackReader } from '../../../../plugins/samples/fallback-reader.ts';
import { CollectdCache } from '../../../../plugins/samples/collectd-cache.ts';
import { LostHosts } from '../../../../plugins/samples/lost-hosts.ts';
import type { Entry } from '../../../../plugins/samples/entry.ts';
import { SeriesError, StoreError } from '../../../../plugins/samples/sample-reader.ts';
import type { StoredHost } from '../../../../plugins/samples/stored-hosts.ts';
import { CollectdError } from '../../../../plugins/collectd/unixsock.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const start = 1.8e9;
const used = 'own1/memory/memory-used';
const free = 'own1/memory/memory-free';
const other = 'web1/memory/memory-used';
const filtered = 'own1/df-root/df_complex-used';

const isRedisOpen = (): boolean => true;
const isOwn = ({ host }: StoredHost): boolean => host === 'own1';

/** A dma predict on own1 that is restarted, beside a web1 that goes on writing into the same Redis. */
describe('the hosts that Redis has lost', () => {
  let second: number;
  let redis: FakeRedis;
  let held: Map<string, number>;
  let listed: number;
  let kept: readonly StoredHost[];
  let isCacheThere: boolean;
  let trouble: boolean;
  /** Names of series whose keys hold something else. */
  let wrongTypes: readonly string[];
  let lost: LostHosts;
  let reader: FallbackReader;
  const { log, said } = recordedLog();

  beforeEach(() => {
    [second, listed, kept, isCacheThere, trouble, wrongTypes] = [0, 0, [], true, false, []];
    redis = new FakeRedis();
    held = new Map();
    restart();
    for (const host of ['own1', 'web1']) log.subject(`the series of ${host}`).recovered();
    log.subject("collectd's cache").recovered();
    said();
  });

  const monotonic = (): number => second;
  const now = (): number => start + second;

  function restart(): void {
    const cache = new CollectdCache({ client: { command }, log, monotonic });
    const memory = {
      path: '/spool/stored-hosts.json',
      read: () => kept,
      write: (hosts: readonly StoredHost[]) => (kept = hosts),
    };
    const stored = new WriteRedisReader(redis);
    const failing = new Proxy(stored, {
      get: (target, name) =>
        trouble
          ? () => Promise.reject(new StoreError('LOADING'))
          : (Reflect.get(target, name, target).bind(target) as unknown),
    });
    const newestEntry = async (name: string): Promise<Entry | undefined> => {
      if (wrongTypes.includes(name)) throw new SeriesError('WRONGTYPE');
      return failing.newestEntry(name);
    };
    lost = new LostHosts({ memory, cache, stored: { newestEntry }, log, host: 'own1', now, monotonic });
    reader = new FallbackReader({
      redis: failing,
      isRedisOpen,
      cache,
      lost,
      log,
      monotonic,
      roundSeconds: 1,
    });
  }

  async function command(line: string): Promise<{ code: number; text: string; lines: string[] }> {
    if (!isCacheThere) throw new CollectdError('connect ECONNREFUSED');
    if (line !== 'LISTVAL') return { code: 1, text: '', lines: [`value=${second}`] };
    listed++;
    const lines = [...held].map(([name, time]) => `${time.toFixed(3)} ${name}`);
    return { code: lines.length, text: '', lines };
  }

  interface Passing {
    readonly isOwnWritten?: boolean;
    readonly isOtherWritten?: boolean;
    readonly series?: readonly string[];
  }

  /** Seconds pass; the names that are known in the end. */
  async function pass(
    seconds: number,
    { isOwnWritten = true, isOtherWritten = true, series = [used, free, other] }: Passing = {},
  ): Promise<readonly string[]> {
    let names: readonly string[] = [];
    for (let i = 0; i < seconds; i++) {
      second++;
      const time = start + second + 0.2832847;
      for (const name of [used, free, filtered]) held.set(name, time);
      if (isOwnWritten) for (const name of [used, free]) redis.write(name, time, second);
      if (isOtherWritten) redis.write(other, time, second);
      if (i % 10 === 0) names = (await reader.names()) ?? [];
      for (const name of series) await reader.after(name, time - 1.1, 100);
    }
    return names.toSorted();
  }

  /** The newest entry is that of the cache, whose times are in milliseconds. */
  async function assertCached(name: string): Promise<void> {
    const { time } = (await reader.newestEntry(name))!;
    assert.ok(Math.abs(time - held.get(name)!) < 0.0011, `${time}`);
  }

  it('are found after a restart, and their series read from the cache at once', async () => {
    await pass(30);
    assert.equal(listed, 0, 'collectd is not asked while all is well');
    redis = new FakeRedis();
    restart();
    assert.ok(lost.isUncertain);
    assert.deepEqual(await pass(10, { isOwnWritten: false, series: [other] }), [other]);
    assert.ok(lost.isUncertain);
    const names = await pass(1, { isOwnWritten: false, series: [other] });
    assert.ok(!lost.isUncertain);
    assert.deepEqual(names, [filtered, free, used, other].toSorted(), 'as when it breaks in between');
    assert.equal(reader.fromCache, 2, 'before any of them has been read');
    assert.equal((await reader.after(used, start + second - 1, 100)).entries.length, 1);
    await assertCached(used);
    assert.deepEqual(said(), [
      "warning: the series of own1 are in collectd's cache and no longer come into Redis; restart collectd, as write_redis does not reconnect. If that is meant to be, remove /spool/stored-hosts.json and restart dma predict",
    ]);
  });

  it('stay lost over further restarts, and for the week', async () => {
    await pass(30);
    redis = new FakeRedis();
    for (let i = 0; i < 6; i++) {
      restart();
      await pass(15, { isOwnWritten: false, series: [other] });
      assert.equal(reader.fromCache, 2);
      second += 86_400;
    }
    second += 86_400;
    restart();
    assert.deepEqual(await pass(15, { isOwnWritten: false, series: [other] }), [other]);
    said();
  });

  it('are found where Redis still has what they wrote before', async () => {
    await pass(30);
    second += 7200;
    restart();
    await pass(15, { isOwnWritten: false, series: [other] });
    assert.equal(reader.fromCache, 2);
    await assertCached(used);
    said();
  });

  it('are over when their series come into Redis again', async () => {
    await pass(30);
    redis = new FakeRedis();
    restart();
    await pass(15, { isOwnWritten: false });
    assert.equal(reader.fromCache, 2);
    await pass(15);
    assert.equal(reader.fromCache, 0);
    assert.match(said().at(-1)!, /^the series of own1 recovered/);
    assert.deepEqual(await pass(11), [free, used, other].toSorted());
  });

  it('are not looked for where their series never stood in Redis: a filter chain, or the Redis of other machines', async () => {
    await pass(30, { isOwnWritten: false, series: [other] });
    restart();
    assert.ok(lost.isUncertain, 'web1 is remembered');
    assert.deepEqual(await pass(30, { isOwnWritten: false, series: [other] }), [other]);
    assert.equal(reader.fromCache, 0);
    assert.deepEqual(said(), []);
  });

  it('are none where their series arrive, though only after the start', async () => {
    await pass(30);
    redis = new FakeRedis();
    restart();
    await pass(5, { isOwnWritten: false, series: [other] });
    assert.ok(lost.isUncertain);
    await pass(15);
    assert.ok(!lost.isUncertain);
    assert.equal(reader.fromCache, 0);
    assert.deepEqual(said(), []);
  });

  it('are none where one series alone is kept out of Redis since', async () => {
    await pass(30);
    redis = new FakeRedis();
    redis.write(used, start + second + 60, 1);
    restart();
    await pass(15, { isOwnWritten: false, series: [other] });
    assert.equal(reader.fromCache, 0);
  });

  it('are not lost when they have ended: collectd has nothing of them', async () => {
    await pass(30);
    redis = new FakeRedis();
    restart();
    held.clear();
    redis.write(other, start + second, 1);
    await reader.names();
    assert.ok(!lost.isUncertain);
    assert.equal(reader.fromCache, 0);
  });

  it('are not waited for longer than a minute when collectd does not answer', async () => {
    await pass(30);
    restart();
    isCacheThere = false;
    await pass(60);
    assert.ok(lost.isUncertain);
    await pass(11);
    assert.ok(!lost.isUncertain);
    assert.equal(reader.fromCache, 0);
    said();
  });

  it('are found although one of their keys holds something else, and are none where all do', async () => {
    await pass(30);
    for (const wrong of [[used], [used, free]]) {
      wrongTypes = wrong;
      redis = new FakeRedis();
      restart();
      await pass(15, { isOwnWritten: false, series: [other] });
      assert.equal(reader.fromCache, wrong.length === 1 ? 2 : 0);
    }
    said();
  });

  it('are looked for when Redis can be read again', async () => {
    await pass(30);
    redis = new FakeRedis();
    restart();
    trouble = true;
    await pass(15, { isOwnWritten: false, series: [] });
    assert.ok(lost.isUncertain);
    assert.deepEqual(
      said(),
      ['warning: reading Redis is not possible: LOADING'],
      'and not that it recovered',
    );
    trouble = false;
    await pass(25, { isOwnWritten: false, series: [other] });
    assert.ok(!lost.isUncertain);
    assert.equal(reader.fromCache, 2);
    said();
  });

  it('are remembered by the series that came into Redis, not by those of the cache', async () => {
    await pass(30);
    assert.deepEqual(kept.find(isOwn)!.names.toSorted(), [free, used]);
    second += 7200;
    await pass(120, { isOwnWritten: false });
    assert.equal(kept.find(isOwn)!.time, start + 11);
    said();
  });
});
