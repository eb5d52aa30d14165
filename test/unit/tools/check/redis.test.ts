import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../../../plugins/samples/sample-reader.ts';
import { checkTarget } from '../../../../tools/check/redis.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';

const text = 'targets: {m: {series: "*/memory/memory-used", capacity: 1GiB}}';
const target = parseConfig(text, 'f').targets['m']!;

async function check(
  redis: FakeRedis,
  reader = new WriteRedisReader(redis),
  of = target,
  waitForArrivals = async () => undefined as void,
) {
  return checkTarget('m', of, reader, new SeriesNames(await reader.names()), 1000, waitForArrivals);
}

describe('dma check of a target', () => {
  it('is content with fresh series', async () => {
    const redis = new FakeRedis();
    for (const time of [998, 999]) redis.write('web1/memory/memory-used', time, 5);
    assert.deepEqual(await check(redis), {
      subject: 'target m',
      ok: true,
      text: '1 series, all fresh; limit 0.9 of 1.0 GiB, 60 s ahead',
    });
  });

  it('is content with a disk that was unmounted, if its target is optional and others of its plugin go on', async () => {
    const redis = new FakeRedis();
    for (const time of [600, 610]) redis.write('web1/df-backup/df_complex-used', time, 5);
    for (const time of [980, 990]) redis.write('web1/df-root/df_complex-used', time, 5);
    for (const optional of [true, false]) {
      const disk = `{series: "*/df-*/df_complex-used", capacity: 1GiB, optional: ${optional}}`;
      const disks = parseConfig(`targets: {m: ${disk}}`, 'f').targets['m']!;
      const { ok, text: said } = await check(redis, undefined, disks);
      assert.equal(ok, optional);
      assert.match(
        said,
        optional
          ? /^2 series, 1 fresh; web1\/df-backup\/df_complex-used has ended 390 s ago/
          : /^web1\/df-backup\/df_complex-used has had no sample for 390 s$/,
      );
    }
  });

  it('fails where the limit is above the capacity, or the value is', async () => {
    const redis = new FakeRedis();
    for (const time of [998, 999]) redis.write('web1/memory/memory-used', time, 600);
    for (const time of [998, 999]) redis.write('web1/memory/memory-free', time, 424);
    const sum = 'capacity: "*/memory/memory-{used,free}"';
    for (const [options, misfit] of [
      [`${sum}, limit: 2000`, 'the limit of 2.0 KiB is above the capacity of 1.0 KiB'],
      ['capacity: 500', 'the capacity of 500 B is less than what is used, 600 B'],
    ] as const) {
      const one = `targets: {m: {series: "*/memory/memory-used", ${options}}}`;
      const { ok, text: said } = await check(redis, undefined, parseConfig(one, 'f').targets['m']);
      assert.equal(ok, false);
      assert.ok(said.startsWith(`web1/memory/memory-used: ${misfit}`), said);
    }
  });

  it('names a file system that has nothing free, which a plugin of the operator may leave out', async () => {
    const redis = new FakeRedis();
    const free = { root: 3, snap: 0 };
    for (const time of [980, 990])
      for (const [mount, bytes] of Object.entries(free)) {
        redis.write(`web1/df-${mount}/df_complex-used`, time, 5);
        redis.write(`web1/df-${mount}/df_complex-free`, time, bytes);
      }
    const disk = '{series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-{used,free}"}';
    const { ok, text: said } = await check(
      redis,
      undefined,
      parseConfig(`targets: {m: ${disk}}`, 'f').targets['m'],
    );
    assert.equal(ok, true);
    assert.match(
      said,
      /^2 series, all fresh; web1\/df-snap\/df_complex-used has nothing free; `<Plugin df>`/,
    );
    assert.doesNotMatch(said, /df-root/);
  });

  it('is content with a host behind the network plugin, whose samples of 10 s come in bursts of a minute', async () => {
    const redis = new FakeRedis();
    for (const time of [920, 930]) redis.write('web1/memory/memory-used', time, 5);
    assert.equal((await check(redis)).ok, true);
  });

  it('names what is stale, and what is no series of numbers', async () => {
    const redis = new FakeRedis();
    redis.write('web1/memory/memory-used', 900, 5);
    redis.write('web2/memory/memory-used', 999, 5);
    const reader = new WriteRedisReader({
      sScan: (key, cursor) => redis.sScan(key, cursor),
      zRangeWithScores: (key, ...args) =>
        key.includes('web2')
          ? Promise.reject(new SeriesError('WRONGTYPE of a key'))
          : redis.zRangeWithScores(key, ...args),
    });
    const stale = 'web1/memory/memory-used has had no sample for 100 s';
    const unreadable = 'web2/memory/memory-used cannot be read: WRONGTYPE of a key';
    assert.deepEqual(await check(redis, reader), {
      subject: 'target m',
      ok: false,
      text: `${stale}; ${unreadable}`,
    });
  });

  it('names a part of a capacity that is no longer written, and says why one is not known', async () => {
    const globbed = parseConfig(text.replace('1GiB', '"*/memory/memory-*"'), 'f').targets['m']!;
    const redis = new FakeRedis();
    for (let time = 940; time < 1000; time++) redis.write('web1/memory/memory-used', time, 5);
    redis.write('web1/memory/memory-wired', 600, 5);
    const { ok, text: alone } = await check(redis, undefined, globbed);
    assert.equal(ok, false);
    assert.equal(
      alone,
      'the capacity of web1/memory/memory-used is not known: there are no samples of series like */memory/memory-* except its own',
    );
    redis.write('web1/memory/memory-free', 999, 5);
    const young = await check(redis, undefined, globbed);
    assert.equal(young.ok, true);
    assert.match(young.text, /leaves out web1\/memory\/memory-wired: no longer written; 1 wait for/);
  });

  it('takes a series that gets entries with old times for one whose clock is behind', async () => {
    const redis = new FakeRedis();
    for (const time of [98, 99]) redis.write('web1/memory/memory-used', time, 5);
    for (const time of [198, 199]) redis.write('web2/memory/memory-used', time, 5);
    const { ok, text: said } = await check(redis, undefined, undefined, async () =>
      redis.write('web1/memory/memory-used', 100, 5),
    );
    assert.equal(ok, false);
    assert.equal(said, 'web2/memory/memory-used has had no sample for 801 s');
    const written = await check(redis, undefined, undefined, async () => {
      redis.write('web1/memory/memory-used', 101, 5);
      redis.write('web2/memory/memory-used', 200, 5);
    });
    assert.equal(written.ok, true);
    assert.match(
      written.text,
      /^2 series, all fresh; the clock of web1 is behind by 900 s, or ours is ahead; the clock of web2 is behind/,
    );
  });

  it('says that there is no series', async () => {
    const { ok, text: said } = await check(new FakeRedis());
    assert.equal(ok, false);
    assert.match(
      said,
      /^no series like \*\/memory\/memory-used: where collectd does not load the memory plugin, copy/,
    );
  });
});
