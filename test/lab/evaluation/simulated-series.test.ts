import assert from 'node:assert/strict';
import { drawsFrom, seedOf, seededRandom } from '../../../analysis/maths/seeded-random.ts';
import { simulatedKinds, simulateSeries } from '../../../tools/lab/evaluation/simulated-series.ts';
import { findCrossings } from '../../../analysis/scoring/crossings.ts';

describe('a simulated series', function () {
  const seeds = [1, 2, 3, 4];

  it('has a kind of its own name', function () {
    assert.equal(new Set(simulatedKinds.map(({ name }) => name)).size, simulatedKinds.length);
  });

  for (const kind of simulatedKinds) {
    it(`of the kind "${kind.name}" ${kind.crosses ? 'crosses its limit' : 'stays below its limit'}`, function () {
      for (const seed of seeds) {
        const series = simulateSeries(kind, seed);
        const { samples, limit, intervalSeconds, horizonSeconds } = series;
        assert.equal(findCrossings(series).length > 0, kind.crosses);
        assert.ok(samples.length >= 30 && samples.length < 15_000, `${samples.length} samples`);
        assert.ok(samples.every(({ value }) => Number.isFinite(value) && value >= 0));
        assert.ok(samples.every(({ time }, i) => i === 0 || time > samples[i - 1]!.time));
        if (!kind.crosses) assert.ok(samples.every(({ value }) => value < limit));
        assert.ok(intervalSeconds > 0 && horizonSeconds >= 60 && samples[0]!.value < limit);
      }
    });
  }

  it('is the same for the same seed and another one for another', function () {
    for (const kind of simulatedKinds) {
      assert.deepEqual(simulateSeries(kind, 5), simulateSeries(kind, 5));
      assert.notDeepEqual(simulateSeries(kind, 5).samples, simulateSeries(kind, 6).samples);
    }
  });

  it('is refused when its kind does not do what it says', function () {
    const flat = { ...simulatedKinds.find(({ crosses }) => !crosses)!, crosses: true };
    assert.throws(() => simulateSeries(flat, 1), {
      message: `no series of the kind "${flat.name}" crosses the limit`,
    });
  });
});

describe('seeded randomness', function () {
  it('is even, and does not repeat itself from seed to seed', function () {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let seed = 0; seed < 1000; seed++) {
      const random = seededRandom(seed);
      for (let i = 0; i < 10; i++) counts[Math.floor(10 * random())]!++;
    }
    for (const count of counts) assert.ok(Math.abs(count - 1000) < 150, `${count} of 10000 in a tenth`);
    const first = Array.from({ length: 1000 }, (_, seed) => seededRandom(seed)());
    assert.ok(new Set(first).size > 998);
  });

  it('has another seed for another name and for another number', function () {
    const seeds = ['a', 'b', 'ab', 'ba'].flatMap((name) => [1, 2, 3].map((number) => seedOf(name, number)));
    assert.equal(new Set(seeds).size, 12);
  });

  it('draws within the ranges asked for, and normally', function () {
    const draws = drawsFrom(seededRandom(3));
    const [whole, tail] = [new Set<number>(), { sum: 0, squares: 0 }];
    for (let i = 0; i < 10_000; i++) {
      const even = draws.uniform(2, 3);
      const log = draws.logUniform(1, 100);
      assert.ok(even >= 2 && even < 3 && log >= 1 && log <= 100);
      whole.add(draws.integer(1, 4)).add(draws.pick([1, 2]));
      const normal = draws.normal();
      tail.sum += normal;
      tail.squares += normal * normal;
    }
    assert.deepEqual(whole, new Set([1, 2, 3, 4]));
    assert.ok(Math.abs(tail.sum) < 300 && Math.abs(tail.squares - 10_000) < 500);
    const small = Array.from({ length: 10_000 }, () => draws.logUniform(1, 100)).filter(
      (number) => number < 10,
    );
    assert.ok(Math.abs(small.length - 5000) < 200);
    assert.ok(!draws.chance(0) && draws.chance(1));
  });
});
