import { BinnedPast } from '../climb/binned-past.ts';
import { normalQuantile } from '../maths/distributions.ts';
import {
  defaultLevel,
  tooFewSamples,
  type Abstention,
  type Follower,
  type Forecast,
  type Forecaster,
} from '../forecast.ts';
import { thirdsSlope } from '../climb/trends.ts';
import { ExpertRecord } from './expert-record.ts';

const minimumSamples = 4;
const binsPerHorizon = 60;
/** Look-backs of the trends, in horizons. */
const lookBacks = [1 / 4, 1 / 2, 1, 2] as const;
/** Means over about this many horizons, which the value may return to. */
const meanHorizons = [1, 5, 20] as const;

/**
 * The assumed error of each expert before it has a record, as a multiple of "no change": half of the trend,
 * the whole of it, 70 % of the typical one, and the means.
 */
const beliefs = [0.4, 0.6, 1.3, 0.6, 1.3, 0.6, 1.3, 1.3, 0.6, 1, 2, 3] as const;
const experts = beliefs.length;

/** The record over a whole horizon fades within this many horizons, and the belief weighs as much as one of them. */
const memoryHorizons = 20;
/** The present trend shows within a quarter of a horizon. */
const earlyShare = 0.25;
const earlyMemoryHorizons = 0.2;
/** The belief that no expert is better than "no change" now weighs as much as this many horizons of early record. */
const earlyBelief = 0.1;
/**
 * A weighted mean of twelve simple experts: no change; half and all of the trends over 1/4, 1/2, 1 and 2 horizons; 70 %
 * of their median; running means over 1, 5 and 20 horizons. Each weighs by how wrong it was on this very series, over
 * many horizons and in the last moments, so that a trend damps itself where trends have misled, a series that always
 * comes back is expected back, and a leak is seen for what it is all the same.
 *
 * Equations: change_i(h) = change_i(H) h / H (means: at most their distance); weight_i = (e_i r_i^2)^-6 with
 * e_i = (L_i + c_i L_0 / N) / (N + 1), L_i the fading sum of its absolute errors one horizon ahead, N what that sum
 * weighs in horizons, c_i its belief, and r_i its error relative to "no change" a quarter of a horizon ahead, lately.
 * The interval is the span of the experts; it says how much they disagree, and calibration has to widen it.
 *
 * Source: Littlestone and Warmuth (1994), The weighted majority algorithm, Information and Computation 108, for
 * weighting by past loss; Bates and Granger (1969), The combination of forecasts, for weights by inverse error.
 */
export const auto = {
  name: 'auto',
  minimumSamples,
  recovers: ['constant'],
  follow: (horizonSeconds) => new ExpertMixture(horizonSeconds),
  forecast(window, horizonSeconds, level = defaultLevel) {
    const mixture = new ExpertMixture(horizonSeconds);
    const { offsets, values, length } = window;
    // The first offset is taken as 0, so that neither the moment nor the bins depend on the clock.
    for (let i = 0; i < length; i++) mixture.append(offsets[i]! - offsets[0]!, values[i]!);
    return mixture.forecast(horizonSeconds, level);
  },
} satisfies Forecaster;

