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
});
