import assert from 'node:assert/strict';
import { drawsFrom, seededRandom, seedOf } from '../../../../analysis/maths/seeded-random.ts';

/** These numbers, one after the other. */
function playing(...numbers: number[]): () => number {
  return () => numbers.shift()!;
}

function isNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}

describe('the numbers of a seed', () => {
  it('are those of the published recipe, computed in Python', () => {
    const random = seededRandom(1);
    assert.deepEqual(
      [random(), random(), random()],
      [0.3140447095502168, 0.7981969665270299, 0.6133407482411712],
    );
  });

  it('are spread evenly, and unrelated to those of the neighbouring seed', () => {
    const [one, other] = [seededRandom(-7), seededRandom(-6)];
    const counts = Array<number>(10).fill(0);
    let products = 0;
    for (let i = 0; i < 10_000; i++) {
      const [a, b] = [one(), other()];
      assert.ok(a >= 0 && a < 1);
      counts[Math.floor(10 * a)]!++;
      products += (a - 0.5) * (b - 0.5);
    }
    for (const count of counts) assert.ok(count > 850 && count < 1150, counts.join(' '));
    assert.ok(Math.abs(products / 10_000) < 0.005, `${products}`);
  });

  it('are others for another name and for another number of it', () => {
    const seeds = ['', 'a', 'b', 'ab', 'ba', 'aa'].flatMap((name) =>
      [0, 1, 2].map((number) => seedOf(name, number)),
    );
    assert.equal(new Set(seeds).size, seeds.length);
    assert.equal(seedOf('leak', 3), seedOf('leak', 3));
  });
});

describe('the draws of a simulation', () => {
  it('lie between their bounds, evenly on their scale', () => {
    const draws = drawsFrom(playing(0, 0.25, 0, 0.5));
    assert.deepEqual([draws.uniform(-4, 12), draws.uniform(-4, 12)], [-4, 0]);
    isNear(draws.logUniform(1, 100), 1);
    isNear(draws.logUniform(1, 100), 10);
  });

  it('have both ends of whole numbers, and each choice', () => {
    const draws = drawsFrom(playing(0, 0.34, 0.999, 0, 0.34, 0.999));
    assert.deepEqual([draws.integer(3, 5), draws.integer(3, 5), draws.integer(3, 5)], [3, 4, 5]);
    assert.deepEqual([1, 2, 3].map(() => draws.pick(['a', 'b', 'c'])).join(''), 'abc');
  });

  it('come true with their probability, and never with none', () => {
    const draws = drawsFrom(playing(0, 0.29, 0.3));
    assert.deepEqual([draws.chance(0), draws.chance(0.3), draws.chance(0.3)], [false, true, false]);
  });

  it('are normal by Box and Muller', () => {
    const draws = drawsFrom(playing(1 - Math.exp(-2), 0, 1 - Math.exp(-0.5), 0.5, 0, 0.3));
    isNear(draws.normal(), 2);
    isNear(draws.normal(), -1);
    isNear(draws.normal(), 0);
  });
});
