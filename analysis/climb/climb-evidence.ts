import { BeatingTrend } from './beating-trend.ts';
import { noEvidence } from './evidence.ts';
import { agreedSlope, fillSlopes, isAnySteep, lookBacks, robustSlope } from './trends.ts';
import { ClimbHistory } from './climb-history.ts';
import { shareGoingOn } from './earlier-climbs.ts';
import type { GrowthAhead } from './highest-values.ts';
import { OutsideEnd } from './outside-end.ts';
import { leastPlainSlope, sightHorizons, SlopeRecord } from './trend-records.ts';
import { SlowStairs } from './slow-stairs.ts';
import { SteadyGrowth } from './steady-growth.ts';
import { missingSeconds, type PacedClimb, steadySurvival, survival } from './survival.ts';

/** The share of the trend record's entries at a similar value that must have been kept. */
const leastKeptShare = 0.585;
/** Below this probability the record is not asked. */
const leastAsked = 0.3;
/** A climb this likely to reach the limit, or one with an alert, does not end by itself without a sign. */
const credibleProbability = 0.6;
/** A climb stalls when it pauses this many times longer than it ever did on the way, and for more than three points. */
const stallRatio = 2;
const stallPoints = 3;
/** Fewer points a horizon show a stall too late: there, a point that does not rise is one. */
const pointsThatShowStalls = 15;
const slopes = new Float64Array(lookBacks.length);

/**
 * The probability that the present climb goes on to the limit, from its slopes over several look-backs, or from slow
 * stairs, steady growth or the trend of its teeth over a longer past; from how far its earlier climbs got, and from the
 * record of earlier slopes like this one.
 *
 * Answers from point to point of a grid of a sixtieth of the horizon. Nothing here knows where 0 is: only differences
 * of values count.
 */
export class ClimbTracker {
  readonly evidence = noEvidence();
  readonly #horizonSeconds: number;
  readonly #history: ClimbHistory;
  readonly #record: SlopeRecord;
  readonly #end: OutsideEnd;
  readonly #stairs: SlowStairs;
  readonly #beating: BeatingTrend;
  readonly #growth: SteadyGrowth;
  #pointTime = Number.NaN;
  /** The newest point after which the climb was credible, or an alert was on. */
  #credibleTime = Number.NEGATIVE_INFINITY;

  /**
   * @param horizonSeconds above 0
   * @param history of the same series and horizon, to share (default: one of its own)
   */
  constructor(horizonSeconds: number, history: ClimbHistory = new ClimbHistory(horizonSeconds)) {
    this.#horizonSeconds = horizonSeconds;
    this.#history = history;
    this.#record = new SlopeRecord(horizonSeconds);
    this.#end = new OutsideEnd(horizonSeconds);
    this.#stairs = new SlowStairs(horizonSeconds);
    this.#beating = new BeatingTrend(horizonSeconds);
    this.#growth = new SteadyGrowth(horizonSeconds);
  }

  /** The usual change from point to point, in the series' own unit. */
  get noise(): number {
    return this.#history.climbs.usual.change;
  }

