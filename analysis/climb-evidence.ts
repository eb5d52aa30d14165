import { BinnedPast } from './binned-past.ts';
import { medianInPlace } from './median.ts';
import { Promises } from './promises.ts';
import { Ramps } from './ramps.ts';
import { missingSeconds, survival, type Climb } from './survival.ts';
import { robustSlope, thirdsSlope } from './trends.ts';

/** Points per horizon, at most. */
const binsPerHorizon = 60;
/** Look-backs of the trends, in horizons, the shortest first. */
const lookBacks = [1 / 8, 1 / 4, 1 / 2, 1, 2] as const;
const longestLookBack = 2;
/** A crossing is in sight within this many horizons at the present slope. */
const sightHorizons = 2.4;
/** This share of the trend's own promises in a similar situation has to have been kept. */
const leastKeptShare = 0.585;
/** Below this probability the record is not asked. */
const leastAsked = 0.3;
/** Promises of less than this share of what was needed are not worth remembering. */
const rememberedShare = 0.8;
/** A horizon of promises counts as many as this. */
const promisesPerHorizon = 4;
/** A climb stalls when it pauses this many times longer than it ever did on the way, and for more than three points. */
const stallRatio = 2;
const stallPoints = 3;
/** Fewer points a horizon show a stall too late: there, a point that does not rise is one. */
const pointsThatShowStalls = 15;
/** Robust slopes are not worth their cost where this many times the steepest plain one leads to no crossing in sight. */
const screenFactor = 4;

const slopes = new Float64Array(lookBacks.length);

/** What speaks for a crossing. One object, overwritten from point to point. */
export interface ClimbEvidence {
  /** 0 to 1: how likely the climb goes on to the limit; 0 when no crossing is in sight. */
  probability: number;
  /** Seconds to the limit at the present slope; infinite without a climb. */
  secondsToLimit: number;
  /** Seconds in which the trend adds as much as the noise does from point to point; infinite without a climb. */
  noiseSeconds: number;
  /** Seconds that the climb has lasted. */
  ageSeconds: number;
  /** Whether a climb has just ended. */
  ended: boolean;
  /** Whether the climb is going on at this moment, as far as the sampling lets that be seen. */
  isGoingOn: boolean;
}

/**
 * How likely the climb that a series is in goes on to the limit, from its slopes over several look-backs, from how far
 * its earlier climbs got, and from what came of the same slope's earlier promises.
 *
 * Answers from point to point of a grid of a sixtieth of the horizon. Nothing here knows where 0 is: only differences
 * of values count.
 */
export class ClimbTracker {
  readonly evidence: ClimbEvidence = {
    probability: 0,
    secondsToLimit: Number.POSITIVE_INFINITY,
    noiseSeconds: Number.POSITIVE_INFINITY,
    ageSeconds: 0,
    ended: false,
    isGoingOn: false,
  };
  readonly #horizonSeconds: number;
  readonly #past: BinnedPast;
  readonly #ramps: Ramps;
  readonly #promises: Promises;
  #time = Number.POSITIVE_INFINITY;

  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#past = new BinnedPast(horizonSeconds / binsPerHorizon, longestLookBack * binsPerHorizon + 8);
    this.#ramps = new Ramps(horizonSeconds);
    this.#promises = new Promises(sightHorizons * horizonSeconds, horizonSeconds);
  }

  /**
   * Takes one finite sample that is newer than the last one.
   *
   * @returns whether it is a point of the grid, and `evidence` is about it
   */
  append(time: number, value: number, limit: number): boolean {
    if (!this.#past.append(time, value)) return false;
    const { evidence } = this;
    evidence.ended = this.#ramps.append(time, value);
    this.#promises.observe(time, value);
    evidence.isGoingOn =
      this.#ramps.isRising || this.#ramps.stepSeconds < this.#horizonSeconds / pointsThatShowStalls;
    const binSeconds = this.#horizonSeconds / binsPerHorizon;
    this.#judge(time, value, limit - value, Math.max(binSeconds, time - this.#time));
    this.#time = time;
    return true;
  }

  #judge(time: number, value: number, need: number, stepSeconds: number): void {
    const { evidence } = this;
    evidence.probability = 0;
    evidence.secondsToLimit = Number.POSITIVE_INFINITY;
    evidence.noiseSeconds = Number.POSITIVE_INFINITY;
    const slope = need > 0 ? this.#slope(need) : 0;
    if (slope <= 0) return;
    const { ageSeconds, halfAgeSeconds, rise, noise } = this.#ramps;
    const climb = { ageSeconds, halfAgeSeconds, rise, need, slope, noise };
    evidence.secondsToLimit = missingSeconds(climb);
    evidence.noiseSeconds = noise / slope;
    evidence.ageSeconds = ageSeconds;
    const sightSeconds = sightHorizons * this.#horizonSeconds;
    if (evidence.secondsToLimit <= sightSeconds && !this.#isStalled(stepSeconds)) {
      const probability = this.#survival(climb, evidence.secondsToLimit);
      const isCredible =
        probability < leastAsked || this.#promises.keptShare(time, value, need) >= leastKeptShare;
      if (isCredible) evidence.probability = probability;
    }
    const promised = slope * sightSeconds;
    if (promised < rememberedShare * need) return;
    const weight = Math.min(1, (promisesPerHorizon * stepSeconds) / this.#horizonSeconds);
    this.#promises.make(time, value, promised, weight);
  }

  #survival(climb: Climb, missing: number): number {
    const gotThisFar = this.#ramps.countAtLeast(climb.rise);
    const reached = gotThisFar > 0 ? this.#ramps.countAtLeast(climb.rise + climb.need) : 0;
    return survival(climb, missing, gotThisFar, reached);
  }

  /**
   * The slope that most look-backs agree on, or what the two shortest both see, if that is steeper. 0 when none is
   * known, and where a cheap look shows no crossing in sight.
   */
  #slope(need: number): number {
    const steepEnough = need / (screenFactor * sightHorizons * this.#horizonSeconds);
    if (!this.#isAnySteep(steepEnough)) return 0;
    const spanSeconds = this.#past.spanSeconds;
    for (let i = 0; i < lookBacks.length; i++) {
      const seconds = lookBacks[i]! * this.#horizonSeconds;
      // What reaches beyond the past sees no trend: else all look-backs would see the same few samples.
      slopes[i] = spanSeconds < seconds ? 0 : (robustSlope(this.#past, seconds) ?? 0);
    }
    const recent = Math.min(slopes[0]!, slopes[1]!);
    return Math.max(medianInPlace(slopes, lookBacks.length), recent);
  }

  #isAnySteep(steepEnough: number): boolean {
    for (const lookBack of lookBacks) {
      if ((thirdsSlope(this.#past, lookBack * this.#horizonSeconds) ?? 0) >= steepEnough) return true;
    }
    return false;
  }

  #isStalled(stepSeconds: number): boolean {
    return this.#ramps.stalledSeconds(stallRatio) > stallPoints * stepSeconds;
  }
}
