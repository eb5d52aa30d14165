import type { TransitionLog } from '../process/logger.ts';
import { maxAheadSeconds } from '../samples/series-source.ts';
import type { NamedSeries } from '../samples/series-names.ts';

/** A series without a new sample for longer is not predicted: its host is gone. */
export const forgottenSeconds = 3600;
/** A sample that is older than this when it arrives comes from a clock that is behind. */
const maxBehindSeconds = 300;

export interface SeriesArrivalsParts {
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

interface Seen {
  /** Epoch seconds of the newest entry. */
  newest: number;
  /** Monotonic seconds of the last look. */
  looked: number;
  /** Monotonic seconds after which its newest entry arrived; undefined while that is not known. */
  arrivedAfter: number | undefined;
}

/**
 * Decides which series of Redis are alive: those with entries of the last hour, and those that still get newer ones,
 * whatever time their host's clock tells.
 */
export class SeriesArrivals {
  readonly #parts: SeriesArrivalsParts;
  /** The garbage collector drops a series whose name is gone. */
  readonly #seen = new WeakMap<NamedSeries, Seen>();

  constructor(parts: SeriesArrivalsParts) {
    this.#parts = parts;
  }

  /**
   * Looks at a series' newest entry, and logs a host's clock that is far ahead or behind.
   *
   * @param newest epoch seconds
   * @returns true when the series is alive
   */
  isAlive(series: NamedSeries, newest: number): boolean {
    const now = this.#parts.now();
    const monotonic = this.#parts.monotonic();
    const seen = this.#seen.get(series);
    const isNew = seen !== undefined && newest > seen.newest;
    const arrivedAfter = isNew ? seen.looked : seen?.arrivedAfter;
    if (newest > now + maxAheadSeconds) this.#sayAhead(series, newest - now);
    else if (isNew) this.#sayBehind(series, now - newest - (monotonic - seen.looked));
    this.#seen.set(series, { newest, looked: monotonic, arrivedAfter });
    const arrived = arrivedAfter === undefined ? Number.POSITIVE_INFINITY : monotonic - arrivedAfter;
    return Math.min(now - newest, arrived) <= forgottenSeconds;
  }

  #sayAhead(series: NamedSeries, seconds: number): void {
    this.#clockOf(series).failing(
      'is ahead, or ours is behind: samples from the future are left out',
      ` (by ${Math.round(seconds)} s)`,
    );
  }

  /** @param seconds the least by which the newest entry was late when it arrived */
  #sayBehind(series: NamedSeries, seconds: number): void {
    const clock = this.#clockOf(series);
    if (seconds <= maxBehindSeconds) return clock.recovered();
    clock.failing(
      'is behind, or ours is ahead: alerts bear the times of that clock',
      ` (by ${Math.round(seconds)} s)`,
    );
  }

  #clockOf({ name }: NamedSeries): ReturnType<TransitionLog['subject']> {
    return this.#parts.log.subject(`${name}: its host's clock`, name);
  }
}
