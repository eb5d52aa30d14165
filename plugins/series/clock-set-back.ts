import type { TransitionLog } from '../process/logger.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import type { SeriesSource } from '../samples/series-source.ts';
import { minAheadSeconds } from '../samples/series-clock.ts';
import type { NamedSeries } from '../samples/series-names.ts';
import type { PredictedSeries } from './predicted-series.ts';
import type { KnownSetBack } from './set-back-watch.ts';
import type { TargetSeries } from './target-series.ts';

export interface ClockSetBackParts {
  readonly reader: Pick<SampleReader, 'newestEntry'>;
  readonly log: TransitionLog;
  /** Says something that is no fault (default: nobody is told). */
  readonly tell?: ((text: string) => void) | undefined;
  readonly roundSeconds: number;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

const wasSet =
  'was set back; prediction starts over. Restart collectd: it collects nothing until the clock has caught up';
const wasSetOrSilent =
  'is ahead, and no samples come: it was set back, or the host is silent; prediction starts over';

const hides =
  'is ahead for the newest sample alone, and older ones come: it was set back, or that sample is a stray one; prediction starts over';

/** The search for new series looks at longer silences. */
const freshSilenceSeconds = 60;

/** The clock of a host is told of once in this many seconds, whichever of its series shows it. */
const sameSeconds = 600;

/**
 * Detects that the clock was set back since a series' newest entry in Redis was written. Later entries then have
 * earlier times and would be ignored. An entry of one part of a sum, or one without a value, is enough.
 */
export class ClockSetBack {
  readonly #parts: ClockSetBackParts;
  /** Epoch seconds by the clock before it was set back, by series that has not been heard since. */
  readonly #before = new WeakMap<NamedSeries, number>();
  /** Monotonic seconds when that of a host was told of, by what comes. */
  readonly #told = new Map<string, number>();
  /** Number of hidden entries that were looked at. */
  readonly #hidden = new WeakMap<SeriesSource, number>();

  constructor(parts: ClockSetBackParts) {
    this.#parts = parts;
  }

  /** False for a series that is not late, and of which no hidden entries come: there is nothing to find out. */
  mayConcern(entry: PredictedSeries): boolean {
    const { monotonic, roundSeconds } = this.#parts;
    return entry.series.isLate(monotonic(), roundSeconds) || this.#isHidden(entry);
  }

  /** True when the newest entry is from the future, and older ones have come since, which it hides. */
  #isHidden({ series, source }: PredictedSeries): boolean {
    if (source.newestTime < series.clock.future(this.#parts.now())) return false;
    return source.hidden > (this.#hidden.get(source) ?? 0);
  }

  /**
   * Logs it and returns true when a series without samples that count has its newest entry from the future. Rejects as
   * the reader does.
   */
  async concerns(entry: PredictedSeries): Promise<boolean> {
    const { log, reader, now, monotonic } = this.#parts;
    if (!this.mayConcern(entry)) return false;
    const { series, source } = entry;
    const isHidden = this.#isHidden(entry);
    this.#hidden.set(source, source.hidden);
    const asked = monotonic();
    const isAhead = (): boolean => source.newestTime - now() >= minAheadSeconds;
    if (!isAhead() && series.silentSeconds(asked) > freshSilenceSeconds) return false;
    // The host's clock may have been set far ahead: then entries arrive, and are read from the next round on.
    const newest = await reader.newestEntry(series.name);
    const isUnread = newest !== undefined && newest.time > source.newestTime;
    const beyond = isUnread && series.clock.lookBeyond(newest.time, { now: now(), monotonic: asked });
    if (beyond === 'unknown' || beyond === 'followed' || !isAhead()) return false;
    this.#before.set(series.identifier, source.newestTime);
    const otherwise = isHidden ? hides : wasSetOrSilent;
    clockOf(log, series).failing(
      series.clock.offsetSeconds > 0 ? otherwise : wasSet,
      ` (set back by ${Math.ceil(source.newestTime - now())} s or more)`,
    );
    return true;
  }

  /** Says that the clock of a host was set back, as what comes shows; once for all its series. */
  tell({ series }: PredictedSeries, { offsetSeconds, monotonic }: KnownSetBack): void {
    const { host } = series.identifier;
    const told = this.#told.get(host);
    this.#told.set(host, monotonic);
    if (told !== undefined && monotonic - told < sameSeconds) return;
    const behind = `${Math.round(-offsetSeconds)} s`;
    this.#parts.tell?.(
      `the clock of ${host} was set back, and is ${behind} behind; prediction starts over at what comes`,
    );
  }

  /** Seconds until the clock has caught up, for series that have not been heard since it was set back; 0 for others. */
  secondsBehind(series: readonly TargetSeries[]): number {
    const now = this.#parts.now();
    const behind = ({ identifier }: TargetSeries): number => (this.#before.get(identifier) ?? now) - now;
    // There may be too many for the arguments of a call.
    return series.reduce((most, one) => Math.max(most, behind(one)), 0);
  }

  /** Logs the end of it: the series has a sample that was used. */
  isOver(series: TargetSeries): void {
    if (this.#before.delete(series.identifier)) clockOf(this.#parts.log, series).recovered();
  }
}

function clockOf(log: TransitionLog, { name }: TargetSeries): ReturnType<TransitionLog['subject']> {
  return log.subject(`${name}: the clock`, name);
}
