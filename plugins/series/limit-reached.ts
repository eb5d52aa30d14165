import { exhaustedPercent } from '../../analysis/risk/risk-percent.ts';
import type { LimitSide, Prediction } from '../../analysis/series-predictor.ts';

/** The time when the limit of one series was reached, until the alert ends. */
export class LimitReached {
  readonly #side: LimitSide;
  #isFirst = true;
  /** The limit has been reached, and the alert has not ended since. */
  #isOn = false;
  #time: number | undefined;

  constructor(side: LimitSide) {
    this.#side = side;
  }

  /** Epoch seconds; undefined while it is not reached, and when the first sample was beyond it already. */
  get time(): number | undefined {
    return this.#time;
  }

  /** Takes the prediction after each sample. */
  observe({ time, value, limit, risk }: Prediction): void {
    const isReached = this.#side === 'upper' ? value >= limit : value <= limit;
    if (isReached) {
      if (!this.#isOn && !this.#isFirst) this.#time = time;
      this.#isOn = true;
    } else if (risk.kind !== 'risk' || risk.percent < exhaustedPercent) {
      this.#isOn = false;
      this.#time = undefined;
    }
    this.#isFirst = false;
  }
}
