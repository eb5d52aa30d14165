import { EarlierClimbs, paceOf } from './earlier-climbs.ts';
import { FirstAbove, LastBelow } from './rising-levels.ts';
import { Pauses } from './pauses.ts';
import { UsualStep } from './usual-step.ts';

/** A climb is over when this share of it has been given back, and a fall when this share of it has been regained. */
const turnShare = 1 / 3;
/** Turns smaller than this many typical changes from point to point are noise. */
const noiseChanges = 3;
/** A climb is as old as the last moment at which it had covered this share of its way. */
const youngShare = 0.1;
/** A climb has come up when it has covered this share of its way: at its top it may creep on for long. */
const grownShare = 0.9;
/** The beginning of a climb is on the line through the moments at which it had covered these shares of its way. */
const [beginFrom, beginTo] = [0.1, 0.3];
/** A climb has stopped before it ended when more points than these came after its top; two of them are the drop. */
const maxPointsAfterTop = 2;

/**
 * The present climb of a series, and the heights of its earlier climbs: the basis of the probability that it goes
 * on. A zigzag that ignores turns within the noise.
 *
 * Causal; O(1) a point on average, O(256) to ask about the past; no allocation.
 */
export class Climbs {
  /** The usual change, which is the noise, and time from point to point. */
  readonly usual: UsualStep;
  readonly earlier = new EarlierClimbs();
  readonly #below = new LastBelow();
  readonly #above = new FirstAbove();
  readonly #pauses = new Pauses();
  #isUp = true;
  #low = Number.NaN;
  #lowTime = 0;
  /** The highest value of this climb, or of the one before this fall. */
  #high = Number.NaN;
  #highTime = 0;
  #pointsSinceHigh = 0;
  #hasStopped = false;
  #value = Number.NaN;
  #time = 0;
  #isRising = false;
  #stepSeconds = 0;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.usual = new UsualStep(horizonSeconds);
  }

  /** The value at which the climb began, in the series' own unit. */
  get low(): number {
    return this.#low;
  }

  /** The height climbed so far, at least 0. */
  get rise(): number {
    return Math.max(0, this.#value - this.#low);
  }

  /** Seconds that the climb has lasted. */
  get ageSeconds(): number {
    return this.#time - this.#youngTime();
  }

  /** Seconds since the climb first reached half of its present rise. */
  get halfAgeSeconds(): number {
    return this.#time - (this.#above.timeOf(this.#low + this.rise / 2) ?? this.#time);
  }

  /** Seconds that the newest part of the climb took, of this height at most, with its pauses. */
  secondsOfLast(height: number): number {
    return -this.#below.interpolatedTimeOf(Math.max(this.#low, this.#value - height), this.#time)!;
  }

  /** Its pace up to its top, in units of the value per second, as of the climbs that have ended. */
  get pace(): number {
    return this.#paceUpTo(this.#pauses.high, this.#pauses.highTime, this.#youngTime());
  }

  /** Its mean pace over its age, in units of the value per second. */
  get meanPace(): number {
    return paceOf((1 - youngShare) * this.rise, this.ageSeconds, this.#stepSeconds);
  }

  /** The time at which the climb began, in seconds: where its first third leads back to. */
  get beginTime(): number {
    const timeAt = (share: number): number =>
      this.#below.interpolatedTimeOf(this.#low + share * this.rise) ?? this.#time;
    const [from, to] = [timeAt(beginFrom), timeAt(beginTo)];
    return from - ((to - from) * beginFrom) / (beginTo - beginFrom);
  }

  /** The time of the highest value of this climb, or of the one that has ended. */
  get highTime(): number {
    return this.#highTime;
  }

  /** The climb that ended last had stopped before: it paused at its top for longer than ever on its way. */
  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  /** The number of earlier climbs at a similar pace that were at least this high. */
  countAtLeast(height: number): number {
    return this.earlier.countAtLeast(height, this.pace);
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
    const previous = this.#value;
    if (!isFirst) {
      this.#stepSeconds = time - this.#time;
      this.usual.append(this.#stepSeconds, value - previous);
    }
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

  #youngTime(height = this.rise): number {
    return this.#below.timeOf(this.#low + youngShare * height) ?? this.#lowTime;
  }

  /** The series has certainly come down to `floor`, and up to `ceiling`. */
  #turn(time: number, floor: number, ceiling: number): boolean {
    const noise = noiseChanges * this.usual.change;
    this.#pointsSinceHigh++;
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
    this.#pointsSinceHigh = 0;
  }

  /** Remembers the climb that has just ended; what came after its top does not count for its pace. */
  #record(height: number): void {
    const began = this.#youngTime(height);
    this.earlier.record(height, this.#high, this.#paceUpTo(this.#high, this.#highTime, began));
    this.#hasStopped =
      this.#pointsSinceHigh > maxPointsAfterTop &&
      this.#time - this.#highTime > this.#pauses.longestSince(this.#youngTime());
  }

  /** The pace of the climb to a top, without the first and the last tenth of its way. */
  #paceUpTo(high: number, highTime: number, youngTime: number): number {
    const height = high - this.#low;
    const grownTime = this.#above.timeOf(this.#low + grownShare * height) ?? highTime;
    return paceOf((grownShare - youngShare) * height, grownTime - youngTime, this.#stepSeconds);
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
