import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import type { RedisReads } from '../../../../plugins/redis/redis-reads.ts';
import { checkedTargets, checkTime, seenSeries } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const targets =
  '{m: {series: "*/memory/memory-used", capacity: "*/memory/memory-{used,free}"}, d: {series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-{used,free}"}}';

/** Adds hosts with one sample each, of some hours ago. */
function addGone(redis: FakeRedis, count: number): void {
  for (let host = 0; host < count; host++)
    for (const name of [
      'memory/memory-used',
      'memory/memory-free',
      'df-root/df_complex-used',
      'df-root/df_complex-free',
    ])
      redis.write(`gone${host}/${name}`, checkTime - 7200, 5);
}

function addLiving(redis: FakeRedis, host: string): void {
  for (const name of [
    'memory/memory-used',
    'memory/memory-free',
    'df-root/df_complex-used',
    'df-root/df_complex-free',
  ])
    for (const age of [2, 1]) redis.write(`${host}/${name}`, checkTime - age, 5);
}

/** Counts the commands that a Redis gets. */
function counted(redis: FakeRedis): { readonly reads: RedisReads; readonly count: () => number } {
  let count = 0;
  return {
    count: () => count,
    reads: {
      sScan: (...args) => redis.sScan(...(args.slice(0, 2) as [string, string])),
      zRangeWithScores: (...args) => {
        count++;
        return redis.zRangeWithScores(...args);
      },
    },
  };
}

describe('the series that dma check looks at', () => {
  it('costs one command for each that is gone, and no wait where many hosts are', async () => {
    const redis = new FakeRedis('collectd/', 1000);
    addLiving(redis, 'alive');
    const alone = counted(redis);
    await checkedTargets(targets, redis, { reader: new WriteRedisReader(alone.reads) });
    addGone(redis, 300);
    const many = counted(redis);
    const [memory, disks, , gone] = await checkedTargets(targets, redis, {
      reader: new WriteRedisReader(many.reads),
      pause: () => assert.fail('nothing has to be waited for'),
    });
    assert.equal(many.count() - alone.count(), 600);
    for (const { ok, kind, text } of [memory!, disks!]) {
      assert.deepEqual([ok, kind], [true, undefined]);
      assert.match(text, /^1 series of 1 host; /);
    }
    assert.match(gone!.text, /^300 hosts, such as gone0 /);
  });

  it('is not taken for young when it has been gone for hours and collectd has only just started', async () => {
    const redis = new FakeRedis('collectd/', 1000);
    addLiving(redis, 'alive');
    addGone(redis, 300);
    const [memory] = await checkedTargets(targets, redis, { startedSeconds: 3 });
    assert.match(memory!.text, /^1 series of 1 host; /);
  });

  it('begins with the ones in the cache of collectd, and counts what is left when time is up', async () => {
    const redis = new FakeRedis('collectd/', 5000);
    addGone(redis, 1500);
    addLiving(redis, 'alive');
    let asked = 0;
    const { series, unseen } = await seenSeries(targets, redis, {
      cached: new Map([['alive/memory/memory-used', checkTime]]),
      isTimeUp: () => asked++ > 0,
    });
    assert.equal(series.find(({ identifier }) => identifier.host === 'alive')?.state, 'fresh');
    assert.deepEqual([series.length, unseen], [1000, 2002]);
  });

  it('waits once for a few hosts that seem to be gone: a clock may be two hours behind', async () => {
    const redis = new FakeRedis();
    addGone(redis, 2);
    let waits = 0;
    const { series } = await seenSeries(targets, redis, {
      pause: async () => {
        waits++;
        redis.write('gone0/memory/memory-used', checkTime - 7199, 5);
      },
    });
    assert.equal(waits, 1);
    assert.deepEqual(
      series.map(({ state }) => state),
      ['fresh', 'gone', 'gone', 'gone'],
    );
  });
});
