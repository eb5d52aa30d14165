import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { readRedisSeries, type SeriesRange } from '../../../../tools/series/redis-series.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

describe('a series read from Redis', () => {
  const series = 'web1/memory/memory-used';
  const start = 1.8e9;
  const now = start + 1000;
  const whole: SeriesRange = {
    identifiers: [series],
    dataSource: 0,
    from: undefined,
    to: undefined,
    warmUpSeconds: 60,
  };
  let redis: FakeRedis;

  beforeEach(() => {
    redis = new FakeRedis();
    for (let i = 0; i <= 1000; i += 10) redis.write(series, start + i, i);
  });

  const read = (range: Partial<SeriesRange> = {}) =>
    readRedisSeries(new WriteRedisReader(redis), { ...whole, ...range }, now);

  it('is all that there is, unless a range is given', async () => {
    const { name, samples, remarks } = await read();
    assert.equal(name, series);
    assert.equal(samples.length, 101);
    assert.deepEqual(samples.at(-1), { time: now, value: 1000 });
    assert.deepEqual(remarks, []);
  });

  it('begins before the range, so that what was known then is known', async () => {
    const { samples, remarks } = await read({ from: start + 500, to: start + 600 });
    assert.deepEqual([samples[0]!.time - start, samples.at(-1)!.time - start], [440, 600]);
    assert.deepEqual(remarks, []);
  });

  it('comes with a remark when Redis does not reach back so far, or not up to the end', async () => {
    const { remarks } = await read({ from: start - 7 * 86_400 });
    assert.deepEqual(remarks, [
      `${series}: Redis holds it only from 2027-01-15 08:00:00 UTC on, and not from 2027-01-08 08:00:00 UTC; it keeps what MaxSetSize or MaxSetDuration of write_redis allow (dma.conf)`,
    ]);
    const later = readRedisSeries(new WriteRedisReader(redis), { ...whole, to: start + 5000 }, start + 9000);
    assert.deepEqual((await later).remarks, [
      `${series}: the last sample is of 2027-01-15 08:16:40 UTC, not of 2027-01-15 09:23:20 UTC`,
    ]);
  });

  it('is without undefined, unreadable and future samples, which are counted in one line', async () => {
    redis.write(series, start + 5, 'nan');
    redis.writeMember(series, 'garbage', start + 7);
    redis.write(series, now + 3600, 1);
    const { samples, remarks } = await read();
    assert.equal(samples.length, 101);
    assert.equal(remarks.length, 1);
    assert.match(remarks[0]!, /: 3 of 104 samples are left out: /);
    assert.match(remarks[0]!, /1 without a number \(the first: 2027-01-15 08:00:05 UTC\)/);
    assert.match(remarks[0]!, /1 in the future of this machine \(the first: 2027-01-15 09:16:40 UTC\)/);
    assert.match(remarks[0]!, /1 not readable/);
  });

  it('is refused in one line when there is nothing in the range', async () => {
    await assert.rejects(read({ from: start + 2000, to: start + 3000 }), {
      name: 'OutsideError',
      message: `${series}: Redis holds no sample from 2027-01-15 08:33:20 UTC to 2027-01-15 08:50:00 UTC; it holds 2027-01-15 08:00:00 UTC to 2027-01-15 08:16:40 UTC`,
    });
    await assert.rejects(
      read({ from: start + 1020, to: start + 1050 }),
      /Redis holds no sample from 2027-01-15 08:17:00/,
    );
    await assert.rejects(read({ identifiers: ['a/b/c'] }), /it holds nothing of this series$/);
  });

  it('is refused when it does not have the data source', async () => {
    await assert.rejects(read({ dataSource: 2 }), {
      name: 'OutsideError',
      message: `${series}: data source 2 is asked for, and it has 1 (counted from 0); see dataSource in dma.yaml`,
    });
  });

  it('may be a sum, as dma predict makes it', async () => {
    for (let i = 0; i <= 1000; i += 10) redis.write('web1/memory/memory-slab_unrecl', start + i + 0.001, 5);
    const { name, samples } = await read({ identifiers: [series, 'web1/memory/memory-slab_unrecl'] });
    assert.equal(name, `${series} + web1/memory/memory-slab_unrecl`);
    assert.ok(samples.length >= 99);
    assert.equal(samples[50]!.value, 505);
  });
});
