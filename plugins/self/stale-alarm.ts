import type { Notification } from '../collectd/notification.ts';
import { nothingLeft } from './raw-data-alarm.ts';
import { selfMessage, selfNotification } from './self-notification.ts';
import type { SeriesSilence } from '../series/series-silence.ts';
import type { SilenceWitness } from './silence-witness.ts';
import type { TargetSeries } from '../series/target-series.ts';

export interface StaleAlarmParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  readonly notify: (notification: Notification) => void;
  readonly witness: Pick<SilenceWitness, 'causeOf'>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** Seconds between two notifications of one alarm: hosts rarely go all at once. */
const minRepeatSeconds = 60;
/** The first one waits until no further series has fallen silent for a while, because a switch takes many hosts. */
const [gatherSeconds, maxGatherSeconds] = [3, 10];

/**
 * Sends a notification with names, cause and cure when series get no new samples while others do, and one when all do
 * again, as `<host>/dma-self/gauge-stale`. What falls silent within seconds is told together. It is sent again, at most
 * once a minute, when there are further series.
 *
 * The first notification is an OKAY, because an earlier process may have raised the alarm.
 */
export class StaleAlarm {
  readonly #parts: StaleAlarmParts;
  #known: boolean | undefined;
  /** Names of the series that this alarm is about. */
  readonly #told = new Set<string>();
  /** Monotonic seconds. */
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Before the first notification: the number of silent series, and monotonic seconds since when. */
  #gathered = { count: 0, since: 0, first: 0 };

  constructor(parts: StaleAlarmParts) {
    this.#parts = parts;
  }

  /** Compares the series with what was last notified. @param monotonicNow seconds of the monotonic clock */
  async look(
    series: readonly TargetSeries[],
    { stale, ended, unheard }: SeriesSilence,
    monotonicNow: number,
  ): Promise<void> {
    if (stale.length > 0) {
      const isNew = ({ name }: TargetSeries): boolean => !this.#told.has(name);
      const further = stale.filter(isNew);
      if (this.#known && (further.length === 0 || monotonicNow - this.#toldAt < minRepeatSeconds)) return;
      if (!this.#known && this.#isGathering(stale.length, monotonicNow)) return;
      this.#known = true;
      this.#toldAt = monotonicNow;
      const ordered = [...further, ...stale.filter((one) => !isNew(one))];
      for (const { name } of stale) this.#told.add(name);
      await this.#warn(series, ordered, ended);
      return;
    }
    this.#gathered = { count: 0, since: 0, first: 0 };
    // Series that have not had a chance yet are no reason to give the all-clear.
    const isClear = unheard.length === 0 && series.some(({ isHeard }) => isHeard);
    if (this.#known === false || !isClear) return;
    this.#clear('all series get samples');
  }

  /** Nothing is left that could be silent. */
  end(): void {
    if (this.#known !== false) this.#clear(nothingLeft);
  }

  #clear(message: string): void {
    const { host, notify, now } = this.#parts;
    this.#known = false;
    this.#told.clear();
    notify(selfNotification(host, 'stale', 'OKAY', now(), message));
  }

  #isGathering(count: number, now: number): boolean {
    const { count: before, first } = this.#gathered;
    if (count > before) this.#gathered = { count, since: now, first: before === 0 ? now : first };
    const { since, first: start } = this.#gathered;
    return now - since < gatherSeconds && now - start < maxGatherSeconds;
  }

  /** @param stale the newest ones first */
  async #warn(
    series: readonly TargetSeries[],
    stale: readonly TargetSeries[],
    ended: readonly TargetSeries[],
  ): Promise<void> {
    const { host, notify, witness, now } = this.#parts;
    const time = now();
    const isSilent = new Set([...stale, ...ended]);
    const going = series.filter((one) => !isSilent.has(one));
    const names = distinctNames(stale);
    const count = `${names.length} of ${distinctNames(series).length} series ${names.length === 1 ? 'gets' : 'get'} no samples`;
    const message = selfMessage(count, names, await witness.causeOf(stale, going));
    notify(selfNotification(host, 'stale', 'WARNING', time, message));
  }
}

/** The names of series, each once: several targets may predict one of them. */
function distinctNames(series: readonly TargetSeries[]): readonly string[] {
  return [...new Set(series.map(({ name }) => name))];
}
