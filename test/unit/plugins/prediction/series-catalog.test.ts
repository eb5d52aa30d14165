import assert from 'node:assert/strict';
import { parseConfig, type Config } from '../../../../plugins/config/config.ts';
import { SeriesCatalog } from '../../../../plugins/prediction/series-catalog.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import {
  SeriesError,
  SeriesIsolation,
  StoreError,
  type SampleReader,
} from '../../../../plugins/samples/sample-reader.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memorySeries } from '../../../support/memory-series.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const start = 1.8e9;
const used = 'web1/memory/memory-used';
const used2 = 'web2/memory/memory-used';

describe('the catalogue of series', () => {
  let now: number;
  let redis: FakeRedis;
  let recorded: RecordedLog;
  let events: string[];
  let catalog: SeriesCatalog;
  beforeEach(() => {
    now = start;
    redis = new FakeRedis();
    recorded = recordedLog(() => now);
    events = [];
    catalog = catalogOf();
  });

  function catalogOf(
    config: Config = memoryConfig(),
    reader: SampleReader = new WriteRedisReader(redis),
  ): SeriesCatalog {
    return new SeriesCatalog({
      config,
      reader,
      log: recorded.log,
      isolation: new SeriesIsolation(recorded.log),
      detectors: new Map(),
      onLoaded: ({ name }) => events.push(`loaded ${name}`),
      onForgotten: ({ name }) => events.push(`forgotten ${name}`),
      onUnknown: ({ name }) => events.push(`unknown ${name}`),
      now: () => now,
      monotonic: () => now - start,
    });
  }

  /** Writes what a host used of 1000, a sample a second up to now. */
  function write(
    host = 'web1',
    { seconds = 60, total = 1000 }: { seconds?: number; total?: number } = {},
  ): void {
    for (let ago = seconds - 1; ago >= 0; ago--) {
      redis.write(`${host}/memory/memory-used`, now - ago, 300);
      redis.write(`${host}/memory/memory-free`, now - ago, total - 300);
    }
  }

  async function refresh(one = catalog): Promise<void> {
    await one.refresh();
    while (one.isLoading) await one.load();
  }

  const names = (one = catalog): string[] => one.entries.map(({ series }) => series.name);
  const outcomes = (): Record<string, string> =>
    Object.fromEntries(
      catalog.looks.flatMap((look) =>
        [...look.outcomes].map(([name, one]) => [name, typeof one === 'string' ? one : one.kind]),
      ),
    );

  it('is empty before it is refreshed', () => {
    assert.deepEqual(
      [catalog.entries, catalog.looks, catalog.reports, catalog.isLoading],
      [[], [], [], false],
    );
  });

  it('has the series that a target matches, when their past has been read', async () => {
    write();
    await catalog.refresh();
    assert.deepEqual([names(), catalog.isLoading, events], [[], true, []]);
    assert.deepEqual(outcomes(), { [used]: 'catalogued' });
    await refresh();
    assert.deepEqual([names(), catalog.isLoading, events], [[used], false, [`loaded ${used}`]]);
    const [entry] = catalog.entries;
    assert.deepEqual(
      [entry!.series.capacity, entry!.series.newestTime, entry!.movingParts],
      [1000, now - 1, undefined],
    );
    assert.equal(catalog.entries, catalog.entries, 'the same array');
  });

  it('has the first of very many series before it has looked at the last one', async () => {
    const count = 3000;
    for (let i = 0; i < count; i++) write(`web${i}`, { seconds: 2 });
    assert.equal(await catalog.refresh(), false, 'the search goes on');
    assert.deepEqual([catalog.foundCount, catalog.looks], [count, []]);
    await catalog.load();
    const first = names().length;
    assert.ok(first > 0 && first < count, `${first} series`);
    while (!(await catalog.refresh())) await catalog.load();
    assert.equal(catalog.looks[0]!.outcomes.size, count);
    await refresh();
    assert.equal(new Set(names()).size, count);
  });

  it('begins a new search when one has failed half-way', async () => {
    for (let i = 0; i < 3000; i++) write(`web${i}`, { seconds: 2 });
    const reader = new WriteRedisReader(redis);
    const newestEach = reader.newestEach.bind(reader);
    let asked = 0;
    reader.newestEach = async (some) => {
      if (++asked === 2) throw new StoreError('lost');
      return newestEach(some);
    };
    const failing = catalogOf(memoryConfig(), reader);
    await assert.rejects(failing.refresh(), StoreError);
    while (!(await failing.refresh())) await failing.load();
    await refresh(failing);
    assert.equal(names(failing).length, 3000);
  });

  it('keeps its series while nothing changes, and adds new ones', async () => {
    write();
    await refresh();
    const before = catalog.entries;
    await refresh();
    assert.equal(catalog.entries, before);
    assert.deepEqual(outcomes(), { [used]: 'catalogued' });
    write('web2');
    await refresh();
    assert.deepEqual(names(), [used, used2]);
    assert.equal(catalog.entries[0], before[0]);
    assert.deepEqual(events, [`loaded ${used}`, `loaded ${used2}`]);
  });

  it('says that a target finds nothing, once, and that it does', async () => {
    await refresh();
    await refresh();
    assert.deepEqual(recorded.said(), [
      'warning: target memory finds no series like */memory/memory-used in Redis yet',
    ]);
    now += 10;
    write();
    await refresh();
    assert.deepEqual(recorded.said(), ['target memory recovered after 10 s']);
  });

  it('does not say that an optional target finds nothing', async () => {
    catalog = catalogOf(memoryConfig('optional: true'));
    await refresh();
    assert.deepEqual(recorded.said(), []);
  });

  it('leaves out a series that has had nothing for an hour', async () => {
    write();
    now += 3700;
    await refresh();
    assert.deepEqual([names(), outcomes()], [[], { [used]: 'gone' }]);
  });

  it('has the reason of a malformed name while it is written', async () => {
    const broken = 'a\nb/memory/memory-used';
    redis.write(broken, now, 1);
    await refresh();
    assert.deepEqual(outcomes(), { [broken]: 'name' });
    assert.ok(!recorded.said().some((line) => line.includes('finds no series')));
    now += 3601;
    await refresh();
    assert.deepEqual(outcomes(), { [broken]: 'gone' });
  });

  it('has the reason where a part of a sum is missing', async () => {
    const sum =
      'targets: {memory: {series: ["*/memory/memory-active", "*/memory/memory-wired"], limit: 900}}';
    catalog = catalogOf(parseConfig(sum, 'test'));
    redis.write('web1/memory/memory-active', now, 1);
    await refresh();
    assert.deepEqual([names(), outcomes()], [[], { 'web1/memory/memory-active': 'sum' }]);
  });

  it('starts a series again whose past could not be read', async () => {
    write();
    const broken = Object.defineProperty(new WriteRedisReader(redis), 'range', {
      configurable: true,
      value: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new SeriesError('it is a hash')) }),
      }),
    });
    catalog = catalogOf(memoryConfig(), broken);
    await refresh();
    assert.deepEqual(names(), []);
    delete (broken as Partial<WriteRedisReader>).range;
    await refresh();
    assert.deepEqual(names(), [used]);
  });

  it('has the reason where the capacity is not known', async () => {
    redis.write(used, now, 300);
    await refresh();
    assert.deepEqual([names(), outcomes()], [[], { [used]: 'capacity' }]);
  });

  it('forgets a series that has been silent for an hour, and says so', async () => {
    write();
    await refresh();
    now += 3600;
    await refresh();
    assert.deepEqual(names(), [used]);
    now += 1;
    await refresh();
    assert.deepEqual([names(), events], [[], [`loaded ${used}`, `forgotten ${used}`]]);
  });

  it('keeps a series whose name has gone from Redis, and drops what was said of the others', async () => {
    write();
    await refresh();
    for (const name of [used, used2]) recorded.log.subject('one', name).failing('fails');
    recorded.log.subject('two', used2).failing('fails');
    redis.flush();
    redis.write(used2, now, 1);
    await refresh();
    redis.flush();
    redis.write('x/y/z', now, 1);
    await refresh();
    recorded.said();
    assert.deepEqual(names(), [used]);
    recorded.log.subject('two', used2).recovered();
    recorded.log.subject('one', used).recovered();
    assert.deepEqual(recorded.said(), ['one recovered after 0 s']);
  });

  it('follows a capacity that changes', async () => {
    write();
    await refresh();
    now += 10;
    write('web1', { seconds: 10, total: 2000 });
    await refresh();
    assert.equal(catalog.entries[0]!.series.capacity, 2000);
    redis.flush();
    redis.write(used, now, 300);
    await refresh();
    assert.equal(catalog.entries[0]!.series.capacity, 2000, 'the last one that is known');
  });

  it('starts a series over when its capacity begins to move', async () => {
    catalog = catalogOf(memoryConfig('horizonSeconds: 20'));
    write();
    await refresh();
    const [before] = catalog.entries;
    for (let second = 1; second <= 60; second++) {
      now++;
      redis.write(used, now, 300);
      redis.write('web1/memory/memory-free', now, 700 + 10 * second);
    }
    await refresh();
    const [after] = catalog.entries;
    assert.notEqual(after, before);
    assert.equal(after!.movingParts, `${used}\nweb1/memory/memory-free`);
    assert.ok(after!.series.state!.prediction.share);
    now++;
    redis.write(used, now, 300);
    redis.write('web1/memory/memory-free', now, 5000);
    await refresh();
    assert.equal(catalog.entries[0], after);
    assert.equal(after!.series.capacity, 1590, 'each sample comes with its own');
  });

  it('starts a series over when its clock was set back, without the samples of later times', async () => {
    write();
    await refresh();
    const [before] = catalog.entries;
    before!.lookAtClock([{ time: now + 400, value: 1 }], { now, monotonic: 0 });
    now -= 30;
    catalog.restart(before!);
    assert.deepEqual(names(), []);
    assert.equal(before!.series.clock.offsetSeconds, 0);
    now += 1;
    await refresh();
    const [after] = catalog.entries;
    assert.notEqual(after, before);
    assert.equal(after!.series.newestTime, start - 31);
    assert.equal(after!.source.ghostsAfter, start - 30);
  });

  it('keeps the series that it can when another one takes over', async () => {
    write();
    write('web2');
    await refresh();
    const [entry, other] = catalog.entries;
    now -= 30;
    catalog.restart(other!);
    const next = catalogOf();
    next.adopt(catalog, (target) => target === 'memory');
    assert.deepEqual(next.entries, [entry]);
    await refresh(next);
    assert.equal(next.entries[1]!.source.ghostsAfter, now, 'it knows that its clock was set back');
    const changed = catalogOf();
    changed.adopt(catalog, () => false);
    assert.deepEqual(changed.entries, []);
    const early = catalogOf();
    write('web3');
    await catalog.refresh();
    early.adopt(catalog, () => true);
    assert.deepEqual(names(early), [used], 'those whose past is being read start again');
  });

  it('knows by which values other predictors show that they run', async () => {
    redis.write('a/dma-self/gauge-series', now, 1);
    redis.write('a/dma-self/gauge-stale', now, 1);
    redis.write('b/dma-self/gauge-series', now, 1);
    await refresh();
    assert.deepEqual(catalog.reports, ['a/dma-self/gauge-series', 'b/dma-self/gauge-series']);
  });

  it('knows which series are alive, whether or not a target matches them', async () => {
    redis.write('web1/cpu-0/cpu-idle', now, 1);
    redis.write('web2/cpu-0/cpu-idle', now - 4000, 1);
    await refresh();
    const alive = [];
    for (const name of ['web1/cpu-0/cpu-idle', 'web2/cpu-0/cpu-idle', 'web3/cpu-0/cpu-idle', 'no identifier'])
      alive.push(await catalog.isAlive(name));
    assert.deepEqual(alive, [true, false, false, false]);
  });

  it('stays as it is while the names cannot be read', async () => {
    write();
    await refresh();
    const { looks } = catalog;
    const before = catalog.entries;
    redis.flush();
    const reader = Object.defineProperty(new WriteRedisReader(redis), 'names', {
      value: async () => undefined,
    });
    const offline = catalogOf(memoryConfig(), reader);
    offline.adopt(catalog, () => true);
    await refresh(offline);
    assert.deepEqual([offline.entries, offline.looks.length, looks.length], [before, 0, 1]);
    assert.deepEqual(recorded.said(), []);
  });

  it('updates the capacity of each writer, and not that of all, where there are several', async () => {
    write();
    await refresh();
    const entry = catalog.entries[0]!;
    const writers = [now - 2, now + 500].map((previousTime) => ({
      series: memorySeries(used, '', { capacity: 3000 }),
      roomSeconds: 0.5,
      intervalSeconds: 1,
      arrived: 5,
      previousTime,
      newestTime: now,
    }));
    Object.defineProperty(entry, 'writers', { value: writers });
    entry.series.capacity = 7;
    await refresh();
    assert.deepEqual(
      writers.map(({ series }) => series.capacity),
      [1000, 3000],
      'known at the time of one of them',
    );
    assert.deepEqual([entry.series.capacity, catalog.entries[0]], [7, entry]);
  });
});
