import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { chosenHorizons } from '../../../../tools/check/chosen-horizons.ts';
import type { SeenSeries } from '../../../../tools/check/sight.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memoryConfig } from '../../../support/memory-target.ts';

const now = 1.8e9;

describe('the horizons of a target, for dma check', () => {
  const redis = new FakeRedis();
  const hosts = ['web1', 'web2'];
  const given = 'web1/dma-memory/duration-horizon';
  before(() => {
    for (const host of hosts)
      for (let ago = 10; ago >= 0; ago--) redis.write(`${host}/memory/memory-used`, now - 30 * ago, 5);
    redis.write(given, now, 1200);
  });

  function look(options: string, isTimeUp = (): boolean => false): Promise<readonly number[]> {
    const config = memoryConfig(options).targets['memory']!;
    const living = hosts.map((host): SeenSeries => {
      const identifier = readName(`${host}/memory/memory-used`);
      const seen = { state: 'fresh', newest: undefined, ageSeconds: 0, offsetSeconds: 0 } as const;
      return { target: 'memory', config, identifier, captures: [], ...seen, intervalSeconds: 30 };
    });
    const reader = new WriteRedisReader(redis);
    return chosenHorizons(config, living, { reader, allNames: [given], now, isTimeUp });
  }

  it('are those that dma predict gives, or would choose, where dma.yaml says auto', async () => {
    assert.deepEqual(await look('horizonSeconds: auto'), [1200, 600]);
    assert.deepEqual(await look('horizonSeconds: 300'), []);
  });

  it('are left out when time is up', async () => {
    assert.deepEqual(await look('horizonSeconds: auto', () => true), []);
  });
});
