import type { Consensus } from '../detectors/ensemble/committee.ts';
import type { RecentSamples } from '../detectors/ensemble/recent-samples.ts';
import { DampedEvidence, leastProbability } from '../risk/damped-evidence.ts';
import { maxDampingHorizons } from '../climb/trend-records.ts';
import { raiseAtPercent } from '../risk/risk-percent.ts';
import { clearAfter } from '../risk/risk.ts';

/** Samples as surprising as those that raise an alert come once in about this many days to a series without a fault. */
const rareDays = 100;
/** The range of usual values leaves out this many samples of the last hour and a share of them, on each side. */
const [leftOut, usualTail] = [1, 0.01];
/** Evidence of one sample lasts for this many horizons. */
const maxHeldHorizons = 1;

/** The anomaly of a series after a sample. */
export interface Anomaly {
  readonly kind: 'anomaly';
  /** 0 to 100 %: how sure the committee is; from 50 on an alert is on. */
  readonly percent: number;
  readonly raised: boolean;
  /** The tests that call the newest sample an anomaly, by name. */
  readonly tests: readonly string[];
  /** The tests that agreed on the sample that is the evidence; none once an alert is on for its values alone. */
  readonly agreed: readonly string[];
}

/** The alert that is on, and what ends it. */
export interface AnomalyAlert {
  /** Epoch seconds when it was raised, and when other values are a new normal. */
  readonly since: number;
  readonly normalAt: number;
  /** The usual values before it. */
  readonly lowest: number;
  readonly highest: number;
  /** Seconds for which these have to be back before it ends. */
  readonly clearSeconds: number;
}

/**
 * The consensus of a committee in, an alert out, damped as a risk is: evidence has to last before an alert is raised,
 * and to be gone for a while before it is cleared.
 *
 * Evidence lasts while the series stays beyond the usual values of the hour before, because the second sample there is
 * no news for the committee. An alert stays on until the usual values are back, or for `normalAfterSeconds`: then the
 * series has a new normal. Causal.
 */
export class AnomalyTracker {
  readonly #horizonSeconds: number;
  readonly #normalAfterSeconds: number;
  readonly #damped = new DampedEvidence();
  /** The evidence that lasts, and the time of the sample that gave it. */
  #held = 0;
  #heldTime = 0;
  #heldTests: readonly string[] = [];
  #raised = false;
  #raisedTime = 0;
  /** The usual values before the evidence. */
  #lowest = 0;
  #highest = 0;

  /** @param normalAfterSeconds how long other values are an anomaly, at least 0 */
  constructor(horizonSeconds: number, normalAfterSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#normalAfterSeconds = normalAfterSeconds;
  }

  /**
   * Takes the consensus on a sample.
   *
   * @param time epoch seconds, increasing from call to call
   * @param value as `keptValue` gives it
   * @param recent the last hour
   */
  update(time: number, value: number, consensus: Consensus, recent: Readonly<RecentSamples>): Anomaly {
    const fresh = surenessOf(consensus);
    if (fresh >= leastProbability) this.#heldTests = consensus.tests;
    const sureness = this.#hold(time, value, fresh, recent);
    this.#damped.take(time, sureness, maxDampingHorizons * this.#horizonSeconds);
    if (this.#raised) this.#raised = !this.#isOver(time, value);
    else if (this.#damped.lasts() && sureness >= leastProbability) {
      this.#raised = true;
      this.#raisedTime = time;
    }
    const percent = this.#raised
      ? Math.max(raiseAtPercent, 100 * sureness)
      : Math.min(raiseAtPercent - 1, 100 * sureness);
    return {
      kind: 'anomaly',
      percent,
      raised: this.#raised,
      tests: consensus.tests,
      agreed: this.#agreed(consensus),
    };
  }

  #agreed({ tests, isAgreed }: Consensus): readonly string[] {
    if (this.#held > 0) return this.#heldTests;
    return this.#raised && !isAgreed ? [] : tests;
  }

  /** The alert that is on; undefined without one. */
  get alert(): AnomalyAlert | undefined {
    if (!this.#raised) return undefined;
    return {
      since: this.#raisedTime,
      normalAt: this.#raisedTime + this.#normalAfterSeconds,
      lowest: this.#lowest,
      highest: this.#highest,
      clearSeconds: clearAfter * this.#horizonSeconds,
    };
  }

  /** Evidence of this sample, or of one before while the values are as unusual. */
  #hold(time: number, value: number, fresh: number, recent: Readonly<RecentSamples>): number {
    if (fresh >= leastProbability) {
      if (this.#held === 0 && !this.#raised) this.#noteUsual(recent);
      this.#held = fresh;
      this.#heldTime = time;
    } else if (this.#isUsual(value) || time - this.#heldTime > maxHeldHorizons * this.#horizonSeconds) {
      this.#held = 0;
    }
    return Math.max(fresh, this.#held);
  }

  #noteUsual(recent: Readonly<RecentSamples>): void {
    const left = leftOut + Math.floor(usualTail * recent.length);
    this.#lowest = recent.ranked(left);
    this.#highest = recent.ranked(recent.length - 1 - left);
  }

  #isUsual(value: number): boolean {
    return value >= this.#lowest && value <= this.#highest;
  }

  #isOver(time: number, value: number): boolean {
    if (!this.#isUsual(value) && time - this.#raisedTime < this.#normalAfterSeconds) {
      this.#damped.stayAt(time);
      return false;
    }
    return this.#damped.isGone(time, clearAfter * this.#horizonSeconds);
  }
}

/** The odds that a surprise which is just rare enough stands for, so that it counts as evidence. */
const leastOdds = (1 - leastProbability) / leastProbability;

/** How sure the committee is, 0 to 1; 0 without a consensus. */
function surenessOf({ rarity, isAgreed }: Consensus): number {
  if (!isAgreed) return 0;
  return 1 / (1 + leastOdds * rareDays * 10 ** -rarity);
}
