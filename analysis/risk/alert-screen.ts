import { canTrendReach } from '../climb/beating-trend.ts';
import { noPoints, RecentPoints } from '../climb/recent-points.ts';
import { canStairsReach } from '../climb/slow-stairs.ts';
import { noStillness, Stillness } from '../climb/stillness.ts';
import { leastPlainSlope } from '../climb/trend-records.ts';

/** Means of epoch seconds lose digits; a slope that is this much of the least one may be it. */
const roundingShare = 0.999;
/** Means of values are this share of the largest one off at most. */
const roundingOfMeans = 1e-9;
/** The range of the values is known over this many horizons at least, and twice as many at most. */
const rangeHorizons = 60;

/** Places of the screen's own numbers: samples, and the range in the present stretch and in the one before. */
const [newestTime, newestValue, suspectTime, rangeSince] = [0, 1, 2, 3];
const [lowest, highest, lowestBefore, highestBefore] = [4, 5, 6, 7];
const { NaN: none, NEGATIVE_INFINITY: never, POSITIVE_INFINITY: above } = Number;
const ownNumbers: readonly number[] = [never, none, never, never, above, never, above, never];
const firstOfStillness = ownNumbers.length;
const firstOfPoints = firstOfStillness + noStillness.length;
const newNumbers: readonly number[] = [...ownNumbers, ...noStillness, ...noPoints];

/** The looks at one series after the other, for all screens of a horizon. */
interface Looks {
  readonly horizonSeconds: number;
  readonly points: RecentPoints;
  readonly stillness: Stillness;
}

const knownLooks = new Map<number, Looks>();

/**
 * Tells of each sample whether it may raise an alert, by some hundred bytes of state. No alert begins at a sample that
 * may not; most of those that may raise none.
 *
 * It goes by the looks with which `ClimbTracker`, `SlowStairs`, `SteadyGrowth` and `BeatingTrend` save themselves their
 * slopes, on the same points, and by the limit itself. A detector's verdict is evidence of another kind, so it cannot
 * stand for a series with one.
 *
 * There may be very many, so all numbers of one are in one array: as fields, each would be an object.
 */
export class AlertScreen {
  readonly #looks: Looks;
  #numbers = newNumbers.slice();

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#looks = looksOf(horizonSeconds);
  }

  /** Seconds of the newest sample that was taken; -Infinity before the first. */
  get newestTime(): number {
    return this.#numbers[newestTime]!;
  }

  /** The value of that sample; NaN before the first. */
  get newestValue(): number {
    return this.#numbers[newestValue]!;
  }

  /** Seconds of the newest sample that may raise an alert; -Infinity before the first. */
  get suspectTime(): number {
    return this.#numbers[suspectTime]!;
  }

  /**
   * Takes one sample.
   *
   * @param limit the bound that counts as exhaustion when the value rises to it
   * @returns undefined when it is refused, as a `SeriesPredictor` refuses it; else whether it may raise an alert
   */
  mayAlert(time: number, value: number, limit: number): boolean | undefined {
    if (!Number.isFinite(time) || !Number.isFinite(value) || time <= this.newestTime) return undefined;
    const { points, stillness } = this.#looks;
    points.numbers = this.#numbers;
    const isPoint = points.append(time, value);
    this.#numbers = stillness.numbers = points.numbers;
    stillness.append(time, value);
    this.#numbers[newestTime] = time;
    this.#numbers[newestValue] = value;
    this.#extendRange(time, value);
    // Not below the limit: it may be no number.
    const mayAlert =
      !(value < limit) || (isPoint && (this.#isSteep(limit - value) || this.#mayBeSlow(time, limit)));
    if (mayAlert) this.#numbers[suspectTime] = time;
    return mayAlert;
  }

  #isSteep(need: number): boolean {
    const { horizonSeconds, points } = this.#looks;
    const least = roundingShare * leastPlainSlope(need, horizonSeconds);
    return points.isAnySteep(least, this.#rangeOfPoints);
  }

  /** The values of the points are no further apart, rounded as they are; Infinity where that is not known. */
  get #rangeOfPoints(): number {
    const numbers = this.#numbers;
    if (this.#looks.points.oldestTime < numbers[rangeSince]!) return Number.POSITIVE_INFINITY;
    const most = numbers[highest]!;
    const least = numbers[lowest]!;
    return most - least + roundingOfMeans * Math.max(Math.abs(most), Math.abs(least));
  }

  /** True where a longer past may speak for the limit: slow stairs, steady growth, or a trend under teeth. */
  #mayBeSlow(time: number, limit: number): boolean {
    const numbers = this.#numbers;
    const most = Math.max(numbers[highest]!, numbers[highestBefore]!);
    const least = Math.min(numbers[lowest]!, numbers[lowestBefore]!);
    const range = most - least;
    const need = limit - most;
    const isYoung = numbers[highestBefore] === never;
    const watched = isYoung ? (time - numbers[rangeSince]!) / this.#looks.horizonSeconds : rangeHorizons;
    return (
      canTrendReach(range, need, watched) || (this.#looks.stillness.isStill && canStairsReach(range, need))
    );
  }

  #extendRange(time: number, value: number): void {
    const numbers = this.#numbers;
    if (time - numbers[rangeSince]! > rangeHorizons * this.#looks.horizonSeconds) {
      numbers[rangeSince] = time;
      numbers[lowestBefore] = numbers[lowest]!;
      numbers[highestBefore] = numbers[highest]!;
      numbers[lowest] = numbers[highest] = value;
      return;
    }
    numbers[lowest] = Math.min(numbers[lowest]!, value);
    numbers[highest] = Math.max(numbers[highest]!, value);
  }
}

function looksOf(horizonSeconds: number): Looks {
  let looks = knownLooks.get(horizonSeconds);
  if (!looks) {
    const points = new RecentPoints(horizonSeconds, firstOfPoints);
    const stillness = new Stillness(horizonSeconds, firstOfStillness);
    knownLooks.set(horizonSeconds, (looks = { horizonSeconds, points, stillness }));
  }
  return looks;
}
