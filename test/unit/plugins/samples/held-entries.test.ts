import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import {
  askDepths,
  askMore,
  askNarrower,
  hasMore,
  heldEntries,
  narrowed,
  type HeldEntries,
} from '../../../../plugins/samples/held-entries.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const name = 'web1/memory/memory-used';

const readTo = (readCount: number): { readCount: number; newestRead: number } => ({
  readCount,
  newestRead: 1e9 + readCount - 1,
});

describe('the entries that the store holds of a series', () => {
  let redis: FakeRedis;
  let reader: WriteRedisReader;
  beforeEach(() => {
    redis = new FakeRedis();
    reader = new WriteRedisReader(redis);
  });

  function write(count: number, from = 0): void {
    for (let place = 0; place < count; place++) redis.write(name, 1e9 + from + place, place);
  }

  async function held(count: number, about = 0): Promise<HeldEntries | undefined> {
    return heldEntries(await reader.afterEach(askDepths(name, about, readTo(count))), about, readTo(count));
  }

  const isMore = async (known: HeldEntries, count: number): Promise<boolean | undefined> =>
    hasMore((await reader.afterEach([askMore(name, known, readTo(count))]))[0]!);

  it('are counted from the deepest known place, however many are read', async () => {
    write(100);
    const known = (await held(100))!;
    assert.deepEqual(known, { from: 1e9 + 3, count: 96, read: 100, below: 192 });
    assert.equal(await isMore(known, 100), false);
    write(50, 100);
    assert.equal(await isMore(known, 150), false);
  });

  it('are counted by fewer questions where it is known about how many there are', async () => {
    write(100);
    assert.ok(askDepths(name, 60, readTo(100)).length <= 4);
    assert.equal((await held(100, 60))!.count, 96);
    assert.equal(await held(100, 4000), undefined, 'far fewer are none');
  });

  it('are more when one has come behind the newest', async () => {
    write(100);
    const known = (await held(100))!;
    redis.write(name, 1e9 + 40.5, 1);
    assert.equal(await isMore(known, 100), true);
  });

  it('are not known where some were removed, where there are few, and where there are none', async () => {
    write(100);
    const known = (await held(100))!;
    redis.trim(name, 90);
    assert.equal(await isMore(known, 100), undefined);
    redis.flush();
    assert.equal(await held(100), undefined);
    write(12);
    assert.equal(await held(12), undefined);
  });

  it('are all counted in a few looks, so that the oldest are seen as well', async () => {
    write(100);
    let known = (await held(100))!;
    let [looks, count] = [0, 100];
    for (; known.from > 0 && looks < 10; looks++) {
      write(10, count);
      count += 10;
      const answers = await reader.afterEach(askNarrower(name, known, readTo(count)));
      known = narrowed(known, answers, readTo(count));
    }
    assert.deepEqual(known, { from: 0, count, read: count, below: Infinity });
    assert.ok(looks <= 5, `${looks} looks`);
    redis.write(name, 5, 1);
    assert.equal(await isMore(known, count), true);
  });
});
