import type { Sample } from '../../analysis/window.ts';
import { gapsOf, maxMissedIntervals } from './writer.ts';

/** A sample further from where a writer's next one is due, in intervals, is not of that writer. */
export const maxOffShare = 0.2;
/** A value leaves its writer's level when it is further away than this many of its usual steps. */
const maxSteps = 4;
/** The share of the newest step in the usual one: a single wrong sample hides no level. */
const newStepShare = 0.1;
/** The bounds of a level come nearer to each value by this share of their distance. */
const boundShare = 0.02;

/** One of several writers of a series as far as it is known: when its next sample is due, and on which level it is. */
export class WriterTrack {
  readonly intervalSeconds: number;
  /** Epoch seconds, and the value, of its newest sample. */
  time: number;
  value: number;
  /** The time before it, where that one came at another time than was due: perhaps just late. */
  #dueBefore: number | undefined;
  /** The usual change between neighbours. */
  #step: number;
  /** The values between which it was lately. */
  #low: number;
  #high: number;

  /** @param shown its values in which it was found, oldest first */
  constructor({ time, value }: Sample, shown: readonly number[], intervalSeconds: number) {
    this.intervalSeconds = intervalSeconds;
    this.time = time;
    this.value = value;
    this.#step = gapsOf(shown).reduce(usualStep, 0);
    const known = [...shown, value].filter((one) => !Number.isNaN(one));
    this.#low = Math.min(...known);
    this.#high = Math.max(...known);
  }

  /** Takes its next sample. */
  append({ time, value }: Sample): void {
    this.#dueBefore = this.#offAfter(time - this.time) > maxOffShare ? this.time : undefined;
    this.#step = usualStep(this.#step, value - this.value);
    this.#low = nextBound(this.#low, value, Math.min);
    this.#high = nextBound(this.#high, value, Math.max);
    this.time = time;
    this.value = value;
  }

  /** True when it has a sample within a share of its interval before `time`, or a newer one. */
  hasWritten(time: number, share: number): boolean {
    return time - this.time < share * this.intervalSeconds;
  }

  /** True when it has had no sample for some intervals. */
  isMissing(time: number): boolean {
    return time - this.time > maxMissedIntervals * this.intervalSeconds;
  }

  /** True when its last samples did not come when they were due: its collectd is perhaps started again. */
  isLate(time: number): boolean {
    return !this.isInStep(time) && !this.isMissing(time);
  }

  /** True when it has missed no sample. */
  isInStep(time: number): boolean {
    return this.hasWritten(time, 1 + maxOffShare);
  }

  /** Number of samples that it has missed. */
  missedAt(time: number): number {
    return Math.max(0, Math.round((time - this.time) / this.intervalSeconds) - 1);
  }

  /** How far from where one of its samples is due a time is, in intervals. */
  offShare(time: number): number {
    const off = this.#offAfter(time - this.time);
    return this.#dueBefore === undefined ? off : Math.min(off, this.#offAfter(time - this.#dueBefore));
  }

  leavesLevel({ time, value }: Sample): boolean {
    const intervals = Math.max(1, (time - this.time) / this.intervalSeconds);
    return Math.abs(value - this.value) > maxSteps * intervals * this.#step;
  }

  /** True when it keeps to other values. */
  isApartFrom(other: WriterTrack): boolean {
    return this.#low > other.#high || this.#high < other.#low;
  }

  #offAfter(seconds: number): number {
    const steps = seconds / this.intervalSeconds;
    return Math.abs(steps - Math.round(steps));
  }
}

/** The exponentially weighted mean of changes; an unknown one changes nothing. */
function usualStep(step: number, change: number): number {
  return Number.isFinite(change) ? step + newStepShare * (Math.abs(change) - step) : step;
}

/** A lower or an upper bound of the newest values; an unknown one changes nothing. */
function nextBound(bound: number, value: number, outer: (a: number, b: number) => number): number {
  if (Number.isNaN(value)) return bound;
  return Number.isFinite(bound) ? outer(value, bound + boundShare * (value - bound)) : value;
}
