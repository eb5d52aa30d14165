import type { TransitionLog } from '../process/logger.ts';
import { minAheadSeconds } from '../samples/series-source.ts';
import type { PredictedSeries } from './predicted-series.ts';
import type { TargetSeries } from './target-series.ts';

export interface ClockSetBackParts {
  readonly log: TransitionLog;
  readonly roundSeconds: number;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/**
 * Detects that the clock was set back since a series' newest entry in Redis was written. Later entries then have
 * earlier times and would be ignored. An entry of one part of a sum, or one without a value, is enough.
 */
export class ClockSetBack {
  readonly #parts: ClockSetBackParts;

  constructor(parts: ClockSetBackParts) {
    this.#parts = parts;
  }

  /** Logs it and returns true when a series that gets no samples has its newest entry from the future. */
  concerns({ series, source }: PredictedSeries): boolean {
    const { log, roundSeconds, now, monotonic } = this.#parts;
    const ahead = source.newestTime - now();
    if (ahead < minAheadSeconds || !series.isLate(monotonic(), roundSeconds)) return false;
    clockOf(log, series).failing(
      'was set back; prediction starts over. Restart collectd: it collects nothing until the clock has caught up',
      ` (set back by ${Math.ceil(ahead)} s or more)`,
    );
    return true;
  }

  /** Logs the end of it: the series has a sample that was used. */
  isOver(series: TargetSeries): void {
    clockOf(this.#parts.log, series).recovered();
  }
}

function clockOf(log: TransitionLog, { name }: TargetSeries): ReturnType<TransitionLog['subject']> {
  return log.subject(`${name}: the clock`, name);
}
