import assert from 'node:assert/strict';
import { innovations } from '../../../../analysis/correlation/innovations.ts';
import { Shifts } from '../../../../analysis/correlation/shifts.ts';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';

function noise(seed: number, length: number): Float64Array {
  const draws = drawsFrom(seededRandom(seed));
  return innovations(Float64Array.from({ length }, () => draws.normal()))!;
}

/** The numbers `lag` steps later, in a circle. */
function shifted(numbers: Float64Array, lag: number): Float64Array {
  return numbers.map((_, i) => numbers[(i - lag + numbers.length) % numbers.length]!);
}

describe('the shifts of a target', () => {
  for (const length of [64, 100, 512, 361]) {
    it(`tell the lag and the correlation, of ${length} steps`, () => {
      const target = noise(1, length);
      const shifts = new Shifts(target, 6);
      for (const lag of [-6, -1, 0, 3]) {
        const found = shifts.compare(shifted(target, lag));
        assert.equal(found.lag, lag);
        assert.ok(Math.abs(found.correlation - 1) < 1e-9, String(found.correlation));
        assert.ok(found.score > 10 && found.score > 2 * found.otherScore);
      }
      const inverse = shifts.compare(shifted(target, -4).map((number) => -number));
      assert.deepEqual([inverse.lag, Math.round(inverse.correlation)], [-4, -1]);
    });

    it(`score others by chance, of ${length} steps`, () => {
      const shifts = new Shifts(noise(1, length), 6);
      const scores = Array.from({ length: 50 }, (_, i) => shifts.compare(noise(100 + i, length)).score);
      assert.ok(Math.max(...scores) < 5, String(Math.max(...scores)));
    });
  }

  it('score what is at a longer shift as another', () => {
    const target = noise(1, 256);
    const { score, otherScore } = new Shifts(target, 6).compare(shifted(target, 40));
    assert.ok(score < 5 && otherScore > 10);
  });
});
