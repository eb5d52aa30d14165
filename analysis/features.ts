import { BinnedPast } from './binned-past.ts';
import { averageBlocks } from './block-means.ts';
import { tooFewSamples, type Abstention } from './forecast.ts';
import { medianInPlace } from './median.ts';
import { Promises } from './promises.ts';
import { Ramps } from './ramps.ts';
import { leastPoints, thirdsSlope } from './trends.ts';

/**
 * What is told to a detector about a series: numbers without a unit, so that a model learned on one machine means the
 * same on another. They are computed from point to point of a grid of a sixtieth of the horizon H. "Needed" is what is
 * missing to the limit, at least 0.5 % of the limit; "a beside b" is a / (|a| + b), which lies between -1 and 1.
 *
 * | name | meaning |
 * |---|---|
 * | `level` | value as a share of the limit, -0.5 to 1.5 |
 * | `slope_eighth`, `_quarter`, `_half`, `_one`, `_two` | growth in one H at the slope over the last H/8, H/4, H/2, H and 2 H (0 while the past is shorter), beside what is needed |
 * | `slope_agreed` | the same for the median of those slopes, or what the two shortest both see, if that is steeper |
 * | `half_age` | seconds since the climb had half of its rise, as a share of its age: 0.56 at a steady pace, less while it accelerates |
 * | `lasting` | age of the climb, beside the seconds that it still needs at `slope_agreed` |
 * | `risen` | what the climb has added, beside what is needed |
 * | `noise` | typical change from point to point, beside what is needed |
 * | `spread` | residual standard error of the least-squares line over H, beside what is needed |
 * | `jump` | the largest step between neighbouring twelfths of H, as a share of H's range |
 * | `jump_age` | how long ago that step was, as a share of H |
 * | `trough` | growth of the lowest twelfth from the H before to the last H, beside what is needed |
 * | `since_high` | seconds since the highest value ever seen, beside H |
 * | `below_high` | distance to the highest value ever seen, beside what is needed |
 * | `unprecedented` | 1 / (1 + earlier climbs of a similar pace that got this far) |
 * | `precedents` | those of them that got as far as is needed / (1 + those that got this far) |
 * | `kept` | share of the slope's own earlier promises that were kept, 2/3 without a record |
 * | `stalled` | seconds without a new high in this climb, beside its age |
 * | `past` | seconds since the first sample, beside H |
 */
export const featureNames = [
  'level',
  'slope_eighth',
  'slope_quarter',
  'slope_half',
  'slope_one',
  'slope_two',
  'slope_agreed',
  'half_age',
  'lasting',
  'risen',
  'noise',
  'spread',
  'jump',
  'jump_age',
  'trough',
  'since_high',
  'below_high',
  'unprecedented',
  'precedents',
  'kept',
  'stalled',
  'past',
] as const;

/** Where each feature is in the list. */
const at = Object.fromEntries(featureNames.map((name, index) => [name, index])) as Readonly<
  Record<(typeof featureNames)[number], number>
>;

/** Points per horizon, at most. */
const binsPerHorizon = 60;
/** Look-backs of the slopes, in horizons, the shortest first. */
const lookBacks = [1 / 8, 1 / 4, 1 / 2, 1, 2] as const;
const longestLookBack = 2;
/** Blocks a horizon in which steps and troughs are looked for. */
const blocksPerHorizon = 12;
/** What is needed counts as at least this share of the limit: close to it, ratios would say nothing but that. */
const leastNeedShare = 0.005;
/** What `level` is cut off at. */
const [lowestLevel, highestLevel] = [-0.5, 1.5];
/** A slope promises what it adds within this many horizons... */
const sightHorizons = 2.4;
/** ...unless that is less than this share of what is needed. */
const rememberedShare = 0.8;
const promisesPerHorizon = 4;
/** Without a climb, neither faster nor slower: half of the rise takes 5/9 of the age, which counts from a tenth of it. */
const steadyHalf = 5 / 9;

const slopes = new Float64Array(lookBacks.length);
const sorted = new Float64Array(lookBacks.length);
const blockTimes = new Float64Array(longestLookBack * blocksPerHorizon);
const blockValues = new Float64Array(longestLookBack * blocksPerHorizon);

/**
 * Follows a series and describes it by {@link featureNames}, for learning and for judging alike.
 *
 * Causal; O(1) a point but for the O(256) of asking about the past; no allocation.
 */
