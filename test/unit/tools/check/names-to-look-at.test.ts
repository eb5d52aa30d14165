import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { namesToLookAt } from '../../../../tools/check/names-to-look-at.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const now = 1.8e9;
const [report, other] = ['web1/dma-self/gauge-series', 'web2/dma-self/gauge-series'];
const used = 'web1/memory/memory-used';
const stored = ['db1/memory/memory-used'];

describe('the names that dma check looks at', () => {
  let redis: FakeRedis;
  beforeEach(() => {
    redis = new FakeRedis();
  });

  /** @param cached ages in seconds of what collectd's cache holds */
  function look(cached: Readonly<Record<string, number>> | undefined): Promise<readonly string[]> {
    const times = cached && new Map(Object.entries(cached).map(([name, age]) => [name, now - age]));
    return namesToLookAt({ reader: new WriteRedisReader(redis), stored, cached: times, now });
  }

  it('are also those in the cache where nothing that dma reports comes into Redis', async () => {
    assert.deepEqual(await look({ [report]: 5, [used]: 1 }), [...stored, report, used]);
    redis.write(report, now - 1000, 1);
    assert.deepEqual(await look({ [report]: 5, [used]: 1 }), [...stored, report, used]);
  });

  it('are those of Redis where a report comes there', async () => {
    redis.write(report, now - 15, 1);
    assert.deepEqual(await look({ [report]: 5, [other]: 5, [used]: 1 }), stored);
  });

  it('are those of Redis where no dma predict has reported lately, or the cache is not known', async () => {
    assert.deepEqual(await look({ [report]: 41, [used]: 1 }), stored);
    assert.deepEqual(await look({ [used]: 1 }), stored);
    assert.deepEqual(await look(undefined), stored);
  });
});
