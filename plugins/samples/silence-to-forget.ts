/** A series without a new sample for longer is not predicted: its host is gone. */
export const forgottenSeconds = 3600;
/** The same in intervals of a slow series, of which the longest is that of a day. */
const [forgottenIntervals, maxIntervalSeconds] = [10, 86_400];

/** The longest silence of any series that is not forgotten. */
export const longestSilence = forgottenIntervals * maxIntervalSeconds;

/** Seconds of silence after which a series is not predicted any more. @param intervalSeconds usual, if it is known */
export function silenceToForget(intervalSeconds = 0): number {
  return Math.max(forgottenSeconds, Math.min(forgottenIntervals * intervalSeconds, longestSilence));
}

/** True for a series that may no longer be predicted after this silence. @param silence seconds */
export function isForgotten(
  series: { readonly intervalSeconds: number | undefined },
  silence: number,
): boolean {
  // Nearly never so, and cheap.
  return silence > forgottenSeconds && silence > silenceToForget(series.intervalSeconds);
}

/** That silence by three newest entries, in any order, of which the shorter gap counts: a hole is no interval. */
export function silenceByEntries(entries: readonly { readonly time: number }[]): number {
  const [first, second, third] = entries.map(({ time }) => time).toSorted((a, b) => a - b);
  return silenceToForget(third === undefined ? undefined : Math.min(second! - first!, third - second!));
}
