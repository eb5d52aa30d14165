import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import {
  findTarget,
  limitOfTarget,
  requireSeries,
  seriesOfTarget,
} from '../../../../tools/series/configured-target.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

describe('a target of dma.yaml to replay', () => {
  const config = parseConfig(
    `targets:
  memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-*"}
  fixed: {series: "*/memory/memory-used", capacity: 200, limit: 50%}
  bytes: {series: "*/memory/memory-used", capacity: 1GiB, limit: 777}
  any: {series: "*/*/memory", capacity: 1GiB}
  sum: {series: ["*/memory/memory-used", "*/memory/memory-slab*"], capacity: 1GiB}`,
    'dma.yaml',
  );
  let redis: FakeRedis;
  let reader: WriteRedisReader;

  beforeEach(() => {
    redis = new FakeRedis();
    for (const host of ['web1', 'web2']) {
      redis.write(`${host}/memory/memory-used`, 1000, 30);
      redis.write(`${host}/memory/memory-free`, 1000, 70);
    }
    redis.write('web1/dma/memory', 1000, 1);
    reader = new WriteRedisReader(redis);
  });

  const seriesOf = (name: string, host?: string, series?: string) =>
    seriesOfTarget(reader, name, findTarget(config, name), { host, series });
  const limitOf = (name: string) =>
    limitOfTarget(reader, findTarget(config, name), 'web1/memory/memory-used', 1000);

  it('is one of those that there are', () => {
    assert.throws(() => findTarget(config, 'swap'), {
      name: 'UsageError',
      message:
        '--target: expected one of memory, fixed, bytes, any, sum (the targets of dma.yaml), not "swap"',
    });
  });

  it('has one series on a host, and several on all of them', async () => {
    assert.deepEqual(await seriesOf('memory', 'web2'), ['web2/memory/memory-used']);
    await assert.rejects(seriesOf('memory'), {
      name: 'UsageError',
      message:
        '--target memory: 2 series match; name a --host, or one with --series: web1/memory/memory-used, web2/memory/memory-used',
    });
  });

  it('says what there is instead when a host has no such series', async () => {
    await assert.rejects(seriesOf('memory', 'web9'), {
      name: 'OutsideError',
      message:
        'target memory: Redis holds no series like */memory/memory-used of host web9; there is web1/memory/memory-used, web2/memory/memory-used',
    });
    await assert.rejects(
      seriesOfTarget(new WriteRedisReader(new FakeRedis()), 'memory', findTarget(config, 'memory'), {
        host: undefined,
        series: undefined,
      }),
      /; where collectd does not load the memory plugin, copy \S+dma-memory\.conf to /,
    );
  });

  it('is never what dma predict itself wrote', async () => {
    await assert.rejects(seriesOf('any'), /Redis holds no series like \*\/\*\/memory;/);
  });

  it('may be a sum of series, each of which is there', async () => {
    await assert.rejects(seriesOf('sum', 'web1'), {
      name: 'OutsideError',
      message:
        'web1/memory/memory-used: cannot be summed up: of series like */memory/memory-slab* there has to be one, and there is none',
    });
    redis.write('web1/memory/memory-slab', 1000, 1);
    assert.deepEqual(await seriesOf('sum', 'web1'), ['web1/memory/memory-used', 'web1/memory/memory-slab']);
    redis.write('web1/memory/memory-slab_recl', 1000, 1);
    await assert.rejects(seriesOf('sum', 'web1'), /there has to be one, and there are 2$/);
  });

  it('has a limit in the unit of the series', async () => {
    assert.equal(await limitOf('memory'), 90);
    assert.equal(await limitOf('fixed'), 100);
    assert.equal(await limitOf('bytes'), 777);
    redis.write('web1/memory/memory-free', 1000.5, 'nan');
    await assert.rejects(limitOf('memory'), {
      name: 'OutsideError',
      message:
        'web1/memory/memory-used: its capacity is not known: web1/memory/memory-free has no value; give --limit',
    });
  });

  it('says which series there are when the one that is named is not', async () => {
    await requireSeries(reader, 'web1/memory/memory-used');
    await assert.rejects(requireSeries(reader, 'web3/memory/memory-used'), {
      name: 'OutsideError',
      message:
        '--series: Redis holds no "web3/memory/memory-used"; there is web1/memory/memory-used, web2/memory/memory-used',
    });
    await assert.rejects(
      requireSeries(new WriteRedisReader(new FakeRedis()), 'a/b/c'),
      /it holds none at all/,
    );
  });
});
