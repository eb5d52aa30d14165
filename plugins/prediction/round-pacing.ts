import type { TargetSeries } from '../series/target-series.ts';
import { minAheadSeconds } from '../samples/series-clock.ts';

/** Seconds that a sample takes from collectd's read to Redis. */
const arrivalSeconds = 0.05;

/**
 * Seconds from `now` to the next round: `roundSeconds`, or less so that it comes just after the newest series' next
 * sample. This gains half a second of lead time.
 *
 * @param isLoading the past of some series is still being read; rounds then follow each other closely
 * @param now epoch seconds
 */
export function secondsToNextRound(
  series: readonly Pick<TargetSeries, 'newestTime' | 'intervalSeconds'>[],
  roundSeconds: number,
  isLoading: boolean,
  now: number,
): number {
  // A thousand series take a minute to load; those already loaded are predicted meanwhile.
  if (isLoading) return arrivalSeconds;
  let newest: (typeof series)[number] | undefined;
  for (const one of series) {
    // The clock of a host that is ahead says nothing of when its next sample comes.
    if (one.newestTime >= now + minAheadSeconds) continue;
    if (!newest || one.newestTime > newest.newestTime) newest = one;
  }
  const interval = newest?.intervalSeconds;
  if (!newest || interval === undefined || interval < roundSeconds) return roundSeconds;
  const due = newest.newestTime + interval + arrivalSeconds - now;
  if (due > 0) return Math.min(due, roundSeconds);
  return -due < roundSeconds / 2 ? Math.min(2 * arrivalSeconds, roundSeconds) : roundSeconds;
}
