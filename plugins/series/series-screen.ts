import { AlertScreen } from '../../analysis/risk/alert-screen.ts';
import type { Prediction } from '../../analysis/series-predictor.ts';
import type { Sample } from '../../analysis/window.ts';
import type { SeriesConfig } from '../config/target-config.ts';

/** A series is screened again after this many horizons without a sample that may raise an alert. */
const restHorizons = 10;
/** A risk below this percentage shows as none. */
const noRiskPercent = 0.5;

/**
 * The part of a series that is computed while nothing speaks for an alert: whether the next sample may raise one. Until
 * then, its samples are in the store, from which everything can be computed.
 */
export class SeriesScreen {
  readonly #screen: AlertScreen;
  readonly #config: Pick<SeriesConfig, 'horizonSeconds' | 'limitSide'>;

  constructor(config: Pick<SeriesConfig, 'horizonSeconds' | 'limitSide'>) {
    this.#screen = new AlertScreen(config.horizonSeconds);
    this.#config = config;
  }

  get #sign(): 1 | -1 {
    return this.#config.limitSide === 'lower' ? -1 : 1;
  }

  /** The newest sample that was used; undefined before the first. */
  get newest(): Sample | undefined {
    const { newestTime: time, newestValue: value } = this.#screen;
    return time === Number.NEGATIVE_INFINITY ? undefined : { time, value: this.#sign * value };
  }

  /** Epoch seconds of the newest sample that was used; 0 before the first. */
  get newestTime(): number {
    return Math.max(0, this.#screen.newestTime);
  }

  /** Takes a sample. Returns whether it may raise an alert; undefined when it is refused. */
  mayAlert(time: number, value: number, limit: number): boolean | undefined {
    const sign = this.#sign;
    return this.#screen.mayAlert(time, sign * value, sign * limit);
  }

  /** True when a series that is computed in full need not be any longer. */
  suffices({ time, risk }: Prediction): boolean {
    return (
      risk.kind === 'risk' &&
      !risk.raised &&
      risk.percent < noRiskPercent &&
      time - this.#screen.suspectTime >= restHorizons * this.#config.horizonSeconds
    );
  }
}
