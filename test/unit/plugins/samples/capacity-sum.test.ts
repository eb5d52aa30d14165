import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { CapacitySum, type Capacity } from '../../../../plugins/samples/capacity-sum.ts';
import type { Entry } from '../../../../plugins/samples/entry.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const used = 'web1/memory/memory-used';
const free = 'web1/memory/memory-free';
const cached = 'web1/memory/memory-cached';
const now = 1e6;

describe('the capacity of a series', () => {
  let redis: FakeRedis;
  let sum: CapacitySum;
  beforeEach(() => {
    redis = new FakeRedis();
    sum = new CapacitySum();
  });

  /** Writes a series every second, or every `interval` seconds, from `ago` seconds before now. */
  function fill(name: string, value: number, ago: number, { until = 0, interval = 1 } = {}): void {
    for (let age = ago; age >= until; age -= interval) redis.write(name, now - age, value, 2 * value);
  }

  function read(parts: readonly string[], more: object = {}): Promise<Capacity> {
    return sum.read(new WriteRedisReader(redis), {
      series: readName(used),
      sumOf: '*/memory/memory-*',
      parts: parts.map(readName),
      dataSources: [0],
      dataSource: 0,
      now,
      monotonic: 0,
      ...more,
    });
  }

  async function problem(...parts: readonly string[]): Promise<unknown> {
    const capacity = await read(parts);
    return 'problem' in capacity ? capacity.problem : capacity;
  }

  it('is the sum of one data source of each part', async () => {
    for (const [name, value] of [
      [used, 10],
      [free, 20],
    ] as const)
      fill(name, value, 60);
    assert.deepEqual(await read([used, free]), { kind: 'known', value: 30, ended: [] });
    assert.deepEqual(await read([used, free], { dataSources: [1] }), { kind: 'known', value: 60, ended: [] });
    assert.deepEqual(await read([used, free], { dataSources: [2] }), {
      kind: 'unknown',
      problem: `${used} has no data source 2`,
    });
  });

  it('is the sum of several data sources of one series', async () => {
    fill(used, 10, 60);
    assert.deepEqual(await read([used], { sumOf: used, dataSources: [0, 1] }), {
      kind: 'known',
      value: 30,
      ended: [],
    });
    const alone = { kind: 'unknown', problem: `there are no samples of series like ${used} except its own` };
    assert.deepEqual(await read([used], { sumOf: used }), alone);
    assert.equal((await read([used], { sumOf: used, dataSources: [1] })).kind, 'known');
  });

  it('is not known of a series that is silent for hours while the predicted one goes on', async () => {
    fill(free, 20, 3 * 3600, { until: 2 * 3600, interval: 10 });
    const silent = { kind: 'unknown', problem: `${free} is no longer written` };
    const named = { sumOf: free, newestTime: now };
    assert.deepEqual(await read([free], named), silent);
    assert.equal((await read([free], { ...named, newestTime: now - 3600 })).kind, 'known');
    redis = new FakeRedis();
    fill(free, 20, 3 * 3600, { until: 2 * 3600, interval: 900 });
    assert.equal((await read([free], named)).kind, 'known');
  });

  it('is not known of parts without a value, of zeros, and of the series alone', async () => {
    assert.equal(await problem(), 'there are no samples of series like */memory/memory-*');
    assert.equal(await problem(used), 'there are no samples of series like */memory/memory-*');
    redis.write(used, now, 0);
    assert.equal(await problem(used), 'there are no samples of series like */memory/memory-* except its own');
    redis.write(free, now, 0);
    assert.equal(
      await problem(used, free),
      'series like */memory/memory-* add up to 0, as swap that is off does; predicted once they do not',
    );
    redis.write(free, now + 1, 'nan');
    assert.equal(await problem(used, free), `${free} has no value`);
  });

  for (const [interval, ripe] of [
    [1, 30],
    [10, 30],
    [60, 180],
  ] as const)
    it(`is young until its parts of ${interval} s have come for ${ripe} s`, async () => {
      fill(used, 10, 10 * ripe, { interval });
      fill(free, 20, ripe - interval, { interval });
      assert.deepEqual(await read([used, free]), { kind: 'young', value: 30, ended: [] });
      redis = new FakeRedis();
      fill(used, 10, 10 * ripe, { interval });
      fill(free, 20, ripe, { interval });
      assert.deepEqual(await read([used, free]), { kind: 'known', value: 30, ended: [] });
    });

  it('is young again when a part is new, and when one has ended', async () => {
    fill(used, 10, 60);
    fill(free, 20, 60);
    assert.equal((await read([used, free])).kind, 'known');
    fill(cached, 30, 5);
    assert.equal((await read([used, free, cached])).kind, 'young');
    assert.equal((await read([used, free])).kind, 'known');
  });

  it('is young when a host comes back, whose parts were written long ago', async () => {
    for (const name of [used, free, cached]) fill(name, 10, 7 * 86_400, { until: 7 * 86_400 - 60 });
    fill(used, 10, 20);
    fill(free, 20, 20);
    assert.deepEqual(await read([used, free, cached]), { kind: 'young', value: 30, ended: [cached] });
  });

  it('is whole at once when the glob names all of its parts', async () => {
    for (const name of [used, free]) redis.write(name, now, 10);
    const named = { sumOf: '*/memory/memory-{used,free}' };
    assert.equal((await read([used, free], named)).kind, 'known');
    sum = new CapacitySum();
    const more = { sumOf: '*/memory/memory-{used,free,cached}' };
    assert.equal((await read([used, free], more)).kind, 'young');
  });

  it('is whole after minutes where the store keeps no past', async () => {
    for (const name of [used, free]) redis.write(name, now, 10);
    assert.equal((await read([used, free])).kind, 'young');
    assert.equal((await read([used, free], { monotonic: 179 })).kind, 'young');
    assert.equal((await read([used, free], { monotonic: 180 })).kind, 'known');
  });

  it('leaves out a part that has ended, or has no samples', async () => {
    fill(used, 10, 60);
    fill(free, 20, 60);
    fill(cached, 5, 7 * 86_400, { until: 7 * 86_400 - 10 });
    const gone = 'web1/memory/memory-wired';
    assert.deepEqual(await read([used, free, cached, gone]), {
      kind: 'known',
      value: 30,
      ended: [cached, gone],
    });
  });

  it('counts a part that is somewhat older, and is not known while one is late', async () => {
    fill(used, 10, 600);
    fill(free, 20, 600, { until: 60 });
    assert.equal((await read([used, free])).kind, 'known');
    redis.write(used, now + 1, 10);
    assert.deepEqual(await read([used, free]), { kind: 'unknown', problem: `${free} is late` });
    fill(cached, 30, 600);
    for (let age = 1; age <= 241; age++) redis.write(used, now + age, 10);
    assert.deepEqual(await read([used, cached, free], { now: now + 241 }), {
      kind: 'unknown',
      problem: `${cached} is late`,
    });
  });

  it('measures how late a part is by its own interval', async () => {
    fill(used, 10, 3600);
    fill(free, 20, 3600, { until: 300, interval: 120 });
    assert.equal((await read([used, free])).kind, 'known');
    redis = new FakeRedis();
    fill(used, 10, 3600);
    fill(free, 20, 4000, { until: 700, interval: 120 });
    assert.deepEqual(await read([used, free]), { kind: 'unknown', problem: `${free} is late` });
  });

  it('does not take the time of an entry from the future for the present', async () => {
    fill(used, 10, 60);
    fill(free, 20, 60);
    redis.write(used, now + 7200, 10);
    assert.deepEqual(await read([used, free]), { kind: 'known', value: 30, ended: [] });
    redis.write(used, now + 7300, 'nan');
    assert.deepEqual(await read([used, free]), { kind: 'known', value: 30, ended: [] });
  });

  it('has a sum of 0 where there is nothing of the resource, and not below', async () => {
    redis.write(free, now, 0);
    assert.deepEqual(await read([used, free]), {
      kind: 'unknown',
      problem:
        'series like */memory/memory-* add up to 0, as swap that is off does; predicted once they do not',
      isZero: true,
    });
    redis.write(free, now + 1, -5);
    assert.deepEqual(await read([used, free]), {
      kind: 'unknown',
      problem:
        'series like */memory/memory-* add up to -5, as swap that is off does; predicted once they do not',
      isZero: false,
    });
  });

  it('names all data sources that a part lacks', async () => {
    fill(free, 20, 60);
    assert.equal(
      ((await read([used, free], { dataSources: [2, 3] })) as { problem: string }).problem,
      `${free} has no data source 2 or 3`,
    );
  });

  it('stays whole when the past that showed it is gone', async () => {
    for (const name of [used, free]) fill(name, 10, 60);
    assert.equal((await read([used, free])).kind, 'known');
    redis = new FakeRedis();
    for (const name of [used, free]) redis.write(name, now, 10);
    assert.equal((await read([used, free])).kind, 'known');
  });

  it('waits three minutes by our clock, whatever that was at first', async () => {
    for (const name of [used, free]) redis.write(name, now, 10);
    for (const [monotonic, kind] of [
      [1000, 'young'],
      [1179, 'young'],
      [1180, 'known'],
    ] as const)
      assert.equal((await read([used, free], { monotonic })).kind, kind, `${monotonic}`);
  });

  it('is as old as the newest of its parts', async () => {
    for (const names of [
      [free, cached],
      [cached, free],
    ] as const) {
      redis = new FakeRedis();
      fill(names[0], 20, 4000, { until: 3630 });
      fill(names[1], 20, 4000, { until: 3590 });
      assert.equal((await read([free, cached], { newestTime: now })).kind, 'known');
      assert.deepEqual(await read([free, cached], { newestTime: now + 11 }), {
        kind: 'unknown',
        problem: `${names[1]} is no longer written`,
      });
    }
  });

  it('is that of the future where a clock is ahead and has written all parts', async () => {
    for (const name of [used, free]) fill(name, 10, 60);
    for (const name of [used, free]) fill(name, 50, -7000, { until: -7200 });
    assert.deepEqual(await read([used, free]), { kind: 'known', value: 100, ended: [] });
    redis.write(free, now + 7201, 'nan');
    assert.deepEqual(await read([used, free]), { kind: 'known', value: 20, ended: [] });
  });

  it('is that of this second where one part is from the future', async () => {
    for (const name of [used, free]) fill(name, 10, 60);
    redis.write(free, now + 0.5, 11);
    redis.write(used, now + 7200, 50);
    assert.deepEqual(await read([used, free]), { kind: 'known', value: 21, ended: [] });
  });

  it('is that of this second where the predicted series and one part have samples from the future', async () => {
    for (const name of [used, free, cached]) fill(name, 10, 60);
    for (const name of [used, free]) fill(name, 50, -86_000, { until: -86_400 });
    const newestTime = now + 86_400;
    assert.deepEqual(await read([used, free, cached], { newestTime }), {
      kind: 'known',
      value: 30,
      ended: [],
    });
  });

  it('takes two entries more than ten minutes apart for a hole', async () => {
    for (const [interval, kind] of [
      [600, 'known'],
      [601, 'unknown'],
    ] as const) {
      redis = new FakeRedis();
      fill(used, 10, 3600);
      fill(free, 20, 200 + 4 * interval, { until: 200, interval });
      assert.equal((await read([used, free])).kind, kind, `${interval} s`);
    }
  });

  it('takes a part for ended when the others are five minutes further', async () => {
    for (const [age, ended] of [
      [300, undefined],
      [301, [free]],
    ] as const) {
      redis = new FakeRedis();
      for (const name of [used, cached]) fill(name, 10, 600);
      fill(free, 20, 600, { until: age });
      assert.deepEqual(((await read([used, free, cached])) as { ended?: unknown }).ended, ended, `${age} s`);
    }
  });

  it('is young after a hole of more than five minutes', async () => {
    for (const [age, kind] of [
      [300, 'known'],
      [301, 'young'],
    ] as const) {
      sum = new CapacitySum();
      redis = new FakeRedis();
      fill(used, 10, 600);
      for (const ago of [age, 1, 0]) redis.write(free, now - ago, 20);
      assert.equal((await read([used, free])).kind, kind, `${age} s`);
    }
  });

  it("is young where only collectd's cache is there, which has the newest entry alone", async () => {
    const newestEntry = (): Promise<Entry> => Promise.resolve({ time: now, values: [5] });
    const question = {
      series: readName(used),
      sumOf: '*/memory/memory-*',
      parts: [used, free].map(readName),
    };
    const rest = { dataSources: [0], dataSource: 0, now, monotonic: 0 };
    assert.equal((await sum.read({ newestEntry }, { ...question, ...rest })).kind, 'young');
  });
});
