import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { samplesOfShare } from '../../../../tools/series/moving-capacity.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const start = 1.8e9;
const [used, free] = ['nas/df-tank/df_complex-used', 'nas/df-tank/df_complex-free'];
const parts = { names: [used, free], dataSources: [0] };

/** The capacities of 100 samples, a second apart; undefined where they do not move. */
async function capacities(freeAt: (second: number) => number): Promise<(number | undefined)[] | undefined> {
  const redis = new FakeRedis();
  const samples = Array.from({ length: 100 }, (_, second) => ({ time: start + second, value: 100 }));
  for (const { time, value } of samples) {
    redis.write(used, time, value);
    redis.write(free, time + 0.002, freeAt(time - start));
  }
  const found = await samplesOfShare(new WriteRedisReader(redis), samples, parts, 24, start + 100);
  return found?.map(({ capacity }) => capacity);
}

describe('the samples of a series to replay', () => {
  it('have the capacity of their time where it moves', async () => {
    const found = (await capacities((second) => 900 - second))!;
    assert.deepEqual([found.length, found[0], found.at(-1)], [99, 999, 901]);
  });

  it('have none where it is constant, or jumps', async () => {
    assert.equal(await capacities(() => 900), undefined);
    assert.equal(await capacities((second) => (second < 50 ? 900 : 1900)), undefined);
  });
});
