import type { Notification } from '../collectd/notification.ts';
import { selfNotification, silenceMessage } from './self-notification.ts';
import type { SeriesSilence } from './series-silence.ts';
import type { SilenceWitness } from './silence-witness.ts';
import type { TargetSeries } from './target-series.ts';

export interface StaleAlarmParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  readonly notify: (notification: Notification) => void;
  readonly witness: Pick<SilenceWitness, 'causeOf'>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * Sends one notification with names, cause and cure when series get no new samples while others do, and one when all
 * do again, as `<host>/dma-self/gauge-stale`.
 *
 * The first notification is an OKAY, because an earlier process may have raised the alarm.
 */
export class StaleAlarm {
  readonly #parts: StaleAlarmParts;
  #known: boolean | undefined;

  constructor(parts: StaleAlarmParts) {
    this.#parts = parts;
  }

  /** Compares the series with what was last notified. */
  async look(series: readonly TargetSeries[], { stale, ended, unheard }: SeriesSilence): Promise<void> {
    const isStale = stale.length > 0;
    // Series that have not had a chance yet are no reason to give the all-clear.
    const isClear = unheard.length === 0 && series.some(({ isHeard }) => isHeard);
    if (isStale === this.#known || !(isStale || isClear)) return;
    this.#known = isStale;
    const { host, notify, witness, now } = this.#parts;
    const time = now();
    if (!isStale) {
      notify(selfNotification(host, 'stale', 'OKAY', time, 'all series get samples'));
      return;
    }
    const isSilent = new Set([...stale, ...ended]);
    const going = series.filter((one) => !isSilent.has(one));
    const count = `${stale.length} of ${series.length} series ${stale.length === 1 ? 'gets' : 'get'} no samples`;
    const names = stale.map(({ name }) => name);
    const message = silenceMessage(count, names, await witness.causeOf(stale, going));
    notify(selfNotification(host, 'stale', 'WARNING', time, message));
  }
}
