import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { maxEntries } from '../../../../plugins/samples/sample-reader.ts';
import type { PackedEntries } from '../../../../plugins/samples/packed-entries.ts';
import { PipelinedRedis } from '../../../support/pipelined-redis.ts';

const nameOf = (index: number): string => `host${index}/memory/memory-used`;
const names = Array.from({ length: 40 }, (_, index) => nameOf(index));
const textOf = (packed: PackedEntries | undefined): unknown =>
  packed && { entries: packed.from(0), isAll: packed.isAll };

describe('the newest entries of many series', () => {
  let redis: PipelinedRedis;
  let reader: WriteRedisReader;
  beforeEach(() => {
    redis = new PipelinedRedis();
    reader = new WriteRedisReader(redis);
    for (const name of names) for (const time of [1, 2, 3]) redis.write(name, time, 10 * time);
  });

  const newest = async (count: number) => {
    const answers = await reader.newestEach(names.map((name) => ({ name, count })));
    return answers.map(textOf);
  };

  it('are all of them where there are fewer than were asked for', async () => {
    const entries = [1, 2, 3].map((time) => ({ time, values: [10 * time] }));
    assert.deepEqual((await newest(4))[5], { entries, isAll: true });
    assert.deepEqual((await newest(3))[5], { entries, isAll: false });
    assert.deepEqual((await newest(1))[5], { entries: entries.slice(2), isAll: false });
  });

  it('are without malformed members, and end where entries have more or fewer values', async () => {
    redis.writeMember(nameOf(1), 'x', 4);
    redis.writeMember(nameOf(2), '2.500:nan', 2.5);
    redis.write(nameOf(3), 4, 1, 2);
    redis.writeMember(nameOf(4), '4.000:1e3', 4);
    const answers = await newest(9);
    const plain = answers[0] as { entries: object[] };
    assert.deepEqual(answers[1], plain);
    const [first, second, third] = plain.entries;
    const unknown = { time: 2.5, values: [Number.NaN] };
    assert.deepEqual(answers[2], { entries: [first, second, unknown, third], isAll: true });
    assert.deepEqual(answers[3], { entries: [{ time: 4, values: [1, 2] }], isAll: false });
    assert.deepEqual(answers[4], { entries: [...plain.entries, { time: 4, values: [1000] }], isAll: true });
  });

  it('are left to be asked for where none is valid, and of few series', async () => {
    redis.flush();
    redis.writeMember(nameOf(0), 'x', 4);
    assert.deepEqual(new Set(await newest(9)), new Set([undefined]));
    assert.deepEqual(await reader.newestEach([{ name: nameOf(0), count: 1 }]), []);
  });

  it('are a past where all of a stretch fits into an answer', async () => {
    for (let time = 10; time < 10 + maxEntries; time++) redis.write(nameOf(1), time, time);
    const pasts = await reader.pastEach(names.map((name) => ({ name, from: 2, to: 1e9 })));
    assert.deepEqual(textOf(pasts[0]), {
      entries: [2, 3].map((time) => ({ time, values: [10 * time] })),
      isAll: true,
    });
    assert.equal(pasts[1], undefined);
  });
});
