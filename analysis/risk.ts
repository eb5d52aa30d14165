import { normalCdf, normalQuantile } from './distributions.ts';
import type { Abstention, Forecast } from './forecast.ts';
import { RobustTrend } from './robust-trend.ts';

/** What the tracker says after a sample. */
export interface Risk {
  /** 0 to 100 %: how sure we are that the limit is crossed within the horizon. 100 only when it has been crossed. */
  readonly percent: number;
  /** An alert is on. True exactly when `percent` is at least `raiseAtPercent`. */
  readonly raised: boolean;
  /** The limit has been reached, and the value has not yet come back below 98 % of it. */
  readonly exhausted: boolean;
}

/** The threshold plugin's WarningMax in the shipped configuration. */
export const raiseAtPercent = 50;
/** What is given back at most while the limit has not been crossed; the threshold plugin's FailureMax lies above. */
export const highestPrediction = 99;
/** An exhausted resource counts as such until it has given back this much: hovering at the limit is one episode. */
const exhaustedUntilShare = 0.98;

/** The pace of the tracker, in seconds. */
export interface RiskPace {
  /** Evidence has to last this long before an alert is raised (default: a twelfth of the horizon). */
  readonly raiseAfterSeconds: number;
  /** Evidence has to be gone this long before the alert is cleared (default: a quarter of the horizon). */
  readonly clearAfterSeconds: number;
  /** Robust trends over each of these, the shortest first, must lead to the limit (default: a twelfth and a quarter of the horizon). */
  readonly trendSeconds: readonly number[];
}

export function defaultPace(horizonSeconds: number): RiskPace {
  return {
    raiseAfterSeconds: horizonSeconds / 12,
    clearAfterSeconds: horizonSeconds / 4,
    trendSeconds: [horizonSeconds / 12, horizonSeconds / 4],
  };
}

/**
 * Forecasts in, risk out.
 *
 * Evidence is the probability, by the forecast's interval, that the value at the horizon is at the limit; it counts
 * only while the robust trends of the last seconds and of the recent past both lead there as well, so that a step (a
 * bulk allocation) and a single outlier raise nothing. Evidence has to last before an alert is raised, and growth to be
 * going on at that moment (damping); evidence has to be gone for longer before the alert is cleared (hysteresis). A
 * resource that is exhausted stays raised: its slope goes flat because there is nothing left to take (latch). Without an
 * alert before, exhaustion takes two samples near the limit: one alone is an outlier.
 *
 * Causal: what is said after a sample depends on this and earlier samples only.
 */
export class RiskTracker {
  readonly #horizonSeconds: number;
  readonly #pace: RiskPace;
  readonly #trends: readonly RobustTrend[];
  #evidenceSince: number | undefined;
  #lastEvidence = Number.NEGATIVE_INFINITY;
  #raised = false;
  /** Whether the limit has been reached since the value came near it. */
  #hasReached = false;
  #wasNear = false;

  constructor(horizonSeconds: number, pace: RiskPace = defaultPace(horizonSeconds)) {
    this.#horizonSeconds = horizonSeconds;
    this.#pace = pace;
    this.#trends = pace.trendSeconds.map((seconds) => new RobustTrend(seconds));
  }

  /**
   * Takes one sample with the forecast made from it.
   *
   * @param time epoch seconds, increasing from call to call
   * @param value finite, in the series' own unit
   * @param limit the bound that counts as exhaustion, above 0, in the same unit
   * @returns undefined when there is nothing to judge by: the forecaster abstained and no alert is on
   */
  update(time: number, value: number, limit: number, forecast: Forecast | Abstention): Risk | undefined {
    for (const trend of this.#trends) trend.append(time, value);
    if (this.#isExhausted(value, limit)) {
      this.#raised = true;
      this.#lastEvidence = time;
      return { percent: 100, raised: true, exhausted: true };
    }
    const abstained = forecast.kind === 'abstention';
    if (abstained && !this.#raised) {
      this.#evidenceSince = undefined;
      return undefined;
    }
    const evidence = abstained ? 0 : this.#evidence(value, limit, forecast);
    if (this.#damp(time, evidence) && this.#isGrowing(value, limit)) this.#raised = true;
    const percent = this.#raised
      ? Math.min(highestPrediction, Math.max(raiseAtPercent, 100 * evidence))
      : Math.min(raiseAtPercent - 1, 100 * evidence);
    return { percent, raised: this.#raised, exhausted: false };
  }

  #isExhausted(value: number, limit: number): boolean {
    const isNear = value >= exhaustedUntilShare * limit;
    this.#hasReached = isNear && (this.#hasReached || value >= limit);
    const exhausted = this.#hasReached && (this.#raised || this.#wasNear);
    this.#wasNear = isNear;
    return exhausted;
  }

  #evidence(value: number, limit: number, forecast: Forecast): number {
    const leadsThere = ({ slope }: RobustTrend): boolean =>
      slope !== undefined && value + slope * this.#horizonSeconds >= limit;
    return this.#trends.every(leadsThere) ? probabilityAbove(limit, forecast) : 0;
  }

  /** Whether the last moments alone lead to the limit too. */
  #isGrowing(value: number, limit: number): boolean {
    const rise = this.#trends[0]?.latestSlope;
    return rise !== undefined && value + rise * this.#horizonSeconds >= limit;
  }

  /** Clears an alert without evidence for long enough; answers whether there has been evidence for long enough. */
  #damp(time: number, evidence: number): boolean {
    if (evidence >= raiseAtPercent / 100) {
      this.#evidenceSince ??= time;
      this.#lastEvidence = time;
      return time - this.#evidenceSince >= this.#pace.raiseAfterSeconds;
    }
    this.#evidenceSince = undefined;
    if (time - this.#lastEvidence >= this.#pace.clearAfterSeconds) this.#raised = false;
    return false;
  }
}

/** The probability that the forecast's normal approximation puts at or above `limit`. */
function probabilityAbove(limit: number, { mean, lower, upper, level }: Forecast): number {
  const halfWidth = mean < limit ? upper - mean : mean - lower;
  if (halfWidth === 0) return mean >= limit ? 1 : 0;
  return normalCdf((normalQuantile((1 + level) / 2) * (mean - limit)) / halfWidth);
}
