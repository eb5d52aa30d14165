import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { capacityAround } from '../../../../plugins/samples/capacity-around.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const used = 'web1/memory/memory-used';
const free = 'web1/memory/memory-free';
const start = 1e6;

/** The capacity at a second, where others write `roomSeconds` from there at the earliest. */
function around(redis: FakeRedis, second: number, roomSeconds: number): Promise<number | undefined> {
  const question = {
    series: readName('web1/df-root/df_complex-used'),
    sumOf: 'web1/memory/memory-*',
    parts: [used, free].map(readName),
    dataSources: [0],
    dataSource: 0,
    now: start + 1000,
    monotonic: 0,
  };
  return capacityAround(new WriteRedisReader(redis), question, { time: start + second, roomSeconds });
}

describe('the capacity of one of several writers', () => {
  it('is the sum of the parts of its time, and not of those that another writer wrote beside it', async () => {
    const redis = new FakeRedis();
    for (let second = 0; second < 60; second++) {
      redis.write(used, start + second, 3);
      redis.write(free, start + second + 0.05, 5);
      redis.write(used, start + second + 0.4, 30);
      redis.write(free, start + second + 0.45, 50);
    }
    assert.equal(await around(redis, 40, 0.4), 8);
    assert.equal(await around(redis, 40.4, 0.4), 80);
    assert.equal(await around(redis, 59.4, 0.4), 80);
  });

  it('lacks the parts that have nothing within half the seconds until others write', async () => {
    const redis = new FakeRedis();
    redis.write(used, start + 40, 3);
    redis.write(free, start + 40.4, 5);
    assert.equal(await around(redis, 40, 0.8), 8);
    assert.equal(await around(redis, 40, 0.7), 3);
    assert.equal(await around(redis, 40.4, 0.8), 8);
    assert.equal(await around(redis, 40.4, 0.7), 5);
  });

  it('is that of slow parts also where one comes minutes after the other', async () => {
    const redis = new FakeRedis();
    for (let second = 0; second <= 3000; second += 300) {
      redis.write(used, start + second, 3);
      redis.write(free, start + second + 100, 5);
    }
    assert.equal(await around(redis, 2400, 300), 8);
  });

  it('is not known where nothing was written at that time', async () => {
    const redis = new FakeRedis();
    redis.write(used, start, 3);
    assert.equal(await around(redis, 40, 1), undefined);
    assert.equal(await around(redis, -40, 1), undefined);
  });
});
