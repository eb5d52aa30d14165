import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../../../plugins/samples/sample-reader.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { LimitLook } from '../../../../tools/dashboard/metrics/limit-look.ts';
import { memoryTarget, watchedMemory } from '../../../support/example-outlook.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const now = 1.8e9;
const used = 'web1/memory/memory-used';
const free = 'web1/memory/memory-free';

describe('the limits of series, for metrics', () => {
  let redis: FakeRedis;
  let limits: LimitLook;
  beforeEach(() => {
    redis = new FakeRedis();
    limits = new LimitLook();
  });

  /** Writes two minutes of samples that add up to the capacity. */
  function write(capacity: number, end = now): void {
    for (let ago = 120; ago >= 0; ago--) {
      redis.write(used, end - ago, 300);
      redis.write(free, end - ago, capacity - 300);
    }
  }

  async function look(second = 0, series = watchedMemory('web1')): Promise<number | undefined> {
    const time = { now: now + second, monotonic: 1000 + second };
    const config = { ...series.config, capacity: { sumOf: '*/memory/memory-{used,free}', dataSources: [0] } };
    const names = new SeriesNames([used, free]);
    const found = await limits.look(new WriteRedisReader(redis), [{ ...series, config }], { names }, time);
    return found.get(series.key);
  }

  it('are shares of the capacity that the parts add up to', async () => {
    write(1000);
    assert.equal(await look(), 900);
  });

  it('are read anew half a minute later', async () => {
    write(1000);
    await look();
    write(2000, now + 200);
    assert.equal(await look(29), 900);
    assert.equal(await look(200), 1800);
  });

  it('are numbers of dma.yaml without a look at Redis', async () => {
    const config = { ...memoryTarget, limit: 77 };
    assert.equal(await look(0, watchedMemory('web1', { config })), 77);
  });

  it('are absent while the capacity is not known, and where its parts cannot be read', async () => {
    assert.equal(await look(), undefined);
    const reader = { newestEntry: () => Promise.reject(new SeriesError('it is a list')) };
    const series = watchedMemory('web1');
    const names = new SeriesNames([used, free]);
    assert.equal((await limits.look(reader, [series], { names }, { now, monotonic: 2000 })).size, 0);
  });
});
