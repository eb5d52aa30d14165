import { agreedSlope, fillSlopes, lookBacks, robustSlope, thirdsSlope } from './trends.ts';
import { ClimbHistory } from './climb-history.ts';
import { sightHorizons, SlopeRecord } from './trend-records.ts';
import { type Climb, missingSeconds, survival } from './survival.ts';

/** The share of the trend record's entries at a similar value that must have been kept. */
const leastKeptShare = 0.585;
/** Below this probability the record is not asked. */
const leastAsked = 0.3;
/** A climb stalls when it pauses this many times longer than it ever did on the way, and for more than three points. */
const stallRatio = 2;
const stallPoints = 3;
/** Fewer points a horizon show a stall too late: there, a point that does not rise is one. */
const pointsThatShowStalls = 15;
/**
 * Robust slopes are not worth their cost where this many times the steepest plain one leads to no crossing in sight.
 */
const screenFactor = 4;

const slopes = new Float64Array(lookBacks.length);

/** The evidence for a crossing. One object, overwritten from point to point. */
export interface ClimbEvidence {
  /** 0 to 1: how likely the climb goes on to the limit; 0 when no crossing is in sight. */
  probability: number;
  /** Seconds to the limit at the present slope; infinite without a climb. */
  secondsToLimit: number;
  /** Seconds in which the trend adds as much as the noise does from point to point; infinite without a climb. */
  noiseSeconds: number;
  /** Seconds that the climb has lasted. */
  ageSeconds: number;
  /** A climb has just ended. */
  ended: boolean;
  /** The climb is going on at this moment, as far as the sampling shows it. */
  isGoingOn: boolean;
}

/**
 * The probability that the present climb goes on to the limit, from its slopes over several look-backs, from how far
 * its earlier climbs got, and from the record of earlier slopes like this one.
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
  readonly #history: ClimbHistory;
  readonly #record: SlopeRecord;

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
   * @returns whether it is a point of the grid, and `evidence` is about it
   */
  append(time: number, value: number, limit: number): boolean {
    if (!this.#history.append(time, value)) return false;
    this.#record.observe(time, value);
    const { evidence } = this;
    const { climbs } = this.#history;
    evidence.ended = this.#history.hasEnded;
    evidence.isGoingOn = climbs.isRising || climbs.stepSeconds < this.#horizonSeconds / pointsThatShowStalls;
    this.#judge(time, value, limit - value);
    return true;
  }

  #judge(time: number, value: number, need: number): void {
    const { evidence } = this;
    evidence.probability = 0;
    evidence.secondsToLimit = Number.POSITIVE_INFINITY;
    evidence.noiseSeconds = Number.POSITIVE_INFINITY;
    const slope = need > 0 ? this.#slope(need) : 0;
    if (slope <= 0) return;
    const { ageSeconds, halfAgeSeconds, rise, noise } = this.#history.climbs;
    const climb = { ageSeconds, halfAgeSeconds, rise, need, slope, noise };
    evidence.secondsToLimit = missingSeconds(climb);
    evidence.noiseSeconds = noise / slope;
    evidence.ageSeconds = ageSeconds;
    if (evidence.secondsToLimit <= sightHorizons * this.#horizonSeconds && !this.#isStalled()) {
      const probability = this.#survival(climb, evidence.secondsToLimit);
      const isCredible =
        probability < leastAsked || this.#record.keptShare(time, value, need) >= leastKeptShare;
      if (isCredible) evidence.probability = probability;
    }
    this.#record.make(time, value, need, slope, this.#history.stepSeconds);
  }

  #survival(climb: Climb, missing: number): number {
    const { climbs } = this.#history;
    const gotThisFar = climbs.countAtLeast(climb.rise);
    const reached = gotThisFar > 0 ? climbs.countAtLeast(climb.rise + climb.need) : 0;
    return survival(climb, missing, gotThisFar, reached);
  }

  /** The slope that most look-backs agree on; 0 where a cheap look shows no crossing in sight. */
  #slope(need: number): number {
    const steepEnough = need / (screenFactor * sightHorizons * this.#horizonSeconds);
    if (!this.#isAnySteep(steepEnough)) return 0;
    fillSlopes(slopes, this.#history.past, this.#horizonSeconds, robustSlope);
    return agreedSlope(slopes);
  }

  #isAnySteep(steepEnough: number): boolean {
    for (const lookBack of lookBacks) {
      const slope = thirdsSlope(this.#history.past, lookBack * this.#horizonSeconds) ?? 0;
      if (slope >= steepEnough) return true;
    }
    return false;
  }

  #isStalled(): boolean {
    const { climbs, stepSeconds } = this.#history;
    return climbs.stalledSeconds(stallRatio) > stallPoints * stepSeconds;
  }
}
