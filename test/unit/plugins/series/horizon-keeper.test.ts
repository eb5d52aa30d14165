import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { HorizonKeeper } from '../../../../plugins/series/horizon-keeper.ts';
import type { FoundSeries } from '../../../../plugins/series/series-start.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memoryConfig } from '../../../support/memory-target.ts';

const now = 1.8e9;

function found(host: string, options = 'horizonSeconds: auto'): FoundSeries {
  const config = memoryConfig(options).targets['memory']!;
  return { target: 'memory', config, identifier: readName(`${host}/memory/memory-used`), captures: [] };
}

describe('the horizons that dma.yaml leaves open', () => {
  let redis: FakeRedis;
  let said: string[];
  let keeper: HorizonKeeper;
  beforeEach(() => {
    redis = new FakeRedis();
    said = [];
    keeper = new HorizonKeeper({ reader: new WriteRedisReader(redis), tell: (text) => said.push(text) });
  });

  function write(host: string, interval: number, count: number, end = now): void {
    for (let ago = count - 1; ago >= 0; ago--)
      redis.write(`${host}/memory/memory-used`, end - ago * interval, 5);
  }

  const secondsOf = async (series: FoundSeries, until = now): Promise<number | undefined> =>
    (await keeper.look(series, until))?.config.horizonSeconds;

  it('are those of dma.yaml where it has a number, without a look at any sample', async () => {
    const series = found('web1', 'horizonSeconds: 77');
    assert.equal(await keeper.look(series, now), series);
    keeper.tell();
    assert.deepEqual(said, []);
  });

  it('are chosen for each series by its own past, and told in one line a target', async () => {
    for (const [host, interval] of [
      ['web1', 60],
      ['web2', 10],
      ['web3', 60],
    ] as const) {
      write(host, interval, 100);
      await keeper.look(found(host), now);
    }
    keeper.tell();
    keeper.tell();
    assert.deepEqual(said, ['target memory: horizon auto is 3 min for 1 series, 20 min for 2 series']);
  });

  it('stay as they are while the process runs, and are chosen anew by another one', async () => {
    write('web1', 60, 10);
    const series = found('web1');
    assert.equal(await secondsOf(series), 1200);
    write('web1', 10, 1000, now + 10_000);
    assert.equal(await secondsOf(series, now + 10_000), 1200);
    keeper = new HorizonKeeper({ reader: new WriteRedisReader(redis) });
    assert.equal(await secondsOf(series, now + 10_000), 180);
  });

  it('do not follow samples that are newer than what counts', async () => {
    write('web1', 60, 10);
    write('web1', 1, 1000, now + 90_000);
    assert.equal(await secondsOf(found('web1')), 1200);
  });

  it('wait for five samples, also where they come one at a time, as from the cache of collectd', async () => {
    const series = found('web1');
    const look = (time: number): Promise<number | undefined> => {
      redis.flush();
      redis.write('web1/memory/memory-used', time, 5);
      return secondsOf(series, time);
    };
    for (let time = now; time < now + 40; time += 10) assert.equal(await look(time), undefined);
    assert.equal(await look(now + 40), 180);
  });

  it('are chosen by the data source of the target', async () => {
    const config = { ...found('web1').config, dataSource: 1 };
    for (let index = 0; index < 300; index++)
      redis.write('web1/memory/memory-used', now - 60 * (300 - index), 5, index % 31);
    assert.equal(await secondsOf({ ...found('web1'), config }), 600);
  });
});
