import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { HiddenEntries } from '../../../../plugins/samples/hidden-entries.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const name = 'web1/memory/memory-used';
const other = 'web1/swap/swap-used';
const start = 1.8e9;
const stray = start + 144;

describe('entries that one from the future hides', () => {
  let redis: FakeRedis;
  let hidden: HiddenEntries;
  beforeEach(() => {
    redis = new FakeRedis();
    hidden = new HiddenEntries();
    redis.write(name, start - 110, 1);
    redis.write(name, start - 1, 1);
    redis.write(name, stray, 1);
  });

  /** Returns how many were found. */
  async function look(second: number, newest = stray, series = name): Promise<number> {
    const before = hidden.count;
    await hidden.look(new WriteRedisReader(redis), [series], [newest], start + second);
    return hidden.count - before;
  }

  it('are those that came since the last look, each once', async () => {
    assert.equal(await look(0), 0, 'the others were there before');
    assert.equal(await look(10), 0);
    for (const second of [12, 17]) redis.write(name, start + second, 1);
    assert.equal(await look(20), 2);
    assert.equal(await look(30), 0);
    redis.write(name, start + 33, 'nan');
    assert.equal(await look(40), 1);
  });

  it('are seen although there are fewer entries than before, because Redis keeps the newest', async () => {
    await look(0);
    redis.flush();
    assert.equal(await look(10), 0);
    redis.write(name, start + 12, 1);
    assert.equal(await look(20), 1);
  });

  it('are none while newer ones are read, nor when our clock has passed the newest one', async () => {
    await look(0);
    redis.write(name, start + 5, 1);
    redis.write(name, stray + 1, 1);
    assert.equal(await look(10, stray + 1), 0);
    redis.write(name, start + 15, 1);
    assert.equal(await look(200, stray + 1), 0);
  });

  it('are seen of a clock that was set further back in between', async () => {
    await look(0);
    assert.equal(await look(-9990), 0);
    redis.write(name, start - 9985, 1);
    assert.equal(await look(-9980), 1);
  });

  it('are told apart by their series', async () => {
    await look(0);
    await look(0, stray, other);
    redis.write(name, start + 5, 1);
    assert.equal(await look(10, stray, other), 0);
    assert.equal(await look(10), 1);
  });
});
