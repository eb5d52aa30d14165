import type { Entry } from '../../plugins/samples/entry.ts';
import { clockOffset } from '../../plugins/samples/series-clock.ts';

/** A series whose newest entry is older than this is not fresh, unless its interval is longer. */
const freshSeconds = 30;
/** The same in intervals of the series. */
export const freshIntervals = 3;
/** The same in intervals, but not in more seconds: a sender behind the network plugin may fill its packets first. */
const [burstIntervals, maxBurstSeconds] = [10, 80];

/** True for a newest entry of this age, unless its series is late. */
export function isRecent(ageSeconds: number, intervalSeconds = 0): boolean {
  return ageSeconds <= maxAge(intervalSeconds);
}

/** By an entry that has arrived after a look that may have been as long ago as its interval. */
export function offsetOf({ time }: Pick<Entry, 'time'>, now: number, intervalSeconds = 0): number {
  return clockOffset(time, now, intervalSeconds, maxAge(intervalSeconds));
}

function maxAge(intervalSeconds: number): number {
  const burst = Math.min(burstIntervals * intervalSeconds, maxBurstSeconds);
  return Math.max(freshSeconds, freshIntervals * intervalSeconds, burst);
}
