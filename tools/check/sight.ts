import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { Entry } from '../../plugins/samples/entry.ts';
import type { SeriesNames } from '../../plugins/samples/series-names.ts';
import type { FoundSeries } from '../../plugins/series/series-start.ts';

/**
 * The state of one series:
 *
 * - `fresh`: samples arrive in Redis
 * - `young`: there is no second sample yet that would tell its interval, or collectd has only just started, and the
 *   last sample is not an hour old
 * - `unstored`: collectd has newer samples than Redis
 * - `late`: no samples arrive, for less than an hour, or ten of its intervals
 * - `gone`: no samples arrive, for longer; `dma predict` has forgotten it
 * - `unreadable`: its key holds something else
 */
export type SeriesState = 'fresh' | 'young' | 'unstored' | 'late' | 'gone' | 'unreadable';

export interface SeenSeries extends FoundSeries {
  readonly state: SeriesState;
  /** Undefined when Redis has none. */
  readonly newest: Entry | undefined;
  /** Seconds from the time of the newest entry to now; Infinity without an entry. */
  readonly ageSeconds: number;
  /** Seconds by which the clock of its host is ahead; see `clockOffset`. 0 while no arrival has shown it. */
  readonly offsetSeconds: number;
  /** Seconds between the two newest entries; undefined when there are fewer. */
  readonly intervalSeconds: number | undefined;
  /** The reason of `unreadable`. */
  readonly problem?: string;
}

export interface SightParts {
  readonly reader: Pick<WriteRedisReader, 'newest' | 'afterEach'>;
  readonly names: SeriesNames;
  /** Epoch seconds of the newest value of each series in collectd's cache; undefined when it was not read. */
  readonly cached: ReadonlyMap<string, number> | undefined;
  /** Seconds since collectd started; undefined when that is not known. */
  readonly startedSeconds?: number | undefined;
  /** Epoch seconds. */
  readonly now: number;
  /** True when no further series are to be read. */
  readonly isTimeUp: () => boolean;
  readonly pause: (seconds: number) => Promise<void>;
}
