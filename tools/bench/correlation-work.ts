import { CorrelationSearch } from '../../analysis/correlation/correlation.ts';
import { neighbourhood } from './simulated-neighbours.ts';
import type { Work } from './stopwatch.ts';

/** The series of a search. */
const [unrelated, seasonal, maxLagSeconds] = [190, 10, 60];

/** Comparing a series with one that moved, of 600 samples each, in a search of two hundred. */
export function correlationWork(): Work {
  const place = neighbourhood({ seed: 1, unrelated, seasonal, cause: 'drives' });
  return {
    run() {
      const search = CorrelationSearch.for<number>(place.target, { ...place, maxLagSeconds })!;
      for (const [index, other] of place.others.entries()) search.add(index, other);
      return search.result().looked;
    },
    steps: place.others.length,
  };
}
