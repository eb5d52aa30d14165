import type { Abstention, Forecast } from './forecast.ts';
import type { Exhaustion } from './interval/exhaustion.ts';
import { ConformalInterval } from './interval/conformal-interval.ts';
import type { RiskReasons } from './risk/risk-reasons.ts';
import { SeriesPredictor, type Prediction, type SeriesPredictorOptions } from './series-predictor.ts';

export interface SharePredictorOptions extends SeriesPredictorOptions {
  /** The limit as a share of the capacity, above 0 and at most 1. */
  readonly shareOfCapacity: number;
  /** The present capacity, above 0, in the unit of the series: the size that the past is measured by. */
  readonly capacity: number;
}

/**
 * Everything that is predicted for one series whose capacity moves, as a pool does that others fill.
 *
 * The value alone tells nothing then, and its share bends although the free space goes down in a straight line. So risk
 * and time to exhaustion are judged from the way to the limit, to which a change of the value and one of the limit
 * count alike. The value is forecast by itself, and the share from both.
 */
export class SharePredictor {
  readonly #value: SeriesPredictor;
  /** Predicts the value as it would be, were the limit always `#origin` and the way to it the same. */
  readonly #way: SeriesPredictor;
  readonly #interval: ConformalInterval;
  readonly #share: number;
  readonly #origin: number;

  constructor({ shareOfCapacity, capacity, ...options }: SharePredictorOptions) {
    this.#value = new SeriesPredictor({ ...options, detector: undefined, riskFrom: undefined });
    this.#way = new SeriesPredictor(options);
    this.#interval = new ConformalInterval(options.horizonSeconds, options.level);
    this.#share = shareOfCapacity;
    this.#origin = shareOfCapacity * capacity;
  }

  /**
   * Takes one sample, as {@link SeriesPredictor.append} does.
   *
   * @param limit the share of the capacity at that time, above 0
   */
  append(time: number, value: number, limit: number): Prediction | undefined {
    const way = this.#way.append(time, value - limit + this.#origin, this.#origin);
    const own = this.#value.append(time, value, limit);
    if (!way || !own) return undefined;
    const share = 100 * this.#share;
    const present = (share * value) / limit;
    this.#interval.observe(time, present);
    const forecast = this.#forecast(own.forecast, way.forecast);
    return {
      ...own,
      risk: way.risk,
      verdict: way.verdict,
      climb: way.climb && {
        ...way.climb,
        // Percents of the present capacity, as the other values.
        ratePerSecond: (way.climb.ratePerSecond * share) / limit,
      },
      share: { value: present, limit: share, forecast },
    };
  }

  /** See {@link SeriesPredictor.recallExhaustion}. */
  recallExhaustion(): void {
    this.#way.recallExhaustion();
  }

  /** When the value and the limit will meet; undefined when that is not in sight. */
  exhaustion(): Exhaustion | undefined {
    return this.#way.exhaustion(this.#origin);
  }

  /** See {@link SeriesPredictor.reasons}: of the way to the limit. */
  reasons(): RiskReasons {
    return this.#way.reasons();
  }

  #forecast(value: Forecast | Abstention, way: Forecast | Abstention): Forecast | Abstention {
    if (value.kind === 'abstention') return value;
    if (way.kind === 'abstention') return way;
    const shareOf = (end: number): number => {
      const capacity = (value.mean - end + this.#origin) / this.#share;
      const amount = Math.max(0, value.mean);
      return amount >= capacity ? 100 : (100 * amount) / capacity;
    };
    const mean = shareOf(way.mean);
    this.#interval.expect(mean, shareOf(way.lower) - mean, shareOf(way.upper) - mean, 100 * this.#share);
    return {
      ...value,
      mean,
      lower: bound(mean + this.#interval.lower),
      upper: bound(mean + this.#interval.upper),
      residualStandardError: (100 * this.#share * way.residualStandardError) / Math.abs(this.#origin),
    };
  }
}

function bound(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
