import { RecentPoints } from '../climb/recent-points.ts';
import { canStairsReach } from '../climb/slow-stairs.ts';
import { Stillness } from '../climb/stillness.ts';
import { leastPlainSlope } from '../climb/trend-records.ts';
import { isAnySteep } from '../climb/trends.ts';

/** Means of epoch seconds lose digits; a slope that is this much of the least one may be it. */
const roundingShare = 0.999;
/** The range of the values is known over this many horizons at least, and twice as many at most. */
const rangeHorizons = 60;

/**
 * Tells of each sample whether it may raise an alert, by some hundred bytes of state. No alert begins at a sample that
 * may not; most of those that may raise none.
 *
 * It goes by the looks with which `ClimbTracker` and `SlowStairs` save themselves their slopes, on the same points, and
 * by the limit itself. A detector's verdict is evidence of another kind, so it cannot stand for a series with one.
 */
export class AlertScreen {
  readonly #horizonSeconds: number;
  readonly #points: RecentPoints;
  readonly #stillness: Stillness;
  #time = Number.NEGATIVE_INFINITY;
  #value = Number.NaN;
  /** When the present stretch of the range began, in seconds. */
  #rangeSince = Number.NEGATIVE_INFINITY;
  /** Of the present stretch and of the one before. */
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;
  #lowestBefore = Number.POSITIVE_INFINITY;
  #highestBefore = Number.NEGATIVE_INFINITY;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#points = new RecentPoints(horizonSeconds);
    this.#stillness = new Stillness(horizonSeconds);
  }

  /** Seconds of the newest sample that was taken; -Infinity before the first. */
  get newestTime(): number {
    return this.#time;
  }

  /** The value of that sample; NaN before the first. */
  get newestValue(): number {
    return this.#value;
  }

  /**
   * Takes one sample.
   *
   * @param limit the bound that counts as exhaustion when the value rises to it
   * @returns undefined when it is refused, as a `SeriesPredictor` refuses it; else whether it may raise an alert
   */
  mayAlert(time: number, value: number, limit: number): boolean | undefined {
    if (!Number.isFinite(time) || !Number.isFinite(value) || time <= this.#time) return undefined;
    this.#time = time;
    this.#value = value;
    this.#extendRange(time, value);
    const isPoint = this.#points.append(time, value);
    this.#stillness.append(time, value);
    // Not below the limit: it may be no number.
    if (!(value < limit)) return true;
    return isPoint && (this.#isSteep(limit - value) || this.#mayBeStairs(limit));
  }

  #isSteep(need: number): boolean {
    const least = roundingShare * leastPlainSlope(need, this.#horizonSeconds);
    return isAnySteep(this.#points, this.#horizonSeconds, least);
  }

  #mayBeStairs(limit: number): boolean {
    const highest = Math.max(this.#highest, this.#highestBefore);
    const lowest = Math.min(this.#lowest, this.#lowestBefore);
    return this.#stillness.isStill && canStairsReach(highest - lowest, limit - highest);
  }

  #extendRange(time: number, value: number): void {
    if (time - this.#rangeSince > rangeHorizons * this.#horizonSeconds) {
      this.#rangeSince = time;
      [this.#lowestBefore, this.#highestBefore] = [this.#lowest, this.#highest];
      [this.#lowest, this.#highest] = [value, value];
      return;
    }
    this.#lowest = Math.min(this.#lowest, value);
    this.#highest = Math.max(this.#highest, value);
  }
}
