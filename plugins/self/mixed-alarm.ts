import type { Notification } from '../collectd/notification.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';
import { nothingLeft } from './raw-data-alarm.ts';
import { selfMessage, selfNotification } from './self-notification.ts';

/** Seconds between two notifications of one alarm. */
const minRepeatSeconds = 60;
/** Seconds after the start in which several writers would have been seen. */
const startSeconds = 60;
export interface MixedAlarmParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  readonly notify: (notification: Notification) => void;
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * Sends a notification with names and cure when several writers write one series, and one when that is over, as
 * `<host>/dma-self/gauge-mixed`. It is sent again, at most once a minute, when there are further series.
 *
 * The first notification is an OKAY, because an earlier process may have raised the alarm.
 */
export class MixedAlarm {
  readonly #parts: MixedAlarmParts;
  #known: boolean | undefined;
  /** Names of the series that this alarm is about. */
  readonly #told = new Set<string>();
  /** Monotonic seconds. */
  #toldAt = Number.NEGATIVE_INFINITY;
  #startedAt: number | undefined;

  constructor(parts: MixedAlarmParts) {
    this.#parts = parts;
  }

  /**
   * Compares the series with what was last notified.
   *
   * @param monotonicNow seconds of the monotonic clock
   * @param mixed those that have several writers
   */
  look(entries: readonly PredictedSeries[], monotonicNow: number, mixed: readonly PredictedSeries[]): void {
    const { host, notify, log, now } = this.#parts;
    this.#startedAt ??= monotonicNow;
    if (mixed.length > 0) {
      const further = mixed.filter(({ series }) => !this.#told.has(series.name));
      if (this.#known && (further.length === 0 || monotonicNow - this.#toldAt < minRepeatSeconds)) return;
      this.#known = true;
      this.#toldAt = monotonicNow;
      const names = [...new Set([...further, ...mixed].map(({ series }) => series.name))];
      for (const name of names) this.#told.add(name);
      const meaning = `${names.length} series ${names.length === 1 ? 'has' : 'have'} several writers`;
      const message = selfMessage(meaning, names, mixed[0]!.mixedCause!);
      log
        .subject('series with several writers')
        .failing(`are told apart; the larger danger counts: ${message}`);
      notify(selfNotification(host, 'mixed', 'WARNING', now(), message));
      return;
    }
    const isClear = this.#known || monotonicNow - this.#startedAt >= startSeconds;
    if (this.#known === false || !isClear || !entries.some(({ series }) => series.isHeard)) return;
    this.#clear('each series has one writer');
  }

  /** Nothing is left that could have several. */
  end(): void {
    if (this.#known !== false) this.#clear(nothingLeft);
  }

  #clear(message: string): void {
    const { host, notify, log, now } = this.#parts;
    this.#known = false;
    this.#told.clear();
    log.subject('series with several writers').recovered();
    notify(selfNotification(host, 'mixed', 'OKAY', now(), message));
  }
}
