import assert from 'node:assert/strict';
import { CapacityMovement } from '../../../../plugins/samples/capacity-movement.ts';

const horizonSeconds = 240;
const start = 1.8e9;

/** True when a capacity is said to move after looks every 10 s. */
function isMovingAfter(seconds: number, capacityAt: (second: number) => number): boolean {
  const movement = new CapacityMovement(horizonSeconds);
  for (let second = 0; second <= seconds; second += 10) movement.observe(start + second, capacityAt(second));
  return movement.isMoving;
}

describe('the movement of a capacity', () => {
  const moving: Record<string, (second: number) => number> = {
    'that shrinks': (second) => 1000 - second,
    'that grows': (second) => 1000 + second,
    'that goes down in steps': (second) => 1000 - 50 * Math.floor(second / 60),
    'that goes down beside noise': (second) => 1000 - second + (second % 20 === 0 ? 5 : 0),
    'that shrinks after a jump': (second) => (second < 200 ? 5000 : 1000) - second / 2,
  };
  for (const [name, capacityAt] of Object.entries(moving))
    it(`is seen of one ${name}`, () => assert.equal(isMovingAfter(400, capacityAt), true));

  const still: Record<string, (second: number) => number> = {
    'that is constant': () => 1000,
    'that jumps once': (second) => (second < 200 ? 1000 : 2000),
    'that jumps twice': (second) => (second < 100 ? 1000 : second < 300 ? 1500 : 2000),
    'that goes to and fro': (second) => (second % 20 === 0 ? 1000 : 990),
    'that jumps and trembles by bytes': (second) => (second < 200 ? 1e12 : 2e12) - second,
    'that is read with seven digits': (second) => 1e12 + (second % 30) * 1e4,
    'that went down long ago': (second) => 1000 - Math.min(second, 100),
  };
  for (const [name, capacityAt] of Object.entries(still))
    it(`is not seen of one ${name}`, () => assert.equal(isMovingAfter(900, capacityAt), false));

  it('begins anew when time goes back, as the clock of a host may', () => {
    const movement = new CapacityMovement(horizonSeconds);
    for (const [second, value] of [
      [400, 1000],
      [300, 900],
      [200, 800],
      [100, 700],
    ] as const)
      movement.observe(start + second, value);
    assert.equal(movement.isMoving, false);
  });
});
