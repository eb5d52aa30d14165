import assert from 'node:assert/strict';
import { CorrelationSearch } from '../../analysis/correlation/correlation.ts';
import { drawsFrom, seededRandom } from '../../analysis/maths/seeded-random.ts';
import { causeKinds, neighbourhood } from '../../tools/bench/simulated-neighbours.ts';

const runs = 100;
const [steps, stepSeconds] = [600, 2];
const [unrelated, seasonal, maxLagSeconds] = [1000, 50, 60];

/** The places of the series that moved, the most alike first; `cause` is that of the planted one. */
function searched(
  seed: number,
  cause?: (typeof causeKinds)[number],
): { moved: number[]; cause?: number | undefined } {
  const place = neighbourhood({ seed, unrelated, seasonal, cause });
  const search = CorrelationSearch.for<number>(place.target, { ...place, maxLagSeconds })!;
  for (const [index, other] of place.others.entries()) search.add(index, other);
  return { moved: search.result().moved.map(({ key }) => key), cause: place.cause };
}

/**
 * A target that made a step some samples ago, with noise: whether a cause that made one up to eight samples before is
 * in the top three, and whether nothing is said without it.
 */
function newStep(seed: number, since: number): { readonly isFound: boolean; readonly isSilent: boolean } {
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
  const moved = (): readonly number[] => search.result().moved.map(({ key }) => key);
  for (const [index, other] of place.others.entries()) search.add(index, other);
  const isSilent = moved().length === 0;
  search.add(place.others.length, cause);
  return { isFound: moved().slice(0, 3).includes(place.others.length), isSilent };
}

describe('the search for series that moved with another, among 1,000 unrelated and 50 seasonal ones', () => {
  it('has a planted cause that many changes show in the top three in at least 90 of 100', () => {
    let found = 0;
    for (let seed = 0; seed < runs; seed++) {
      const { moved, cause } = searched(seed, causeKinds[seed % 2]);
      if (moved.slice(0, 3).includes(cause!)) found++;
    }
    assert.ok(found >= 90, `${found} of ${runs}`);
  });

  it('has one that turned once before the target climbed in the top three in most', () => {
    let found = 0;
    for (let seed = 0; seed < runs; seed++) {
      const { moved, cause } = searched(seed, causeKinds[2 + (seed % 2)]);
      if (moved.slice(0, 3).includes(cause!)) found++;
    }
    assert.ok(found >= 60, `${found} of ${runs}`);
  });

  it('has one that made a step just before a new one of the target in the top three in most', () => {
    for (const [since, least] of [
      [3, 18],
      [8, 9],
      [20, 21],
      [25, 20],
    ] as const) {
      let [found, silent] = [0, 0];
      for (let seed = 0; seed < runs / 4; seed++) {
        const { isFound, isSilent } = newStep(seed, since);
        found += Number(isFound);
        silent += Number(isSilent);
      }
      // Others step by themselves within the lag.
      const leastSilent = since < 10 ? 24 : 22;
      assert.ok(found >= least && silent >= leastSilent, `${since} samples ago: ${found}, ${silent} of 25`);
    }
  });

  it('finds nothing in at least 95 of 100 where nothing was planted', () => {
    let silent = 0;
    for (let seed = 0; seed < runs; seed++) if (searched(seed).moved.length === 0) silent++;
    assert.ok(silent >= 95, `${silent} of ${runs}`);
  });
});
