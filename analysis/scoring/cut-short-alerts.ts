import { maxEnds, minRestSeconds, rememberedHorizons } from '../climb/outside-end.ts';
import type { LimitSide } from '../series-predictor.ts';

/** A climb is over when this share of it has been given back within so short a time that something ended it. */
const droppedShare = 0.5;
const minDropSeconds = 5;
const dropSteps = 3;

/** The longest time from the top of a climb to its end, in seconds. */
export function maxDropSeconds(intervalSeconds: number): number {
  return Math.max(minDropSeconds, dropSteps * intervalSeconds);
}

/** It then rests for this share of its climb's time, in which a sawtooth regains more than the other share. */
const restShare = 0.1;
const regainedShare = 0.05;

interface Drop {
  readonly time: number;
  readonly top: number;
  readonly topTime: number;
  readonly beganTime: number;
  floor: number;
}

/**
 * Finds the alerts whose climb was ended from outside: it went on until the alert was on, fell at once, and rested. A
 * person or the kernel has ended the process, or it was restarted. The rules are those of the prediction (see
 * `climb/outside-end.ts`), by the values alone. O(1) a sample.
 */
export class CutShortAlerts {
  readonly #horizonSeconds: number;
  readonly #sign: 1 | -1;
  #low = Number.NaN;
  #lowTime = Number.NaN;
  #high = Number.NaN;
  #highTime = Number.NaN;
  /** The newest sample on alert. */
  #onTime = Number.NEGATIVE_INFINITY;
  #drop: Drop | undefined;
  readonly #ends: number[] = [];

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number, limitSide: LimitSide = 'upper') {
    this.#horizonSeconds = horizonSeconds;
    this.#sign = limitSide === 'lower' ? -1 : 1;
  }

  /**
   * Takes a sample.
   *
   * @param isOn an alert is on, and the value on the good side of the limit
   * @returns the time of the top of a climb that is known now to have been ended from outside
   */
  observe(time: number, value: number, isOn: boolean, intervalSeconds: number): number | undefined {
    const level = this.#sign * value;
    const ended = this.#rest(time, level, intervalSeconds);
    const height = this.#high - this.#low;
    if (height > 0 && this.#high - level >= droppedShare * height) {
      const isSudden = time - this.#highTime <= maxDropSeconds(intervalSeconds);
      // A rise that took less than a rest is no climb.
      const isClimb = this.#highTime - this.#lowTime >= minRestSeconds(this.#horizonSeconds, intervalSeconds);
      if (isSudden && isClimb && this.#onTime >= this.#highTime)
        this.#drop = {
          time,
          top: this.#high,
          topTime: this.#highTime,
          beganTime: this.#lowTime,
          floor: level,
        };
      this.#restart(time, level);
    } else if (!(level > this.#low)) this.#restart(time, level);
    else if (level > this.#high) {
      this.#high = level;
      this.#highTime = time;
    }
    if (isOn) this.#onTime = time;
    return ended;
  }

  #restart(time: number, level: number): void {
    this.#low = level;
    this.#lowTime = time;
    this.#high = level;
    this.#highTime = time;
  }

  #rest(time: number, level: number, intervalSeconds: number): number | undefined {
    const drop = this.#drop;
    if (!drop) return undefined;
    drop.floor = Math.min(drop.floor, level);
    const hasRegained = level - drop.floor > regainedShare * (drop.top - drop.floor);
    const climbSeconds = drop.topTime - drop.beganTime;
    const rest = Math.max(minRestSeconds(this.#horizonSeconds, intervalSeconds), restShare * climbSeconds);
    if (!hasRegained && time - drop.time < rest) return undefined;
    this.#drop = undefined;
    const since = time - rememberedHorizons * this.#horizonSeconds;
    while (this.#ends.length > 0 && this.#ends[0]! < since) this.#ends.shift();
    if (hasRegained || this.#ends.length >= maxEnds) return undefined;
    this.#ends.push(time);
    return drop.topTime;
  }
}
