import { describeAbstention } from '../../analysis/forecast.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { TargetSeries } from './target-series.ts';

export interface SeriesComplaintsParts {
  readonly log: TransitionLog;
  readonly roundSeconds: number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** Logs when a series falls silent or cannot be forecast, and when it recovers. */
export class SeriesComplaints {
  readonly #parts: SeriesComplaintsParts;

  constructor(parts: SeriesComplaintsParts) {
    this.#parts = parts;
  }

  /** Compares a series with what was last logged of it. */
  look(series: TargetSeries): void {
    const { log, roundSeconds, monotonic } = this.#parts;
    const samples = log.subject(`${series.name}: samples`, series.name);
    if (series.isStale(monotonic(), roundSeconds))
      samples.failing('no longer arrive; is collectd running on that host?');
    else samples.recovered();
    const forecast = log.subject(`${series.name}: forecast`, series.name);
    if (series.abstention && series.abstention.reason !== 'too-few-samples')
      forecast.failing(`is not possible: ${describeAbstention(series.abstention)}`);
    else forecast.recovered();
  }
}
