import assert from 'node:assert/strict';
import { CorrelationSearch } from '../../analysis/correlation/correlation.ts';
import { drawsFrom, seededRandom } from '../../analysis/maths/seeded-random.ts';
import { causeKinds, neighbourhood } from '../../tools/bench/simulated-neighbours.ts';

interface Outcome {
  readonly isFound: boolean;
  readonly isSilent: boolean;
}

const runs = 100;
const [steps, stepSeconds] = [600, 2];
const [unrelated, seasonal, maxLagSeconds] = [1000, 50, 60];

/** The places of the series that moved, the most alike first. */
function moved(search: CorrelationSearch<number>): readonly number[] {
  return search.result().moved.map(({ key }) => key);
}

/** Says whether a planted cause is in the top three, and whether nothing is said before it is among the others. */
function planted(seed: number, kind: (typeof causeKinds)[number]): Outcome {
  const place = neighbourhood({ seed, unrelated, seasonal, cause: kind });
  const cause = place.cause!;
  const search = CorrelationSearch.for<number>(place.target, { ...place, maxLagSeconds })!;
  for (const [index, other] of place.others.entries()) if (index !== cause) search.add(index, other);
  const isSilent = moved(search).length === 0;
  search.add(cause, place.others[cause]!);
  return { isFound: moved(search).slice(0, 3).includes(cause), isSilent };
}

/**
 * A target that made a step some samples ago, with noise: whether a cause that made one up to eight samples before is
 * in the top three, and whether nothing is said without it.
 */
function newStep(seed: number, since: number): Outcome {
  const place = neighbourhood({ seed, unrelated, seasonal });
  const draws = drawsFrom(seededRandom(seed + 5000 + since));
  const at = steps - since;
  const lag = draws.integer(0, 8);
  const [height, ofCause, noise] = [draws.uniform(6, 40), draws.uniform(6, 40), draws.logUniform(0.5, 2)];
  const times = Float64Array.from({ length: steps }, (_, i) => place.from + stepSeconds * i + 0.5);
  const stepping = (size: number, from: number, by: number) => ({
    times,
    values: times.map((_, i) => size * draws.normal() + (i >= from ? by : 0)),
  });
  const target = stepping(noise, at, height);
  const cause = stepping(1, at - lag, ofCause);
  const search = CorrelationSearch.for<number>(target, { ...place, maxLagSeconds })!;
  for (const [index, other] of place.others.entries()) search.add(index, other);
  const isSilent = moved(search).length === 0;
  search.add(place.others.length, cause);
  return { isFound: moved(search).slice(0, 3).includes(place.others.length), isSilent };
}

/** Counts the found and the silent among as many outcomes. */
function counted(count: number, outcomeOf: (seed: number) => Outcome): { found: number; silent: number } {
  const outcomes = Array.from({ length: count }, (_, seed) => outcomeOf(seed));
  return {
    found: outcomes.filter(({ isFound }) => isFound).length,
    silent: outcomes.filter(({ isSilent }) => isSilent).length,
  };
}

describe('the search for series that moved with another, among 1,000 unrelated and 50 seasonal ones', () => {
  for (const [shows, firstKind, least] of [
    ['many changes show, in the top three in at least 90 of 100', 0, 90],
    ['turned once before the target climbed, in the top three in most', 2, 60],
  ] as const)
    it(`has a planted cause that ${shows}, and nothing without it in at least 95`, () => {
      const { found, silent } = counted(runs, (seed) => planted(seed, causeKinds[firstKind + (seed % 2)]!));
      assert.ok(found >= least && silent >= 95, `${found}, ${silent} of ${runs}`);
    });

  it('has one that made a step just before a new one of the target in the top three in most', () => {
    for (const [since, least] of [
      [3, 18],
      [8, 9],
      [20, 21],
      [25, 20],
    ] as const) {
      const { found, silent } = counted(runs / 4, (seed) => newStep(seed, since));
      // Others step by themselves within the lag.
      const leastSilent = since < 10 ? 24 : 22;
      assert.ok(found >= least && silent >= leastSilent, `${since} samples ago: ${found}, ${silent} of 25`);
    }
  });

  it('finds nothing in nearly all where nothing was planted', () => {
    let silent = 0;
    for (let seed = 0; seed < runs / 4; seed++) {
      const place = neighbourhood({ seed, unrelated, seasonal });
      const search = CorrelationSearch.for<number>(place.target, { ...place, maxLagSeconds })!;
      for (const [index, other] of place.others.entries()) search.add(index, other);
      if (moved(search).length === 0) silent++;
    }
    assert.ok(silent >= 24, `${silent} of ${runs / 4}`);
  });
});
