import type { Reason } from '../coverage/reason.ts';
import {
  abstentionReason,
  noValuesReason,
  silentReason,
  unreadableReason,
  waitingReason,
} from '../coverage/series-reasons.ts';
import type { SeriesSilence } from './series-silence.ts';
import type { TargetSeries } from './target-series.ts';

/** Tells which of the catalogued series are predicted at present, and why the others are not. */
export class SeriesStandings {
  readonly #silent: ReadonlySet<TargetSeries>;
  readonly #faults: Pick<WeakMap<TargetSeries, string>, 'get'>;

  readonly #replaced: ReadonlyMap<TargetSeries, Reason>;

  /**
   * @param faults of the series that could not be read, or whose predictions could not be given to collectd
   * @param replaced the series whose plugin gives others in their place
   */
  constructor(
    { stale, ended, unheard }: SeriesSilence,
    faults: Pick<WeakMap<TargetSeries, string>, 'get'>,
    replaced: ReadonlyMap<TargetSeries, Reason>,
  ) {
    this.#replaced = replaced;
    this.#silent = new Set([...stale, ...ended, ...unheard]);
    this.#faults = faults;
  }

  /** Returns the reason why a series is not predicted; undefined when it is. */
  reasonOf(series: TargetSeries): Reason | undefined {
    const fault = this.#faults.get(series);
    if (fault !== undefined) return unreadableReason(fault);
    const reason = this.#replaced.get(series);
    if (reason) return reason;
    if (this.#silent.has(series)) return silentReason;
    if (series.isUnknown) return noValuesReason;
    if (series.abstention) return abstentionReason(series.abstention);
    return series.newestTime === 0 ? waitingReason : undefined;
  }
}