  /**
   * Takes one finite sample that is newer than the last one.
   *
   * @param wasAlert an alert was on before this sample
   * @returns whether it is a point of the grid, and `evidence` is about it
   */
  append(time: number, value: number, limit: number, wasAlert = false): boolean {
    if (!this.#history.append(time, value)) return false;
    if (wasAlert) this.#credibleTime = this.#pointTime;
    this.#pointTime = time;
    this.#record.observe(time, value);
    this.#stairs.append(time, value);
    this.#beating.append(time, value, this.#history.hasEnded);
    this.#growth.append(time, value);
    if (this.#history.hasEnded) this.#endClimb(time, limit);
    const { evidence } = this;
    const { climbs } = this.#history;
    evidence.ended = this.#history.hasEnded;
    evidence.isGoingOn = climbs.isRising || climbs.stepSeconds < this.#horizonSeconds / pointsThatShowStalls;
    this.#judge(time, value, limit - value);
    this.#judgeStairs(value, limit);
    this.#judgeTrend(time, limit);
    this.#judgeGrowth(time, value, limit);
    evidence.wasCutShort = this.#end.isOutside;
    return true;
  }

  #endClimb(time: number, limit: number): void {
    const { climbs } = this.#history;
    this.#record.settle(this.#end.isOutside);
    const isSurprising = this.#credibleTime >= climbs.highTime && !climbs.hasStopped;
    this.#end.append(time - climbs.stepSeconds, isSurprising);
    if (isSurprising) this.#record.suspend(limit);
  }

  #judge(time: number, value: number, need: number): void {
    const { evidence } = this;
    evidence.probability = 0;
    evidence.survival = 0;
    evidence.secondsToLimit = Number.POSITIVE_INFINITY;
    evidence.noiseSeconds = Number.POSITIVE_INFINITY;
    evidence.riseInChanges = 0;
    evidence.gotThisFar = 0;
    evidence.reached = 0;
    evidence.isStairs = false;
    const slope = need > 0 ? this.#slope(need) : 0;
    if (slope <= 0) return;
    const { ageSeconds, halfAgeSeconds, rise, usual } = this.#history.climbs;
    const noise = usual.change;
    const climb = { ageSeconds, halfAgeSeconds, rise, need, slope, noise };
    evidence.secondsToLimit = missingSeconds(climb, this.#history.climbs.secondsOfLast(need));
    evidence.noiseSeconds = noise / slope;
    evidence.riseInChanges = rise / noise;
    this.#describeClimb();
    if (evidence.secondsToLimit <= sightHorizons * this.#horizonSeconds && !this.#isStalled()) {
      this.#judgeEnd();
      const probability = this.#survival(climb, evidence.secondsToLimit, value);
      evidence.survival = probability;
      if (probability >= credibleProbability) this.#credibleTime = time;
      const keptShare = (): number => this.#record.keptShare(time, value, need, !this.#end.isOutside);
      if (probability < leastAsked || keptShare() >= leastKeptShare) evidence.probability = probability;
    }
    this.#record.make(time, value, need, slope, this.#history.stepSeconds);
  }

  /** Stairs that are flat for the last two horizons are seen in a longer past only. */
  #judgeStairs(value: number, limit: number): void {
    const stairs = this.#stairs.ahead(value, limit);
    if (!stairs || this.#isStalled()) return;
    if (this.#raiseByGrowth(stairs, value, limit)) this.evidence.isStairs = true;
  }

  /** Teeth end before the limit, each by itself; their trend may lead there. */
  #judgeTrend(time: number, limit: number): void {
    const trend = this.#beating.ahead(time, limit);
    if (!trend) return;
    const { ageSeconds, secondsToLimit } = trend;
    this.#raise(steadySurvival(ageSeconds, secondsToLimit), secondsToLimit);
  }

  /** Growth that staggers has no slope that the look-backs agree on; a longer past has. */
  #judgeGrowth(time: number, value: number, limit: number): void {
    const growth = this.#growth.ahead(time, value, limit);
    if (growth) this.#raiseByGrowth(growth, value, limit);
  }

  #raiseByGrowth({ ageSeconds, slope, secondsToLimit }: GrowthAhead, value: number, limit: number): boolean {
    const steady = { ageSeconds, slope, rise: this.#history.climbs.rise, need: limit - value };
    return this.#raise(this.#survival(steady, secondsToLimit, value), secondsToLimit);
  }

  /** A view of a long past is evidence where it says more, and the climb then goes on between its steps. */
  #raise(probability: number, secondsToLimit: number): boolean {
    const { evidence } = this;
    if (!(probability > evidence.probability)) return false;
    evidence.probability = probability;
    evidence.survival = probability;
    evidence.secondsToLimit = Math.min(evidence.secondsToLimit, secondsToLimit);
    this.#describeClimb();
    evidence.isGoingOn = true;
    return true;
  }

  #describeClimb(): void {
    const { ageSeconds, pace, meanPace } = this.#history.climbs;
    this.evidence.ageSeconds = ageSeconds;
    this.evidence.pace = pace;
    this.evidence.meanPace = meanPace;
  }

  /** Tells by the present climb whether the one before it was ended from outside. */
  #judgeEnd(): void {
    const { climbs } = this.#history;
    if (!this.#end.isOpen) return;
    this.#end.judge(climbs.beginTime, climbs.usual.seconds);
    climbs.earlier.markNewest(this.#end.isOutside);
  }

  #survival(climb: PacedClimb, missing: number, value: number): number {
    const { earlier, pace } = this.#history.climbs;
    const unprecedented = survival(climb, missing);
    const compared = { rise: climb.rise, value, limit: value + climb.need, pace };
    const precedents = earlier.precedents(compared, unprecedented);
    this.evidence.gotThisFar = precedents.gotThisFar;
    this.evidence.reached = precedents.reached;
    return shareGoingOn(precedents, unprecedented);
  }

  /** The slope that most look-backs agree on; 0 where a cheap look shows no crossing in sight. */
  #slope(need: number): number {
    const steepEnough = leastPlainSlope(need, this.#horizonSeconds);
    const { past } = this.#history;
    if (!isAnySteep(past, this.#horizonSeconds, steepEnough)) return 0;
    fillSlopes(slopes, past, this.#horizonSeconds, robustSlope);
    return agreedSlope(slopes);
  }

  #isStalled(): boolean {
    const { climbs, stepSeconds } = this.#history;
    return climbs.stalledSeconds(stallRatio) > stallPoints * stepSeconds;
  }
}
