import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { Notification, Severity } from '../collectd/notification.ts';
import { selfMessage, selfNotification } from './self-notification.ts';
import type { SilenceCause } from './silence-cause.ts';
import type { SilenceWitness } from './silence-witness.ts';
import type { TargetSeries } from '../series/target-series.ts';

/** The text that ends the alarms of a shard. */
export const nothingLeft = 'the hosts of this shard are gone; it has nothing to predict';

/** A shorter silence is not reported: a machine that swaps makes collectd late. */
const minSilenceSeconds = 3;
/** Seconds without any series after which that is told: collectd has read its plugins by then, and more than once. */
const maxEmptySeconds = 120;

/**
 * Source of the samples: Redis, collectd's own cache because they no longer get into Redis, or nowhere, so that nothing
 * is predicted; nothing, where the last host of a shard is gone.
 */
export type RawData = 'redis' | 'cache' | 'nowhere' | 'nothing';

export interface RawDataAlarmParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  readonly notify: (notification: Notification) => void;
  readonly log: TransitionLog;
  readonly witness: Pick<SilenceWitness, 'causeOf'>;
  /** Number of series that are read from collectd's cache (default: always 0). */
  readonly fromCache?: (() => number) | undefined;
  /** True for one of these, by the name of a series (default: nobody knows). */
  readonly isFromCache?: ((name: string) => boolean) | undefined;
  /** True after a start, until it is known whether series are missing in Redis (default: never). */
  readonly isUncertain?: (() => boolean) | undefined;
  readonly roundSeconds: number;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** The series besides the ones that are predicted. */
export interface OtherSeries {
  /** False when it is all right that there is no series. */
  readonly isRequired: boolean;
  /** True when all that is required is the business of other shards, as far as the store can be read. */
  readonly isElsewhere: boolean;
  /** True while the past of some series is being read. */
  readonly isLoading: boolean;
  /** True when samples arrive of series that are not predicted: the alarm about coverage tells it. */
  readonly areUnpredicted: boolean;
}

function meaningOf(
  rawData: 'cache' | 'nowhere',
  series: readonly TargetSeries[],
  missing: readonly TargetSeries[],
): string {
  if (series.length === 0) return 'no series is found, and nothing is predicted';
  if (rawData === 'nowhere') return 'no new samples arrive, and nothing is predicted';
  const some = missing.length < series.length ? ' of some series' : '';
  return `nothing new${some} arrives in Redis; predictions go on from collectd's own cache`;
}

/**
 * Sends one notification with a cure when raw data no longer arrive, or never do, and one when they do again, as
 * `<host>/dma-self/gauge-raw_data`.
 *
 * The first notification is an OKAY, because an earlier process may have raised the alarm.
 */
export class RawDataAlarm {
  readonly #parts: RawDataAlarmParts;
  readonly #rawData: LogSubject;
  #known: RawData | undefined;
  /** Monotonic seconds since when there is no series. */
  #emptySince: number | undefined;

  constructor(parts: RawDataAlarmParts) {
    this.#parts = parts;
    this.#rawData = parts.log.subject('raw data');
  }

  /**
   * Compares the series with what was last notified.
   *
   * @param monotonicNow seconds of the monotonic clock
   * @returns the source of the samples as it was last notified; undefined while it is not certain
   */
  async look(
    series: readonly TargetSeries[],
    monotonicNow: number,
    others: OtherSeries,
  ): Promise<RawData | undefined> {
    const rawData = this.#rawDataOf(series, monotonicNow, others);
    if (rawData === undefined || rawData === this.#known) return this.#known;
    this.#known = rawData;
    const time = this.#parts.now();
    if (rawData === 'redis' || rawData === 'nothing') {
      this.#rawData.recovered();
      this.#notify('OKAY', time, rawData === 'redis' ? 'samples arrive in Redis' : nothingLeft);
    } else {
      const missing = this.#missingOf(series, rawData);
      const names = missing.map(({ name }) => name);
      const meaning = meaningOf(rawData, series, missing);
      this.#complain(rawData, time, meaning, names, await this.#parts.witness.causeOf(missing, []));
    }
    return rawData;
  }

  /** Undefined while that is not certain. Single silent series have reasons of their own; `gauge-stale` counts them. */
  #rawDataOf(
    series: readonly TargetSeries[],
    now: number,
    { isRequired, isElsewhere, isLoading, areUnpredicted }: OtherSeries,
  ): RawData | undefined {
    const { roundSeconds, fromCache, isUncertain } = this.#parts;
    if (series.length === 0) {
      if (areUnpredicted) {
        this.#emptySince = undefined;
        return this.#known === undefined ? undefined : 'redis';
      }
      if (isLoading) return undefined;
      if (!isElsewhere && !isRequired) return undefined;
      this.#emptySince ??= now;
      const isLong = now - this.#emptySince > maxEmptySeconds;
      if (isElsewhere) return isLong || this.#known !== undefined ? 'nothing' : undefined;
      return isLong ? 'nowhere' : undefined;
    }
    this.#emptySince = undefined;
    const isStale = (one: TargetSeries): boolean => one.isStale(now, roundSeconds);
    const isSilent = (one: TargetSeries): boolean =>
      isStale(one) && one.silentSeconds(now) >= minSilenceSeconds;
    if (series.every(isSilent)) return 'nowhere';
    if ((fromCache?.() ?? 0) > 0) return 'cache';
    if (series.every(isStale)) return undefined;
    // After a start the samples of the past say nothing; the alarm of an earlier process may be on.
    const isKnown = !isUncertain?.() && series.some(({ isHeard }) => isHeard);
    return this.#known === undefined && !isKnown ? undefined : 'redis';
  }

  /** The series of which nothing new arrives in Redis, as far as is known. */
  #missingOf(series: readonly TargetSeries[], rawData: RawData): readonly TargetSeries[] {
    const { isFromCache } = this.#parts;
    const missing = rawData === 'cache' && isFromCache ? series.filter(({ name }) => isFromCache(name)) : [];
    return missing.length > 0 ? missing : series;
  }

  #complain(
    rawData: 'cache' | 'nowhere',
    time: number,
    meaning: string,
    names: readonly string[],
    cause: SilenceCause,
  ): void {
    const facts = cause.facts === undefined ? '' : ` (${cause.facts})`;
    this.#rawData.failing(`are missing: ${selfMessage(meaning, [], cause)}`, facts);
    this.#notify(rawData === 'cache' ? 'WARNING' : 'FAILURE', time, selfMessage(meaning, names, cause));
  }

  #notify(severity: Severity, time: number, message: string): void {
    const { host, notify } = this.#parts;
    notify(selfNotification(host, 'raw_data', severity, time, message));
  }
}
