import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { Notification } from '../collectd/notification.ts';
import { ownPlugin } from '../collectd/identifier.ts';
import type { WriteTrouble } from '../redis/trouble.ts';
import type { TargetSeries } from './target-series.ts';

/** A shorter silence is not reported: a machine that swaps makes collectd late. */
const minSilenceSeconds = 3;

/**
 * Source of the samples: Redis, collectd's own cache because they no longer get into Redis, or nowhere, so that nothing
 * is predicted.
 */
type RawData = 'redis' | 'cache' | 'nowhere';

export interface RawDataAlarmParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  readonly notify: (notification: Notification) => void;
  readonly log: TransitionLog;
  /** Asks Redis for the cause; must not reject (default: unknown). */
  readonly findTrouble?: (() => Promise<WriteTrouble | undefined>) | undefined;
  /** Number of series that are read from collectd's cache (default: always 0). */
  readonly fromCache?: (() => number) | undefined;
  readonly roundSeconds: number;
  /** Epoch seconds. */
  readonly now: () => number;
}

const usualCure =
  'write_redis does not reconnect: after a restart of Redis, restart collectd; is redis.prefix the Prefix of write_redis?';

const complaints = {
  cache: {
    severity: 'WARNING',
    meaning: "nothing new arrives in Redis; predictions go on from collectd's own cache",
  },
  nowhere: { severity: 'FAILURE', meaning: 'no new samples arrive, and nothing is predicted' },
} as const;

/**
 * Sends one notification with a cure when raw data no longer arrive, and one when they do again, as
 * `<host>/dma-self/gauge-raw_data`.
 *
 * The first notification is an OKAY, because an earlier process may have raised the alarm.
 */
export class RawDataAlarm {
  readonly #parts: RawDataAlarmParts;
  readonly #rawData: LogSubject;
  #known: RawData | undefined;

  constructor(parts: RawDataAlarmParts) {
    this.#parts = parts;
    this.#rawData = parts.log.subject('raw data');
  }

  /**
   * Compares the series with what was last notified.
   *
   * @param monotonicNow seconds of the monotonic clock
   */
  async look(series: readonly TargetSeries[], monotonicNow: number): Promise<void> {
    const rawData = this.#rawDataOf(series, monotonicNow);
    if (rawData === undefined || rawData === this.#known) return;
    this.#known = rawData;
    const time = this.#parts.now();
    const { findTrouble } = this.#parts;
    if (rawData === 'redis') {
      this.#rawData.recovered();
      this.#notify('OKAY', time, 'samples arrive in Redis');
      return;
    }
    const { severity, meaning } = complaints[rawData];
    const trouble = await findTrouble?.();
    // Errors that Redis counted since its start may be over.
    const advice = trouble?.isNow ? `${trouble.cause}; ${trouble.cure}` : usualCure;
    this.#rawData.failing(`are missing: ${meaning}. ${advice}`, trouble?.isNow ? ` (${trouble.facts})` : '');
    this.#notify(severity, time, `${meaning}. ${advice}`);
  }

  /** Undefined while that is not certain. Single silent series have reasons of their own; `gauge-stale` counts them. */
  #rawDataOf(series: readonly TargetSeries[], now: number): RawData | undefined {
    const { roundSeconds, fromCache } = this.#parts;
    if (series.length === 0) return undefined;
    const isStale = (one: TargetSeries): boolean => one.isStale(now, roundSeconds);
    const isSilent = (one: TargetSeries): boolean =>
      isStale(one) && one.silentSeconds(now) >= minSilenceSeconds;
    if (series.every(isSilent)) return 'nowhere';
    if ((fromCache?.() ?? 0) > 0) return 'cache';
    if (series.every(isStale)) return undefined;
    // After a start the samples of the past say nothing; the alarm of an earlier process may be on.
    return this.#known === undefined && !series.some(({ isHeard }) => isHeard) ? undefined : 'redis';
  }

  #notify(severity: Notification['severity'], time: number, message: string): void {
    const { host, notify } = this.#parts;
    notify({
      severity,
      time,
      host,
      plugin: ownPlugin,
      pluginInstance: 'self',
      type: 'gauge',
      typeInstance: 'raw_data',
      message,
      details: {},
    });
  }
}
