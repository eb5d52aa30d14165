import type { SeenSeries } from './sight.ts';

/** A prediction may be older than the newest sample by this many seconds. */
const lateSeconds = 30;
/** The same in intervals of the series. */
const lateIntervals = 3;

/**
 * Seconds between a prediction and the newest sample, or now: where a host's clock is wrong, predictions are dated by
 * ours. Infinity without a prediction.
 */
export function lateness(
  { newest }: Pick<SeenSeries, 'newest'>,
  time: number | undefined,
  now: number,
): number {
  if (time === undefined) return Number.POSITIVE_INFINITY;
  return Math.min(Math.abs(now - time), Math.abs((newest?.time ?? now) - time));
}

/** True while a prediction is no later than that. */
export function isFresh({ series, lateSeconds: late }: FreshnessOf): boolean {
  return late <= Math.max(lateSeconds, lateIntervals * (series.intervalSeconds ?? 0));
}

interface FreshnessOf {
  readonly series: Pick<SeenSeries, 'intervalSeconds'>;
  readonly lateSeconds: number;
}

/** True for a prediction of the newest sample, or of now. @param time of the prediction, epoch seconds as `now` */
export function isFreshPrediction(
  series: Pick<SeenSeries, 'newest' | 'intervalSeconds'>,
  time: number | undefined,
  now: number,
): boolean {
  return isFresh({ series, lateSeconds: lateness(series, time, now) });
}