export class FeatureTracker {
  readonly #horizonSeconds: number;
  readonly #past: BinnedPast;
  readonly #ramps: Ramps;
  readonly #promises: Promises;
  readonly #features = new Float64Array(featureNames.length);
  #points = 0;
  #isFinite = true;
  #firstTime = 0;
  #time = 0;
  #high = Number.NEGATIVE_INFINITY;
  #highTime = 0;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#past = new BinnedPast(horizonSeconds / binsPerHorizon, longestLookBack * binsPerHorizon + 8);
    this.#ramps = new Ramps(horizonSeconds);
    this.#promises = new Promises(sightHorizons * horizonSeconds, horizonSeconds);
  }

  /**
   * Takes one finite sample that is newer than the last one.
   *
   * @param limit what counts as exhaustion when the value rises to it, in the same unit
   * @returns whether it is a point of the grid, and `features` is about it
   */
  append(time: number, value: number, limit: number): boolean {
    if (!this.#past.append(time, value)) return false;
    this.#ramps.append(time, value);
    this.#promises.observe(time, value);
    if (this.#points++ === 0) this.#firstTime = time;
    const stepSeconds = Math.max(
      this.#horizonSeconds / binsPerHorizon,
      this.#points > 1 ? time - this.#time : 0,
    );
    this.#time = time;
    if (value > this.#high) {
      this.#high = value;
      this.#highTime = time;
    }
    const need = Math.max(limit - value, leastNeedShare * Math.abs(limit));
    const slope = this.#describeSlopes(need);
    this.#describeClimb(time, value, need, slope);
    this.#describeShape(need);
    this.#features[at.level] = Math.min(highestLevel, Math.max(lowestLevel, value / limit));
    this.#promise(time, value, need, slope, stepSeconds);
    this.#isFinite = this.#features.every(Number.isFinite);
    return true;
  }

  /** Of the newest point, overwritten by the next one; or why there are none. */
  get features(): Float64Array | Abstention {
    if (this.#points < leastPoints) return tooFewSamples(this.#points, leastPoints);
    return this.#isFinite ? this.#features : { kind: 'abstention', reason: 'not-finite' };
  }

  /** @returns the slope that most look-backs agree on, in units of the value per second */
  #describeSlopes(need: number): number {
    const spanSeconds = this.#past.spanSeconds;
    for (let i = 0; i < lookBacks.length; i++) {
      const seconds = lookBacks[i]! * this.#horizonSeconds;
      // As for the risk: what reaches beyond the past sees no trend.
      slopes[i] = spanSeconds < seconds ? 0 : (thirdsSlope(this.#past, seconds) ?? 0);
      sorted[i] = slopes[i]!;
      this.#features[at.slope_eighth + i] = beside(slopes[i]! * this.#horizonSeconds, need);
    }
    const recent = Math.min(slopes[0]!, slopes[1]!);
    const agreed = Math.max(medianInPlace(sorted, lookBacks.length), recent);
    this.#features[at.slope_agreed] = beside(agreed * this.#horizonSeconds, need);
    return agreed;
  }

  #describeClimb(time: number, value: number, need: number, slope: number): void {
    const features = this.#features;
    const { ageSeconds, halfAgeSeconds, rise, noise } = this.#ramps;
    features[at.half_age] = ageSeconds > 0 ? Math.min(1, halfAgeSeconds / ageSeconds) : steadyHalf;
    features[at.lasting] = slope > 0 ? beside(ageSeconds, need / slope) : 0;
    features[at.risen] = beside(rise, need);
    features[at.noise] = beside(noise, need);
    features[at.since_high] = beside(time - this.#highTime, this.#horizonSeconds);
    features[at.below_high] = beside(this.#high - value, need);
    const gotThisFar = this.#ramps.countAtLeast(rise);
    features[at.unprecedented] = 1 / (1 + gotThisFar);
    features[at.precedents] = gotThisFar > 0 ? this.#ramps.countAtLeast(rise + need) / (1 + gotThisFar) : 0;
    features[at.kept] = slope > 0 ? this.#promises.keptShare(time, value, need) : 2 / 3;
    features[at.stalled] = beside(this.#ramps.stalledSeconds(0), ageSeconds || this.#horizonSeconds);
    features[at.past] = beside(time - this.#firstTime, this.#horizonSeconds);
  }

  /** What the last two horizons look like: spread, steps and troughs. */
  #describeShape(need: number): void {
    const features = this.#features;
    const from = this.#past.firstWithin(longestLookBack * this.#horizonSeconds);
    const count = averageBlocks(this.#past, from, blockTimes.length, blockTimes, blockValues);
    const middle = count >> 1;
    features[at.spread] = beside(spreadOf(middle, count), need);
    let [lowest, highest, jump, jumpAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, middle];
    let before = Number.POSITIVE_INFINITY;
    for (let i = 0; i < middle; i++) before = Math.min(before, blockValues[i]!);
    for (let i = middle; i < count; i++) {
      lowest = Math.min(lowest, blockValues[i]!);
      highest = Math.max(highest, blockValues[i]!);
      const step = i > middle ? blockValues[i]! - blockValues[i - 1]! : 0;
      if (step <= jump) continue;
      jump = step;
      jumpAt = i;
    }
    features[at.jump] = highest > lowest ? jump / (highest - lowest) : 0;
    features[at.jump_age] = count - 1 > middle ? (count - 1 - jumpAt) / (count - 1 - middle) : 0;
    features[at.trough] = middle > 0 ? beside(lowest - before, need) : 0;
  }

  #promise(time: number, value: number, need: number, slope: number, stepSeconds: number): void {
    const promised = slope * sightHorizons * this.#horizonSeconds;
    if (promised < rememberedShare * need) return;
    const weight = Math.min(1, (promisesPerHorizon * stepSeconds) / this.#horizonSeconds);
    this.#promises.make(time, value, promised, weight);
  }
}

function beside(part: number, other: number): number {
  return part === 0 ? 0 : part / (Math.abs(part) + other);
}

/** Residual standard error of the least-squares line through the blocks from `start` to `end`. */
function spreadOf(start: number, end: number): number {
  const count = end - start;
  if (count < 3) return 0;
  let [meanTime, meanValue] = [0, 0];
  for (let i = start; i < end; i++) {
    meanTime += blockTimes[i]! / count;
    meanValue += blockValues[i]! / count;
  }
  let [timeSquares, products, squares] = [0, 0, 0];
  for (let i = start; i < end; i++) {
    const time = blockTimes[i]! - meanTime;
    const value = blockValues[i]! - meanValue;
    timeSquares += time * time;
    products += time * value;
    squares += value * value;
  }
  return Math.sqrt(Math.max(0, squares - (products * products) / timeSquares) / (count - 2));
}
