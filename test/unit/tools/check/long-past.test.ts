import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { checkLongPast } from '../../../../tools/check/long-past.ts';
import { checkTime, seenSeries } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const name = 'web1/memory/memory-used';
const intervalSeconds = 0.01;

/** @param samplesAgo of the samples beside the newest two */
async function found(...samplesAgo: readonly number[]): Promise<string | undefined> {
  const redis = new FakeRedis();
  for (const ago of [...samplesAgo, 1, 0]) redis.write(name, checkTime - ago * intervalSeconds, 5);
  const { series } = await seenSeries('{m: {series: "*/memory/memory-used", capacity: 1GiB}}', redis);
  const finding = await checkLongPast(series, { reader: new WriteRedisReader(redis), now: checkTime });
  assert.notEqual(finding?.ok, false);
  return finding?.text;
}

describe('the check of how much Redis keeps', () => {
  it('notes a series with very many samples, whose write_redis has no bound', async () => {
    assert.match(
      (await found(200_100, 100_100))!,
      /^keeps more than 200000 samples of web1\/memory\/memory-used, .*: has the write_redis of web1 a MaxSetSize/,
    );
  });

  it('has nothing to say of a bounded one, or one with a pause in its past', async () => {
    assert.equal(await found(36_000), undefined);
    assert.equal(await found(200_100, 3000), undefined);
  });
});
