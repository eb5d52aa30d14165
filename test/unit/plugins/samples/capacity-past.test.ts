import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { hasMoved, isMovement } from '../../../../plugins/samples/capacity-past.ts';
import type { Entry } from '../../../../plugins/samples/entry.ts';
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

/** Looks at a capacity of two parts, by the seconds before now; the second is written `lagSeconds` before the first. */
function isSeenIn(
  horizon: number,
  firstAt: (ago: number) => number,
  secondAt: (ago: number) => number | undefined,
  lagSeconds = 0,
): Promise<boolean> {
  const [first, second] = parts.names;
  const newestEntry = (name: string, time = now): Promise<Entry | undefined> => {
    const ago = now - time;
    if (name === first) return Promise.resolve({ time, values: [firstAt(ago)] });
    assert.equal(name, second);
    const value = secondAt(ago);
    return Promise.resolve(value === undefined ? undefined : { time: time - lagSeconds, values: [value] });
  };
  const present = { time: now, value: firstAt(0) + (secondAt(0) ?? 0) };
  return hasMoved({ newestEntry }, parts, horizon, present);
}

/** Looks at one of which the first part grows. */
function movesBeside(
  horizon: number,
  secondAt: (at: { ago: number }) => number | undefined,
  lagSeconds = 0,
): Promise<boolean> {
  return isSeenIn(
    horizon,
    (ago) => 5000 - ago,
    (ago) => secondAt({ ago }),
    lagSeconds,
  );
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

  it('is not known where an entry has no value, a part is missing, or the sum is 0', async () => {
    assert.equal(await movesBeside(1000, ({ ago }) => (ago > 400 && ago < 600 ? Number.NaN : 10)), true);
    assert.equal(await movesBeside(1000, () => Number.NaN), false);
    assert.equal(await movesBeside(1000, () => undefined), false);
    // Without the zeros there are two jumps.
    assert.equal(
      await isSeenIn(
        1000,
        (ago) => (ago > 1500 ? 0 : 2000 - 500 * Math.floor(ago / 501)),
        () => 0,
      ),
      false,
    );
  });

  it('is not known of parts that are further apart than a minute, or a twelfth of the horizon', async () => {
    for (const [seconds, lagSeconds, isKnown] of [
      [240, 60, true],
      [240, 61, false],
      [1200, 100, true],
      [1200, 101, false],
    ] as const)
      assert.equal(await movesBeside(seconds, () => 10, lagSeconds), isKnown, `${lagSeconds} s`);
  });

  it('is looked for all over two horizons only where the capacity was another one before', async () => {
    let looks = 0;
    const look = async (capacityAt: (ago: number) => number): Promise<number> => {
      // The present is known.
      looks = -1;
      await isSeenIn(1000, capacityAt, () => {
        looks++;
        return 0;
      });
      return looks;
    };
    assert.equal(await look(() => 1000), 2);
    assert.equal(await look((ago) => (ago > 0 ? 1000.5 : 1000)), 2);
    assert.equal(await look((ago) => 1000 + ago), 20);
    assert.equal(await look(() => Number.NaN), 2);
  });

  it('is seen within one horizon', async () => {
    assert.equal(await isSeenToMove(200, (second) => 1000 - second), true);
  });

  it('is more in one direction than to and fro, and more than a thousandth', () => {
    assert.equal(isMovement([1000, 900, 950, 905, 950, 905, 955]), false);
    assert.equal(isMovement([100, 110, 113, 112]), true, 'half of the way');
    assert.equal(isMovement([100, 110, 113, 112.1]), true);
    assert.equal(isMovement([100, 110, 113, 111.5]), false);
    assert.equal(isMovement([989, 999, 999.5, 1000]), true);
    assert.equal(isMovement([989, 999, 999.5, 999.9]), false);
    assert.equal(isMovement([1e6, 1e6, 1000, 998, 996]), true, 'of what is left');
  });
});
