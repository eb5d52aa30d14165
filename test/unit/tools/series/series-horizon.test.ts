import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { horizonOfSeries, type SeriesHorizon } from '../../../../tools/series/series-horizon.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memoryConfig } from '../../../support/memory-target.ts';

const now = 1.8e9;
const name = 'web1/memory/memory-used';

describe('the horizon by which a series of Redis is replayed', () => {
  let redis: FakeRedis;
  beforeEach(() => {
    redis = new FakeRedis();
  });

  const look = (
    options = 'horizonSeconds: auto',
    target: string | undefined = 'memory',
  ): Promise<SeriesHorizon> =>
    horizonOfSeries(
      new WriteRedisReader(redis),
      { target, config: memoryConfig(options).targets['memory']!, name },
      now,
    );

  function write(interval: number, count: number): void {
    for (let ago = count - 1; ago >= 0; ago--) redis.write(name, now - ago * interval, 5 + (ago % 31));
  }

  it('is the one of dma.yaml, without a word', async () => {
    assert.deepEqual(await look('horizonSeconds: 300'), { seconds: 300 });
  });

  it('is the one that dma predict gave, where dma.yaml says auto', async () => {
    write(60, 300);
    redis.write('web1/dma-memory/duration-horizon', now - 60, 1800);
    const remark = `${name}: horizon auto is 30 min, as dma predict has it`;
    assert.deepEqual(await look(), { seconds: 1800, remark });
  });

  it('is chosen by the past where dma predict gave none of late, or the series is none of a target', async () => {
    write(60, 300);
    const remark = `${name}: horizon auto is 10 min: a sample comes every 60 s, and it goes up and down`;
    assert.deepEqual(await look(), { seconds: 600, remark });
    redis.write('web1/dma-memory/duration-horizon', now - 4000, 1800);
    assert.deepEqual(await look(), { seconds: 600, remark });
    redis.write('web1/dma-memory/duration-horizon', now, 1800);
    const { config } = { config: memoryConfig('horizonSeconds: auto').targets['memory']! };
    const reader = new WriteRedisReader(redis);
    assert.deepEqual(await horizonOfSeries(reader, { target: undefined, config, name }, now), {
      seconds: 600,
      remark,
    });
  });

  it('is asked for where there are too few samples', async () => {
    write(60, 4);
    await assert.rejects(look(), {
      name: 'OutsideError',
      message: `${name}: horizon auto needs 5 samples, and Redis has fewer`,
    });
  });
});
