import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { hasMoved, isMovement } from '../../../../plugins/samples/capacity-past.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const now = 1.8e9;
const horizonSeconds = 240;
const parts = { names: ['nas/df-tank/df_complex-used', 'nas/df-tank/df_complex-free'], dataSources: [0] };

/** Looks at a capacity that was read every 10 s for `seconds`, by the seconds since then. */
async function isSeenToMove(seconds: number, capacityAt: (second: number) => number): Promise<boolean> {
  const redis = new FakeRedis();
  for (let second = 0; second <= seconds; second += 10)
    for (const [part, name] of parts.names.entries())
      redis.write(name, now - seconds + second + part / 1000, part === 0 ? 10 : capacityAt(second) - 10);
  const present = { time: now + 1, value: capacityAt(seconds) };
  return hasMoved(new WriteRedisReader(redis), parts, horizonSeconds, present);
}

describe('the movement of a capacity', () => {
  const moving: Record<string, (second: number) => number> = {
    'that shrinks': (second) => 1000 - second / 2,
    'that grows': (second) => 1000 + second,
    'that goes down in steps': (second) => 1000 - 50 * Math.floor(second / 60),
    'that goes down beside noise': (second) => 1000 - second / 2 + (second % 20 === 0 ? 5 : 0),
    'that shrinks after a jump': (second) => (second < 500 ? 5000 : 1500) - second / 2,
    'that has just begun to shrink': (second) => 1000 - Math.max(0, second - 860),
  };
  for (const [name, capacityAt] of Object.entries(moving))
    it(`is seen of one ${name}`, async () => assert.equal(await isSeenToMove(900, capacityAt), true));

  const still: Record<string, (second: number) => number> = {
    'that is constant': () => 1000,
    'that has jumped': (second) => (second < 600 ? 1000 : 2000),
    'that has jumped twice': (second) => (second < 500 ? 1000 : second < 800 ? 1500 : 2000),
    'that goes to and fro': (second) => (second % 20 === 0 ? 1000 : 990),
    'that has jumped and trembles by bytes': (second) => (second < 600 ? 1e12 : 2e12) - second,
    'that is read with seven digits': (second) => 1e12 + (second % 30) * 1e4,
    'that went down long ago': (second) => 1000 - Math.min(second, 100),
  };
  for (const [name, capacityAt] of Object.entries(still))
    it(`is not seen of one ${name}`, async () => assert.equal(await isSeenToMove(900, capacityAt), false));

  it('is not known where there is too little of the past', async () => {
    assert.equal(await isSeenToMove(0, () => 1000), false);
    assert.equal(await isSeenToMove(10, (second) => 1000 - second), false);
  });

  it('takes three changes', () => {
    assert.deepEqual([isMovement([5, 4, 3]), isMovement([5, 4, 3, 2]), isMovement([])], [false, true, false]);
  });
});
