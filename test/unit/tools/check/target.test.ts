import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../../../plugins/samples/sample-reader.ts';
import { checkedTargets, checkTime, type CheckedOptions } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const memory = 'series: "*/memory/memory-used"';

async function check(redis: FakeRedis, options: CheckedOptions = {}, target = `${memory}, capacity: 1GiB`) {
  const [finding] = await checkedTargets(`{m: {${target}}}`, redis, options);
  return finding!;
}

/** Writes samples of these ages, in seconds. */
function write(redis: FakeRedis, name: string, ages: readonly number[], value = 5): void {
  for (const age of ages) redis.write(name, checkTime - age, value);
}

const isCounter = (type: string, dataSource: number): boolean => type === 'if_octets' && dataSource === 0;

describe('dma check of a target', () => {
  let redis: FakeRedis;

  beforeEach(() => {
    redis = new FakeRedis();
  });

  it('is content with fresh series, and shows limit, capacity and horizon', async () => {
    write(redis, 'web1/memory/memory-used', [2, 1]);
    assert.deepEqual(await check(redis), {
      subject: 'target m',
      ok: true,
      text: '1 series of 1 host; limit 0.9 of 1.0 GiB, 60 s ahead',
    });
  });

  it('is content with a disk that was unmounted, if its target is optional and others of its plugin go on', async () => {
    write(redis, 'web1/df-backup/df_complex-used', [400, 390]);
    write(redis, 'web1/df-root/df_complex-used', [20, 10]);
    for (const optional of [true, false]) {
      const disk = `series: "*/df-*/df_complex-used", capacity: 1GiB, optional: ${optional}`;
      const { ok, kind, text } = await check(redis, {}, disk);
      assert.deepEqual([ok, kind], optional ? [true, 'note'] : [false, undefined]);
      assert.match(
        text,
        optional
          ? /^2 series of 1 host; .*; web1\/df-backup\/df_complex-used has ended 7 min ago$/
          : /^web1\/df-backup\/df_complex-used has had no sample for 7 min: does collectd on web1 run/,
      );
    }
  });

  it('fails where collectd has newer samples, with the cure, or with the finding that has it', async () => {
    const name = 'web1/memory/memory-used';
    write(redis, name, [102, 101]);
    const cached = new Map([[name, checkTime]]);
    for (const [isRefused, cure] of [
      [false, /and Redis none for 101 s: write_redis does not reconnect .*; restart collectd$/],
      [true, /and Redis none for 101 s: see writing to Redis$/],
    ] as const)
      assert.match((await check(redis, { cached, isRefused })).text, cure);
  });

  it('fails where counts are stored in place of rates, and takes no other values for counts', async () => {
    const traffic = 'series: "*/interface-eth0/if_octets", capacity: 1000';
    for (let age = 20; age > 0; age--)
      redis.write('web1/interface-eth0/if_octets', checkTime - age, 9000 - age);
    const { ok, text } = await check(redis, { isCounter }, traffic);
    assert.equal(ok, false);
    assert.match(
      text,
      /^the values of web1\/interface-eth0\/if_octets are counts, not rates: set StoreRates true in <Plugin write_redis>, and/,
    );
    assert.match((await check(redis, {}, traffic)).text, /the capacity of 1000 is less than what is used/);
    redis.flush();
    for (let age = 20; age > 0; age--)
      redis.write('web1/interface-eth0/if_octets', checkTime - age, 90 - age / 3);
    assert.equal((await check(redis, { isCounter }, traffic)).ok, true);
  });

  it('fails where the limit is above the capacity, or the value is', async () => {
    write(redis, 'web1/memory/memory-used', [2, 1], 600);
    write(redis, 'web1/memory/memory-free', [2, 1], 424);
    for (const [options, misfit] of [
      [
        'capacity: "*/memory/memory-{used,free}", limit: 2000',
        'the limit of 2.0 KiB is above the capacity of 1.0 KiB',
      ],
      ['capacity: 500', 'the capacity of 500 B is less than what is used, 600 B'],
    ] as const) {
      const { ok, text } = await check(redis, {}, `${memory}, ${options}`);
      assert.equal(ok, false);
      assert.ok(text.startsWith(`web1/memory/memory-used: ${misfit}`), text);
    }
  });

  it('names a file system that has nothing free, which a plugin of the operator may leave out', async () => {
    for (const [mount, free] of [
      ['root', 3],
      ['snap', 0],
    ] as const) {
      write(redis, `web1/df-${mount}/df_complex-used`, [20, 10]);
      write(redis, `web1/df-${mount}/df_complex-free`, [20, 10], free);
    }
    const disk = 'series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-{used,free}"';
    const { ok, text } = await check(redis, {}, disk);
    assert.equal(ok, true);
    assert.match(
      text,
      /^2 series of 1 host; .*; web1\/df-snap\/df_complex-used has nothing free; `<Plugin df>`/,
    );
    assert.doesNotMatch(text, /df-root/);
  });

  it('is content with a host behind the network plugin, whose samples of 10 s come in bursts of a minute', async () => {
    write(redis, 'web1/memory/memory-used', [80, 70]);
    assert.equal((await check(redis)).ok, true);
  });

  it('names what is late, and what is no series of numbers', async () => {
    write(redis, 'web1/memory/memory-used', [101, 100]);
    write(redis, 'web2/memory/memory-used', [1]);
    const reader = new WriteRedisReader({
      sScan: (key, cursor) => redis.sScan(key, cursor),
      zRangeWithScores: (key, ...args) =>
        key.includes('web2')
          ? Promise.reject(new SeriesError('WRONGTYPE of a key'))
          : redis.zRangeWithScores(key, ...args),
    });
    assert.deepEqual(await check(redis, { reader }), {
      subject: 'target m',
      ok: false,
      text: 'web1/memory/memory-used has had no sample for 100 s: does collectd on web1 run, and read it?; web2/memory/memory-used cannot be read: WRONGTYPE of a key',
    });
  });

  it('names a part of a capacity that is no longer written, and says why one is not known', async () => {
    const globbed = `${memory}, capacity: "*/memory/memory-*"`;
    write(redis, 'web1/memory/memory-used', [200, ...Array.from({ length: 60 }, (_, age) => 60 - age)]);
    write(redis, 'web1/memory/memory-wired', [400]);
    const alone = await check(redis, {}, globbed);
    assert.equal(alone.ok, false);
    assert.equal(
      alone.text,
      'the capacity of web1/memory/memory-used is not known: there are no samples of series like */memory/memory-* except its own',
    );
    write(redis, 'web1/memory/memory-free', [1]);
    const young = await check(redis, {}, globbed);
    assert.deepEqual([young.ok, young.kind], [true, 'wait']);
    assert.match(
      young.text,
      /memory-used waits for its capacity, .*leaves out web1\/memory\/memory-wired: no longer/,
    );
  });

  it('does not miss an optional resource that a host does not have, as its capacity is 0', async () => {
    const ages = Array.from({ length: 90 }, (_, age) => 90 - age);
    for (const name of ['used', 'free']) write(redis, `web1/swap/swap-${name}`, ages, 0);
    const swap = 'series: "*/swap/swap-used", capacity: "*/swap/swap-{used,free}"';
    const { ok, kind, text } = await check(redis, {}, `${swap}, optional: true`);
    assert.deepEqual([ok, kind], [true, 'note']);
    assert.match(text, /web1\/swap\/swap-used is not predicted, as its capacity is 0; it is optional/);
    assert.equal((await check(redis, {}, swap)).ok, false);
  });

  it('waits for the capacity of a host that has only just appeared', async () => {
    write(redis, 'web1/memory/memory-used', [2, 1]);
    const { ok, kind, text } = await check(redis, {}, `${memory}, capacity: "*/memory/memory-*"`);
    assert.deepEqual([ok, kind], [true, 'wait']);
    assert.match(text, /the capacity of web1\/memory\/memory-used is not known/);
  });

  it('takes a series that gets entries with old times for one whose clock is behind', async () => {
    write(redis, 'web1/memory/memory-used', [902, 901]);
    write(redis, 'web2/memory/memory-used', [802, 801]);
    const arrives = (...names: readonly string[]) => ({
      pause: async () => names.forEach((name) => write(redis, `${name}/memory/memory-used`, [800])),
    });
    const { ok, text } = await check(redis, arrives('web1'));
    assert.equal(ok, false);
    assert.match(text, /^web2\/memory\/memory-used has had no sample for 13 min: /);
    for (const name of ['web1', 'web2']) write(redis, `${name}/memory/memory-used`, [790]);
    const written = await check(redis, {
      pause: async () =>
        ['web1', 'web2'].forEach((name) => write(redis, `${name}/memory/memory-used`, [700])),
    });
    assert.deepEqual([written.ok, written.kind], [true, undefined]);
    assert.match(written.text, /^2 series of 2 hosts; limit/);
  });

  it('waits as long for a slow series as it needs to show that it goes on', async () => {
    write(redis, 'web1/memory/memory-used', [410, 400]);
    let looks = 0;
    const { ok } = await check(redis, {
      pause: async () => {
        if (++looks === 8) write(redis, 'web1/memory/memory-used', [390]);
      },
    });
    assert.deepEqual([ok, looks], [true, 8]);
  });

  it('believes the cache of collectd that a series goes on, or is late, without a wait', async () => {
    write(redis, 'box1/memory/memory-used', [7201, 7200]);
    write(redis, 'web1/memory/memory-used', [401, 400]);
    const cached = new Map([
      ['box1/memory/memory-used', checkTime - 7199],
      ['web1/df-root/df_complex-used', checkTime],
    ]);
    const { text } = await check(redis, { cached, pause: () => assert.fail('nothing has to be waited for') });
    assert.match(text, /^web1\/memory\/memory-used has had no sample for 7 min: [^;]*$/);
  });

  it('tells samples that collectd has and Redis does not', async () => {
    write(redis, 'web1/memory/memory-used', [401, 400]);
    const cached = new Map([['web1/memory/memory-used', checkTime - 1]]);
    const { ok, text } = await check(redis, { cached });
    assert.equal(ok, false);
    assert.match(
      text,
      /^collectd has samples of web1\/memory\/memory-used, and Redis none for 7 min: .*restart collectd$/,
    );
  });

  for (const [age, ok, kind] of [
    [3, true, 'wait'],
    [45, true, 'wait'],
    [590, true, 'wait'],
    [700, false, undefined],
  ] as const)
    it(`${ok ? 'waits for the second sample' : 'no longer waits'} ${age} s after the first one`, async () => {
      write(redis, 'web1/memory/memory-used', [age]);
      const found = await check(redis);
      assert.deepEqual([found.ok, found.kind], [ok, kind]);
    });

  it('waits for a series of which there is none yet, as long as collectd has only just started', async () => {
    const waits = await check(redis, { startedSeconds: 3 });
    assert.deepEqual([waits.ok, waits.kind], [true, 'wait']);
    assert.equal(waits.text, 'no series like */memory/memory-used yet; collectd started 3 s ago');
    assert.equal(
      (await check(redis)).text,
      'no series like */memory/memory-used, because Redis holds none at all',
    );
    write(redis, 'web9/load/load', [8000]);
    const { ok, text } = await check(redis);
    assert.equal(ok, false);
    assert.match(
      text,
      /^no series like \*\/memory\/memory-used: where collectd does not load the memory plugin, copy/,
    );
  });

  it('says already while it waits which other series are there', async () => {
    write(redis, 'web1/memory/percent-used', [2, 1]);
    const { ok, kind, text } = await check(redis, { startedSeconds: 3 });
    assert.deepEqual([ok, kind], [true, 'wait']);
    assert.match(text, /yet; collectd started 3 s ago; unless it comes: .*set ValuesAbsolute true/);
  });

  it('is missing when all series are gone, and not when one is', async () => {
    write(redis, 'web1/memory/memory-used', [8000, 7200]);
    const { ok, text } = await check(redis);
    assert.equal(ok, false);
    assert.match(
      text,
      /^the only series like \S+ is gone: the last sample came 2\.0 h ago; is collectd running/,
    );
    write(redis, 'web2/memory/memory-used', [2, 1]);
    assert.equal((await check(redis)).text, '1 series of 1 host; limit 0.9 of 1.0 GiB, 60 s ahead');
  });

  it('names living hosts without such a series, and the cure, unless collectd has only just started', async () => {
    write(redis, 'web1/memory/memory-used', [2, 1]);
    write(redis, 'web2/memory/percent-used', [2, 1]);
    write(redis, 'web3/memory/percent-used', [9002, 9001]);
    const { ok, text } = await check(redis);
    assert.equal(ok, false);
    assert.match(
      text,
      /^m of web2 is not predicted: there is memory\/percent-used; set ValuesAbsolute true in <Plugin memory>, or take series/,
    );
    assert.equal((await check(redis, { startedSeconds: 3 })).ok, true);
    assert.match(
      (await check(redis, {}, `${memory}, capacity: 1GiB, optional: true`)).text,
      /^m of web2 is not/,
    );
  });

  it('says that percentages are all there is', async () => {
    write(redis, 'web1/memory/percent-used', [2, 1]);
    const { ok, text } = await check(redis);
    assert.equal(ok, false);
    assert.match(text, /^m of web1 is not predicted: there is memory\/percent-used; set ValuesAbsolute true/);
  });

  it('shows the name under which a series with a long one is predicted', async () => {
    write(redis, `web1/df-${'x'.repeat(126)}/df_complex-used`, [2, 1]);
    const disk = 'series: "*/df-*/df_complex-used", capacity: 1GiB';
    const { ok, kind, text } = await check(redis, {}, disk);
    assert.deepEqual([ok, kind], [true, 'note']);
    assert.match(text, /is too long for collectd, so it is predicted as web1\/dma-m-x+\S*\/percent-risk$/);
  });

  it('fails without the data source, and where no value is known', async () => {
    write(redis, 'web1/memory/memory-used', [2, 1]);
    const { text } = await check(redis, {}, `${memory}, capacity: 1GiB, dataSource: 1`);
    assert.equal(text, 'web1/memory/memory-used lacks data source 1: it has 1 (counted from 0)');
    redis.write('web2/memory/memory-used', checkTime - 1, 'nan');
    assert.equal(
      (await check(redis)).text,
      'the values of web2/memory/memory-used are unknown (nan): does its source give any?',
    );
    write(redis, 'web2/memory/memory-used', [2]);
    assert.equal((await check(redis)).ok, true);
  });

  it('takes a series whose risk is in the cache of collectd for one that goes on', async () => {
    write(redis, 'box1/memory/memory-used', [7202, 7201]);
    const cached = new Map([['box1/dma-m/percent-risk', checkTime - 1]]);
    assert.equal((await check(redis, { cached })).ok, true);
  });
});
