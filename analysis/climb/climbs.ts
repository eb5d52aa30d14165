import { FirstAbove, LastBelow } from './rising-levels.ts';
import { Pauses } from './pauses.ts';

/** A climb is over when this share of it has been given back, and a fall when this share of it has been regained. */
const turnShare = 1 / 3;
/** Turns smaller than this many typical changes from point to point are noise. */
const noiseChanges = 3;
/** The typical change is a running mean over this many horizons. */
const noiseHorizons = 5;
/** A climb is as old as the last moment at which it had covered this share of its way. */
const youngShare = 0.1;
/** Climbs that are remembered. */
const maxClimbs = 256;
/** A climb that was this many times faster or slower is no precedent: a bulk allocation says nothing of a leak. */
const paceRatio = 5;

/**
 * The present climb of a series, and the heights of its earlier climbs: the basis of the probability that it goes
 * on. A zigzag that ignores turns within the noise.
 *
 * Causal; O(1) a point on average, O(256) to ask about the past; no allocation.
 */
export class Climbs {
  readonly #horizonSeconds: number;
  readonly #below = new LastBelow();
  readonly #above = new FirstAbove();
  readonly #pauses = new Pauses();
  readonly #heights = new Float64Array(maxClimbs);
  readonly #paces = new Float64Array(maxClimbs);
  #recorded = 0;
  #isUp = true;
  #low = Number.NaN;
  #lowTime = 0;
  /** The highest value of this climb, or of the one before this fall. */
  #high = Number.NaN;
  #highTime = 0;
  #value = Number.NaN;
  #time = 0;
  #isRising = false;
  #stepSeconds = 0;
  #change = 0;
  #changeWeight = 0;

  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  /** The value at which the climb began, in the series' own unit. */
  get low(): number {
    return this.#low;
  }

  /** The height climbed so far, at least 0. */
  get rise(): number {
    return Math.max(0, this.#value - this.#low);
  }

  /** The typical change from point to point, as an absolute value. */
  get noise(): number {
    return this.#changeWeight > 0 ? this.#change / this.#changeWeight : 0;
  }

  /** Seconds that the climb has lasted. */
  get ageSeconds(): number {
    return this.#time - this.#youngTime();
  }

  /** Seconds since the climb first reached half of its present rise. */
  get halfAgeSeconds(): number {
    return this.#time - (this.#above.timeOf(this.#low + this.rise / 2) ?? this.#time);
  }

  /** The number of earlier climbs at a similar pace that were at least this high. */
  countAtLeast(height: number): number {
    // As of those that have ended: up to the top.
    const { high, highTime } = this.#pauses;
    const pace = paceOf(high - this.#low, highTime - this.#youngTime(), this.#stepSeconds);
    const known = Math.min(this.#recorded, maxClimbs);
    let count = 0;
    for (let i = 0; i < known; i++) {
      const isAlike = this.#paces[i]! <= paceRatio * pace && this.#paces[i]! * paceRatio >= pace;
      if (this.#heights[i]! >= height && isAlike) count++;
    }
    return count;
  }

  /** Between the two newest points. */
  get stepSeconds(): number {
    return this.#stepSeconds;
  }

  /** The newest point is above the one before it. */
  get isRising(): boolean {
    return this.#isRising;
  }

  /** Seconds without a new high, when they are more than `ratio` times the longest pause of this climb; else 0. */
  stalledSeconds(ratio: number): number {
    const pause = this.#pauses.current(this.#time);
    return pause > ratio * this.#pauses.longestSince(this.#youngTime()) ? pause : 0;
  }

  /**
   * Takes one point: finite, newer than the last one.
   *
   * @returns whether a climb has just ended
   */
  append(time: number, value: number): boolean {
    const isFirst = Number.isNaN(this.#low);
    if (!isFirst) this.#measureChange(time, value);
    const previous = this.#value;
    this.#isRising = value > previous;
    this.#time = time;
    this.#value = value;
    if (isFirst) {
      this.#setHigh(time, value);
      this.#restart(time, value);
      return false;
    }
    // A high, a low or a turn counts from its second point on: one alone is an outlier.
    const floor = Math.max(value, previous);
    const ceiling = Math.min(value, previous);
    const ended = this.#turn(time, floor, ceiling);
    this.#below.append(time, floor);
    this.#above.append(time, ceiling);
    this.#pauses.append(time, ceiling);
    return ended;
  }

  #youngTime(): number {
    return this.#below.timeOf(this.#low + youngShare * this.rise) ?? this.#lowTime;
  }

  #measureChange(time: number, value: number): void {
    this.#stepSeconds = time - this.#time;
    const fresh = 1 - Math.exp(-(time - this.#time) / (noiseHorizons * this.#horizonSeconds));
    this.#changeWeight += fresh * (1 - this.#changeWeight);
    this.#change += fresh * (Math.abs(value - this.#value) - this.#change);
  }

  /**
   * @param floor what the series has certainly come down to
   * @param ceiling what it has certainly come up to
   */
  #turn(time: number, floor: number, ceiling: number): boolean {
    const noise = noiseChanges * this.noise;
    if (!this.#isUp) {
      if (floor < this.#low) this.#restart(time, floor);
      const regained = ceiling - this.#low;
      const isTurn = regained > 0 && regained >= Math.max((this.#high - this.#low) * turnShare, noise);
      if (isTurn || ceiling > this.#high) {
        this.#isUp = true;
        this.#setHigh(time, ceiling);
      }
      return false;
    }
    if (ceiling > this.#high) this.#setHigh(time, ceiling);
    const height = this.#high - this.#low;
    const lost = this.#high - floor;
    if (lost > 0 && lost >= Math.max(height * turnShare, noise)) {
      const isClimb = height > 0 && height >= noise;
      if (isClimb) this.#record(height);
      this.#isUp = false;
      this.#restart(time, floor);
      return isClimb;
    }
    if (floor < this.#low) {
      this.#setHigh(time, floor);
      this.#restart(time, floor);
    }
    return false;
  }

  #setHigh(time: number, value: number): void {
    this.#high = value;
    this.#highTime = time;
  }

  /** Remembers the climb that has just ended; what came after its top does not count for its pace. */
  #record(height: number): void {
    const slot = this.#recorded++ % maxClimbs;
    const began = this.#below.timeOf(this.#low + youngShare * height) ?? this.#lowTime;
    this.#heights[slot] = height;
    this.#paces[slot] = paceOf(height, this.#highTime - began, this.#stepSeconds);
  }

  #restart(time: number, value: number): void {
    this.#low = value;
    this.#lowTime = time;
    this.#below.reset();
    this.#below.append(time, value);
    this.#above.reset();
    this.#above.append(time, value);
    this.#pauses.restart(time, value);
  }
}

/** Units of the value per second; what takes no time at all takes as long as a step. */
function paceOf(height: number, seconds: number, stepSeconds: number): number {
  return height / Math.max(seconds, stepSeconds);
}
