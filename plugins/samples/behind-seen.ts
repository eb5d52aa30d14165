/** Slack of an entry's arrival in seconds. */
export const slackSeconds = 2;
/** The least distance, in intervals and in seconds: writers that are nearer are told apart by time. */
const [minBehindIntervals, minBehindSeconds] = [1.5, 3];

/** The entries of one writer that come behind those of another. */
export interface Front {
  /** Epoch seconds of its newest entry. */
  readonly newest: number;
  /** Monotonic seconds when that was seen. */
  readonly at: number;
  readonly intervalSeconds: number;
  /** Epoch seconds of all that were seen to come, oldest first. */
  readonly times: readonly number[];
}

/** Entries that come behind the newest one, and seem to be of one writer. */
export interface Seen {
  readonly times: number[];
  /** Monotonic seconds of its first look, those since the look before, and the newest entries of it and of all. */
  first:
    | { readonly at: number; readonly pause: number; readonly time: number; readonly newest: number }
    | undefined;
  /** When it was seen last, and the seconds since the look before. */
  at: number;
  pause: number;
  looks: number;
}

export function frontOf({ times, at }: Seen): Front {
  return { newest: times.at(-1)!, at, intervalSeconds: intervalOf(times), times };
}

/** The mean distance; NaN of a single one. */
export function intervalOf(times: readonly number[]): number {
  return (times.at(-1)! - times[0]!) / (times.length - 1);
}

export function countOf(seen: readonly Seen[]): number {
  return seen.reduce((sum, { times }) => sum + times.length, 0);
}

/** @param newest epoch seconds of the newest entry of the series */
export function isBehind({ times }: Seen, newest: number): boolean {
  return newest - times.at(-1)! > Math.max(minBehindSeconds, minBehindIntervals * (intervalOf(times) || 0));
}
