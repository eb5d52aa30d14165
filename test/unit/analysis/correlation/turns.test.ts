import assert from 'node:assert/strict';
import { turnsOf } from '../../../../analysis/correlation/turns.ts';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const length = 256;

function values(valueAt: (step: number) => number): Float64Array {
  const draws = drawsFrom(seededRandom(3));
  return Float64Array.from({ length }, (_, step) => 1e9 + valueAt(step) + draws.normal());
}

describe('the turns of a series', () => {
  it('are its steps and the beginnings of its climbs, with their direction', () => {
    const [step, ...noMore] = turnsOf(values((at) => (at >= 150 ? 30 : 0)));
    assert.deepEqual([noMore, step!.kind, step!.strength > 8], [[], 'step', true]);
    assert.ok(Math.abs(step!.step - 150) <= 1, String(step!.step));
    const [bend, ...others] = turnsOf(values((at) => -2 * Math.max(0, at - 180)));
    assert.deepEqual([others, bend!.kind, bend!.strength < -8], [[], 'bend', true]);
    assert.ok(Math.abs(bend!.step - 180) <= 3, String(bend!.step));
  });

  it('are found where most of the time is the climb', () => {
    const [bend] = turnsOf(values((at) => 2 * Math.max(0, at - 80)));
    assert.equal(bend?.kind, 'bend');
    assert.ok(Math.abs(bend.step - 80) <= 3, String(bend.step));
  });

  it('are not in noise, trends, seasons, or a single peak', () => {
    assert.deepEqual(turnsOf(values(() => 0)), []);
    assert.deepEqual(turnsOf(values((at) => 5 * at)), []);
    assert.deepEqual(turnsOf(values((at) => 50 * Math.sin(at / 10))), []);
    assert.deepEqual(turnsOf(values((at) => (at === 100 ? 1000 : 0))), []);
    assert.deepEqual(turnsOf(new Float64Array(length).fill(1e9)), []);
  });
});
