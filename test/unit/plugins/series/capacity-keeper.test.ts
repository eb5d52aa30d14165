import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { readName, SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { CapacityKeeper } from '../../../../plugins/series/capacity-keeper.ts';
import type { SeriesToPredict } from '../../../../plugins/series/series-start.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const used = 'web1/memory/memory-used';
const free = 'web1/memory/memory-free';
const cached = 'web1/memory/memory-cached';

const identifier = readName(used);

function foundOf(options = '', target = 'memory'): SeriesToPredict {
  return { target, config: memoryTarget(options), identifier, captures: [] };
}

/** With a capacity whose glob does not name its parts. */
const ofAll: SeriesToPredict = {
  ...foundOf(),
  config: { ...memoryTarget(), capacity: { sumOf: '*/memory/memory-*', dataSources: [0] } },
};

describe('the capacity of a series that is found', () => {
  let redis: FakeRedis;
  let now: number;
  let recorded: RecordedLog;
  let keeper: CapacityKeeper;
  let isReadable: boolean;
  beforeEach(() => {
    redis = new FakeRedis();
    isReadable = true;
    now = 1.8e9;
    recorded = recordedLog(() => now);
    keeper = new CapacityKeeper({
      reader: Object.defineProperty(new WriteRedisReader(redis), 'isReadable', { get: () => isReadable }),
      log: recorded.log,
      now: () => now,
      monotonic: () => now - 1.7e9,
    });
  });

  /** Writes samples of a minute, one a second up to now. */
  function write(values: Readonly<Record<string, number | 'nan' | ((ago: number) => number)>>): void {
    for (const [name, value] of Object.entries(values))
      for (let ago = 60; ago >= 0; ago--)
        redis.write(name, now - ago, typeof value === 'function' ? value(ago) : value);
  }

  const names = new SeriesNames([used, free]);
  const look = async (
    found = foundOf(),
    { newest = now, isPredicted = false }: { newest?: number | undefined; isPredicted?: boolean } = {},
    among = names,
  ): Promise<number | undefined> => (await keeper.look(found, among, newest, isPredicted))?.value;

  it('is a number where the target names one, and does not move', async () => {
    const found = foundOf('', 'x');
    const config = { ...found.config, capacity: 5000 };
    assert.deepEqual(await keeper.look({ ...found, config }, names, now, false), {
      value: 5000,
      moving: undefined,
    });
    assert.equal(await keeper.lookAround({ ...found, config }, names, { time: now, roomSeconds: 1 }), 5000);
  });

  it('is the sum of its parts', async () => {
    write({ [used]: 300, [free]: 700 });
    assert.equal(await look(), 1000);
    assert.deepEqual(recorded.said(), []);
  });

  it('is waited for while it is new', async () => {
    assert.equal(keeper.reasonOf(foundOf()).kind, 'waiting');
    redis.write(used, now, 300);
    redis.write(free, now, 700);
    assert.equal(await look(ofAll), undefined);
    assert.equal(keeper.reasonOf(ofAll).kind, 'waiting');
    assert.deepEqual(recorded.said(), []);
  });

  it('is told after a quarter of a minute in which it is not known, and when it is known again', async () => {
    write({ [used]: 300, [free]: 'nan' });
    assert.equal(await look(), undefined);
    now += 14;
    assert.equal(await look(), undefined);
    assert.deepEqual(recorded.said(), []);
    assert.deepEqual(keeper.reasonOf(foundOf()).cause, `its capacity is not known: ${free} has no value`);
    now += 1;
    await look();
    await look();
    assert.deepEqual(recorded.said(), [`warning: ${used}: capacity is not known yet: ${free} has no value`]);
    now += 5;
    write({ [used]: 300, [free]: 700 });
    assert.equal(await look(), 1000);
    assert.deepEqual(recorded.said(), [`${used}: capacity recovered after 5 s`]);
    assert.equal(keeper.reasonOf(foundOf()).kind, 'waiting');
  });

  it('is not told when it is unknown for a moment now and then', async () => {
    for (let turn = 0; turn < 3; turn++) {
      now += 100;
      write({ [used]: 300, [free]: 'nan' });
      await look();
      now += 10;
      await look();
      now += 10;
      write({ [used]: 300, [free]: 700 });
      assert.equal(await look(), 1000);
    }
    assert.deepEqual(recorded.said(), []);
  });

  it('cannot be updated where there is an earlier one', async () => {
    write({ [used]: 300, [free]: 'nan' });
    await look(foundOf(), { isPredicted: true });
    now += 15;
    await look(foundOf(), { isPredicted: true });
    assert.deepEqual(recorded.said(), [`warning: ${used}: capacity cannot be updated: ${free} has no value`]);
  });

  it('is not told of while Redis cannot be read, nor while its parts come afterwards', async () => {
    isReadable = false;
    for (let round = 0; round < 3; round++, now += 15) await look(foundOf(), { isPredicted: true });
    isReadable = true;
    await look(foundOf(), { isPredicted: true });
    assert.deepEqual(recorded.said(), []);
  });

  it('is that of a resource that is not there where its parts are 0', async () => {
    write({ [used]: 0, [free]: 0 });
    await look();
    assert.equal(keeper.reasonOf(foundOf()).kind, 'nothing-there');
    now += 1;
    write({ [used]: 0, [free]: -1 });
    await look();
    assert.equal(keeper.reasonOf(foundOf()).kind, 'capacity');
  });

  it('leaves out parts that are no longer written, tells so once, and that they are back', async () => {
    const all = new SeriesNames([used, free, cached, 'web1/memory/memory-buffered']);
    const ask = (): Promise<number | undefined> => look(ofAll, {}, all);
    write({ [used]: 300, [free]: 700, [cached]: 50, 'web1/memory/memory-buffered': 50 });
    assert.equal(await ask(), 1100);
    now += 1000;
    write({ [used]: 300, [free]: 700 });
    assert.equal(await ask(), 1000);
    assert.equal(await ask(), 1000);
    assert.deepEqual(recorded.said(), [
      `warning: ${used}: the sum of its capacity leaves out ${cached}, web1/memory/memory-buffered: no longer written`,
    ]);
    now += 100;
    write({ [used]: 300, [free]: 700, [cached]: 50, 'web1/memory/memory-buffered': 50 });
    assert.equal(await ask(), 1100);
    assert.deepEqual(recorded.said(), [`${used}: the sum of its capacity recovered after 100 s`]);
  });

  /** Free memory that is taken away, ten a second. */
  const shrinking = { [used]: 300, [free]: (ago: number): number => 700 + 10 * ago };

  it('moves where it has gone one way for a while and the limit is a share of it', async () => {
    const found = foundOf('horizonSeconds: 20');
    write(shrinking);
    assert.deepEqual((await keeper.look(found, names, now, false))?.moving, {
      names: [used, free],
      dataSources: [0],
    });
  });

  it('moves where the series itself has no entry yet, by our clock', async () => {
    write(shrinking);
    const { moving } = (await keeper.look(foundOf('horizonSeconds: 20'), names, undefined, false))!;
    assert.deepEqual(moving?.names, [used, free]);
  });

  it('does not move where the limit is a number, nor where it is constant', async () => {
    write(shrinking);
    const ownLimit = foundOf('horizonSeconds: 20, limit: 500');
    assert.deepEqual(await keeper.look(ownLimit, names, now, false), { value: 1000, moving: undefined });
    redis.flush();
    write({ [used]: 300, [free]: 700 });
    const constant = foundOf('horizonSeconds: 20', 'constant');
    assert.deepEqual(await keeper.look(constant, names, now, false), { value: 1000, moving: undefined });
  });

  it('counts as moving from then on, though it stands still', async () => {
    const found = foundOf('horizonSeconds: 20');
    write(shrinking);
    await keeper.look(found, names, now, false);
    now += 1000;
    write({ [used]: 300, [free]: 900 });
    const later = await keeper.look(found, names, now, true);
    assert.equal(later?.value, 1200);
    assert.deepEqual(later.moving?.names, [used, free]);
  });

  it('is that of each target by itself', async () => {
    write({ [used]: 300, [free]: 'nan' });
    await look();
    assert.equal(keeper.reasonOf(foundOf()).kind, 'capacity');
    assert.equal(keeper.reasonOf(foundOf('', 'other')).kind, 'waiting');
  });

  it('is the sum of what one writer wrote at one time, where there are several', async () => {
    for (let ago = 60; ago >= 0; ago--)
      for (const [phase, total] of [
        [0, 1000],
        [0.4, 8000],
      ] as const) {
        redis.write(used, now - ago + phase, 300);
        redis.write(free, now - ago + phase, total - 300);
      }
    const totals: (number | undefined)[] = [];
    for (const time of [now - 5, now - 5 + 0.4, now + 50])
      totals.push(await keeper.lookAround(foundOf(), names, { time, roomSeconds: 0.4 }));
    assert.deepEqual(totals, [1000, 8000, undefined]);
  });
});
