import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { LateEntries } from '../../../../plugins/samples/late-entries.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const name = 'web1/memory/memory-used';
const start = 1.8e9;
const { log } = recordedLog(() => 0);

describe('entries that come late', () => {
  let redis: FakeRedis;
  let late: LateEntries;
  beforeEach(() => {
    redis = new FakeRedis();
    late = new LateEntries();
  });

  /** Ten seconds, in which every entry but some comes in time; then a look. */
  async function look(from: number, missing: readonly number[] = []): Promise<number> {
    for (let second = from; second < from + 10; second++) {
      if (missing.includes(second)) continue;
      redis.write(name, start + second, 1);
      late.read(start + second);
    }
    const before = late.count;
    await late.look(new WriteRedisReader(redis), name, log);
    return late.count - before;
  }

  it('are counted, each once', async () => {
    for (const from of [0, 10, 20]) assert.equal(await look(from), 0);
    await look(30, [33, 36]);
    for (const second of [33, 36]) redis.write(name, start + second, 1);
    const found = [await look(40), await look(50), await look(60), await look(70)];
    assert.equal(
      found.reduce((sum, count) => sum + count),
      2,
    );
    assert.equal(late.count, 2);
  });

  it("are none that collectd's cache gave before, at a time in milliseconds", async () => {
    for (let second = 0; second < 50; second++) {
      late.read(start + second + 0.0005);
      redis.write(name, start + second + 0.0003, 1);
      if (second % 10 === 9) await late.look(new WriteRedisReader(redis), name, log);
    }
    assert.equal(late.count, 0);
  });

  it('are none while nothing is read', async () => {
    for (let times = 0; times < 4; times++) await late.look(new WriteRedisReader(redis), name, log);
    await look(0);
    redis.write(name, start + 4.5, 1);
    for (let times = 0; times < 4; times++) await late.look(new WriteRedisReader(redis), name, log);
    assert.equal(late.count, 0, 'of the first look nothing is known');
  });

  it('are looked for at the beginning of a long stretch alone, and cost no more there', async () => {
    const stretches: number[][] = [];
    const reader = new WriteRedisReader(redis);
    const times = (one: string, from: number, to: number): Promise<readonly number[]> => {
      stretches.push([from - start, to - start]);
      return reader.times(one, from, to);
    };
    for (let second = 0; second < 5000; second++) {
      late.read(start + second);
      // Two come late: one at the beginning of its stretch, and one far behind it.
      redis.write(name, start + second, 1);
      if ([1005, 1500].includes(second)) redis.write(name, start + second + 0.5, 1);
      if (second % 1000 === 999) await late.look({ times }, name, log);
    }
    assert.deepEqual(stretches, [
      [999, 1015],
      [1999, 2015],
      [2999, 3015],
    ]);
    assert.equal(late.count, 1);
  });

  it('are logged once a host, with their number and the name of a series', async () => {
    const { log: hosts, said } = recordedLog();
    const looks = async (series: string, stored: readonly number[]): Promise<void> => {
      const entries = new LateEntries();
      for (const newest of [10, 20, 30, 40]) {
        entries.read(newest);
        await entries.look({ times: () => Promise.resolve(stored) }, series, hosts);
      }
    };
    await looks(name, []);
    assert.deepEqual(said(), []);
    await looks(name, [12, 13]);
    await looks('web1/swap/swap-used', [14]);
    await looks('web2/swap/swap-used', [15]);
    const message = 'come after newer ones, and are left out; do they take two ways, or wait in a relay?';
    assert.deepEqual(said(), [
      `warning: samples of web1 ${message} (2 of ${name})`,
      `warning: samples of web2 ${message} (1 of web2/swap/swap-used)`,
    ]);
  });

  it('are looked for once in each stretch of time, and not while nothing is read', async () => {
    const stretches: number[][] = [];
    const times = (_: string, from: number, to: number): Promise<number[]> => {
      stretches.push([from, to]);
      return Promise.resolve([]);
    };
    for (const newest of [10, undefined, 20, 30, undefined, undefined, undefined, 40, undefined]) {
      if (newest !== undefined) late.read(newest);
      await late.look({ times }, name, log);
    }
    assert.deepEqual(stretches, [
      [10, 20],
      [20, 30],
      [30, 40],
    ]);
  });
});
