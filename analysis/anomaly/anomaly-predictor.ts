import { keptValue } from '../detectors/ensemble/anomaly-test.ts';
import { Committee, type CommitteeOptions, type TestReading } from '../detectors/ensemble/committee.ts';
import type { Abstention } from '../forecast.ts';
import type { Exhaustion } from '../interval/exhaustion.ts';
import type { Prediction } from '../series-predictor.ts';
import { AnomalyTracker, type AnomalyAlert } from './anomaly-tracker.ts';

export interface AnomalyPredictorOptions extends CommitteeOptions {
  /** A series that stays at other values for this long has a new normal. */
  readonly normalAfterSeconds: number;
}

const noLimit: Abstention = { kind: 'abstention', reason: 'no-limit' };

/** Everything that is judged of one series without a limit. The counterpart of `SeriesPredictor`. */
export class AnomalyPredictor {
  readonly #committee: Committee;
  readonly #tracker: AnomalyTracker;
  #time = Number.NEGATIVE_INFINITY;

  constructor(options: AnomalyPredictorOptions) {
    this.#committee = new Committee(options);
    this.#tracker = new AnomalyTracker(options.horizonSeconds, options.normalAfterSeconds);
  }

  /**
   * Takes one sample.
   *
   * @param time epoch seconds
   * @param limit which there is none of
   * @param readings gets what each test saw (default: nobody asks)
   * @returns undefined when the sample was refused (not finite, or not newer than the newest)
   */
  append(
    time: number,
    value: number,
    limit = Number.POSITIVE_INFINITY,
    readings?: TestReading[],
  ): Prediction | undefined {
    if (!Number.isFinite(value) || !(time > this.#time)) return undefined;
    this.#time = time;
    const consensus = this.#committee.judge(time, value, readings);
    const anomaly =
      consensus.kind === 'abstention'
        ? consensus
        : this.#tracker.update(time, keptValue(value), consensus, this.#committee.recent);
    return { time, value, limit, forecast: noLimit, risk: noLimit, verdict: undefined, anomaly };
  }

  /** The alert that is on; undefined without one. */
  get alert(): AnomalyAlert | undefined {
    return this.#tracker.alert;
  }

  /** There is no limit to reach. */
  exhaustion(): Exhaustion | undefined {
    return undefined;
  }

  /** There is no limit that may have been reached. */
  recallExhaustion(): void {
    // Nothing to recall.
  }
}
