import assert from 'node:assert/strict';
import { CorrelationSearch } from '../../analysis/correlation/correlation.ts';
import { causeKinds, neighbourhood } from '../../tools/bench/simulated-neighbours.ts';

const runs = 100;
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

  it('finds nothing in at least 95 of 100 where nothing was planted', () => {
    let silent = 0;
    for (let seed = 0; seed < runs; seed++) if (searched(seed).moved.length === 0) silent++;
    assert.ok(silent >= 95, `${silent} of ${runs}`);
  });
});
