import type { LimitSide } from '../series-predictor.ts';
import { AlertOutcomes } from './alert-outcomes.ts';

export interface AlertScorecardOptions {
  /** The horizon of the alerts in seconds, above 0. */
  readonly horizonSeconds: number;
  /** The side of the limit on which the resource is exhausted (default: upper). */
  readonly limitSide?: LimitSide | undefined;
}

/** The lead time that an alert gained. */
export interface Warning {
  /** Epoch seconds. */
  readonly crossedAt: number;
  readonly leadSeconds: number;
}

/**
 * Counts warnings in time, missed crossings and false alarms of a live series, as {@link AlertOutcomes} defines them.
 *
 * Unlike the backtest, it knows no end of the series: an alert is judged only when no crossing can answer it any
 * more. It also counts a sudden jump, which nobody could announce, as missed.
 */
export class AlertScorecard {
  readonly #outcomes: AlertOutcomes;
  #warned = 0;
  #missed = 0;
  #falseAlarms = 0;
  #lastWarning: Warning | undefined;

  constructor({ horizonSeconds, limitSide }: AlertScorecardOptions) {
    this.#outcomes = new AlertOutcomes({
      horizonSeconds,
      limitSide,
      onEpisode: ({ outcome }) => {
        if (outcome === 'false') this.#falseAlarms++;
      },
      onCrossing: ({ time, leadSeconds }) => {
        if (leadSeconds === undefined) this.#missed++;
        else {
          this.#warned++;
          this.#lastWarning = { crossedAt: time, leadSeconds };
        }
      },
    });
  }

  /** True while there is nothing to count. */
  get isEmpty(): boolean {
    return this.#warned + this.#missed + this.#falseAlarms === 0;
  }

  /** Crossings that an alert preceded in time. */
  get warned(): number {
    return this.#warned;
  }

  /** Crossings without an alert in time. */
  get missed(): number {
    return this.#missed;
  }

  /** Alerts that no crossing followed. */
  get falseAlarms(): number {
    return this.#falseAlarms;
  }

  /** The newest crossing with a warning; undefined before the first. */
  get lastWarning(): Warning | undefined {
    return this.#lastWarning;
  }

  /**
   * Takes what was known after a sample.
   *
   * @param time epoch seconds, increasing
   * @param raised an alert is on
   * @param intervalSeconds the usual time between two samples; 0 while it is not known
   */
  observe(time: number, value: number, limit: number, raised: boolean, intervalSeconds: number): void {
    this.#outcomes.observe(time, value, limit, raised, intervalSeconds);
  }
}