class ExpertMixture implements Follower {
  readonly #horizonSeconds: number;
  readonly #past: BinnedPast;
  readonly #record: ExpertRecord;
  readonly #earlyRecord: ExpertRecord;
  readonly #changes = new Float64Array(experts);
  readonly #weights = new Float64Array(experts);
  readonly #means = new Float64Array(meanHorizons.length);
  #samples = 0;
  #points = 0;
  #pointTime = 0;
  #origin = 0;
  #time = 0;
  #value = 0;

  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#past = new BinnedPast(horizonSeconds / binsPerHorizon, lookBacks.at(-1)! * binsPerHorizon + 8);
    const common = { experts, unitSeconds: horizonSeconds };
    this.#record = new ExpertRecord({
      ...common,
      dueSeconds: horizonSeconds,
      dueShare: 1,
      memorySeconds: memoryHorizons * horizonSeconds,
    });
    this.#earlyRecord = new ExpertRecord({
      ...common,
      dueSeconds: earlyShare * horizonSeconds,
      dueShare: earlyShare,
      memorySeconds: earlyMemoryHorizons * horizonSeconds,
    });
  }

  append(time: number, value: number): void {
    if (this.#samples++ === 0) this.#origin = time;
    this.#time = time - this.#origin;
    this.#value = value;
    if (!this.#past.append(this.#time, value)) return;
    this.#points++;
    this.#updateMeans(this.#time - this.#pointTime);
    this.#pointTime = this.#time;
    this.#record.observe(this.#time, value);
    this.#earlyRecord.observe(this.#time, value);
    this.#ask();
    this.#weigh();
    this.#record.expect(this.#changes);
    this.#earlyRecord.expect(this.#changes);
  }

  forecast(aheadSeconds: number, level: number = defaultLevel): Forecast | Abstention {
    if (this.#samples < minimumSamples) return tooFewSamples(this.#samples, minimumSamples);
    const ratio = aheadSeconds / this.#horizonSeconds;
    const meanRatio = Math.min(1, ratio);
    const trends = experts - meanHorizons.length;
    let sum = 0;
    let total = 0;
    let low = 0;
    let high = 0;
    for (let i = 0; i < experts; i++) {
      const change = this.#changes[i]! * (i < trends ? ratio : meanRatio);
      sum += this.#weights[i]! * change;
      total += this.#weights[i]!;
      low = Math.min(low, change);
      high = Math.max(high, change);
    }
    const change = total > 0 ? sum / total : 0;
    const widening = normalQuantile((1 + level) / 2) / normalQuantile((1 + defaultLevel) / 2);
    const mean = this.#value + change;
    const lower = mean - (change - low) * widening;
    const upper = mean + (high - change) * widening;
    const residualStandardError = (high - low) / 2;
    if (![mean, lower, upper, residualStandardError].every(Number.isFinite)) {
      return { kind: 'abstention', reason: 'not-finite' };
    }
    return {
      kind: 'forecast',
      mean,
      lower,
      upper,
      level,
      residualStandardError,
      observations: this.#samples,
    };
  }

  #updateMeans(elapsed: number): void {
    for (let i = 0; i < meanHorizons.length; i++) {
      // A running mean is as old as half of a sliding one; before that much has passed it is the plain mean.
      const span = (meanHorizons[i]! * this.#horizonSeconds) / 2;
      const fresh = Math.max(1 - Math.exp(-elapsed / span), 1 / this.#points);
      this.#means[i]! += fresh * (this.#value - this.#means[i]!);
    }
  }

  /** By how much the value will have changed after one horizon, by each expert. */
  #ask(): void {
    const changes = this.#changes;
    const { length } = lookBacks;
    for (let i = 0; i < length; i++) {
      const seconds = lookBacks[i]! * this.#horizonSeconds;
      trendScratch[i] = (thirdsSlope(this.#past, seconds) ?? 0) * this.#horizonSeconds;
    }
    changes[0] = 0;
    for (let i = 0; i < length - 1; i++) {
      changes[1 + 2 * i] = trendScratch[i]! / 2;
      changes[2 + 2 * i] = trendScratch[i]!;
    }
    changes[7] = trendScratch[3]!;
    const [a, b, c, d] = trendScratch as unknown as [number, number, number, number];
    const middle = a + b + c + d - Math.max(a, b, c, d) - Math.min(a, b, c, d);
    changes[8] = 0.35 * middle;
    for (let i = 0; i < meanHorizons.length; i++) changes[9 + i] = this.#means[i]! - this.#value;
  }

  #weigh(): void {
    const { losses, weight } = this.#record;
    const early = this.#earlyRecord;
    const unchanged = weight > 0 ? losses[0]! / weight : 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < experts; i++) {
      const belief = beliefs[i]!;
      // Without a record only the beliefs' ratios count.
      const record = unchanged > 0 ? (losses[i]! + belief * unchanged) / (weight + 1) / unchanged : belief;
      const relative = early.losses[0]! > 0 ? early.losses[i]! / early.losses[0]! : 1;
      const recent = (earlyBelief + relative * early.weight) / (earlyBelief + early.weight);
      const error = record * recent * recent;
      this.#weights[i] = error;
      least = Math.min(least, error);
    }
    const floor = Math.max(least, 1e-6);
    for (let i = 0; i < experts; i++) {
      const ratio = floor / Math.max(this.#weights[i]!, floor);
      const cube = ratio * ratio * ratio;
      this.#weights[i] = cube * cube;
    }
  }
}

const trendScratch = new Float64Array(lookBacks.length);
