import { agreedSlope, fillSlopes, leastPoints, lookBacks, thirdsSlope } from '../climb/trends.ts';
import { ClimbHistory } from '../climb/climb-history.ts';
import { featureNames } from './features.ts';
import { type Abstention, tooFewSamples } from '../forecast.ts';
import { recentShape } from './recent-shape.ts';
import { SlopeRecord } from '../climb/trend-records.ts';

/** The index of each feature in the list. */
const at = Object.fromEntries(featureNames.map((name, index) => [name, index])) as Readonly<
  Record<(typeof featureNames)[number], number>
>;

/** The distance to the limit counts as at least this share of it: closer, ratios would show nothing else. */
const leastNeedShare = 0.005;
/** The upper bound of `level`. */
const [lowestLevel, highestLevel] = [-0.5, 1.5];
/**
 * Without a climb, neither faster nor slower: half of the rise takes 5/9 of the age, which counts from a tenth of it.
 */
const steadyHalf = 5 / 9;

const slopes = new Float64Array(lookBacks.length);

/**
 * Follows a series and describes it by {@link featureNames}, for learning and for judging alike.
 *
 * Causal; O(1) a point but for the O(256) of asking about the past; no allocation.
 */
export class FeatureTracker {
  readonly #horizonSeconds: number;
  readonly #history: ClimbHistory;
  readonly #record: SlopeRecord;
  readonly #features = new Float64Array(featureNames.length);
  #points = 0;
  #isFinite = true;
  #firstTime = 0;
  #high = Number.NEGATIVE_INFINITY;
  #highTime = 0;

  /**
   * @param horizonSeconds above 0
   * @param history of the same series and horizon, to share (default: one of its own)
   */
  constructor(horizonSeconds: number, history: ClimbHistory = new ClimbHistory(horizonSeconds)) {
    this.#horizonSeconds = horizonSeconds;
    this.#history = history;
    this.#record = new SlopeRecord(horizonSeconds);
  }

  /**
   * Takes one finite sample that is newer than the last one.
   *
   * @param limit what counts as exhaustion when the value rises to it, in the same unit
   * @returns whether it is a point of the grid, and `features` is about it
   */
  append(time: number, value: number, limit: number): boolean {
    if (!this.#history.append(time, value)) return false;
    this.#record.observe(time, value);
    if (this.#points++ === 0) this.#firstTime = time;
    if (value > this.#high) {
      this.#high = value;
      this.#highTime = time;
    }
    const need = Math.max(limit - value, leastNeedShare * Math.abs(limit));
    const slope = this.#describeSlopes(need);
    this.#describeClimb(time, value, need, slope);
    this.#describeShape(need);
    this.#features[at.level] = Math.min(highestLevel, Math.max(lowestLevel, value / limit));
    this.#record.make(time, value, need, slope, this.#history.stepSeconds);
    this.#isFinite = this.#features.every(Number.isFinite);
    return true;
  }

  /** The features of the newest point, overwritten by the next one; or the reason why they are missing. */
  get features(): Float64Array | Abstention {
    if (this.#points < leastPoints) return tooFewSamples(this.#points, leastPoints);
    return this.#isFinite ? this.#features : { kind: 'abstention', reason: 'not-finite' };
  }

  /** @returns the slope that most look-backs agree on, in units of the value per second */
  #describeSlopes(need: number): number {
    fillSlopes(slopes, this.#history.past, this.#horizonSeconds, thirdsSlope);
    for (let i = 0; i < slopes.length; i++) {
      this.#features[at.slope_eighth + i] = beside(slopes[i]! * this.#horizonSeconds, need);
    }
    const agreed = agreedSlope(slopes);
    this.#features[at.slope_agreed] = beside(agreed * this.#horizonSeconds, need);
    return agreed;
  }

  #describeClimb(time: number, value: number, need: number, slope: number): void {
    const features = this.#features;
    const { climbs } = this.#history;
    const { ageSeconds, halfAgeSeconds, rise, usual } = climbs;
    features[at.half_age] = ageSeconds > 0 ? Math.min(1, halfAgeSeconds / ageSeconds) : steadyHalf;
    features[at.lasting] = slope > 0 ? beside(ageSeconds, need / slope) : 0;
    features[at.risen] = beside(rise, need);
    features[at.noise] = beside(usual.change, need);
    features[at.since_high] = beside(time - this.#highTime, this.#horizonSeconds);
    features[at.below_high] = beside(this.#high - value, need);
    const gotThisFar = climbs.countAtLeast(rise);
    features[at.unprecedented] = 1 / (1 + gotThisFar);
    features[at.precedents] = gotThisFar > 0 ? climbs.countAtLeast(rise + need) / (1 + gotThisFar) : 0;
    features[at.kept] = slope > 0 ? this.#record.keptShare(time, value, need) : 2 / 3;
    features[at.stalled] = beside(climbs.stalledSeconds(0), ageSeconds || this.#horizonSeconds);
    features[at.past] = beside(time - this.#firstTime, this.#horizonSeconds);
  }

  #describeShape(need: number): void {
    const features = this.#features;
    const { spread, jumpShare, jumpAge, troughRise } = recentShape(this.#history.past, this.#horizonSeconds);
    features[at.spread] = beside(spread, need);
    features[at.jump] = jumpShare;
    features[at.jump_age] = jumpAge;
    features[at.trough] = beside(troughRise, need);
  }
}

function beside(part: number, other: number): number {
  return part === 0 ? 0 : part / (Math.abs(part) + other);
}
