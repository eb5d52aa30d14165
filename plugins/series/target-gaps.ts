import { ArrivalGaps, overdueGaps } from '../samples/arrival-gaps.ts';

/** Stands for the interval while it is not known, in horizons: slower series can hardly be predicted. */
const unknownIntervalHorizons = 1 / 12;
/** A shorter silence does not count at first, as a sender may fill its packets: to be told, and to be acted on. */
const [startSeconds, lateStartSeconds] = [20, 5];
/** A silence is noticed when it is this share of one that is late. */
const quietShare = 0.6;

/** Seconds between the samples of a series of which that is not known, and between their arrivals. */
export const unknownSeconds = 10;

/** How far apart the samples of a predicted series arrive. */
export class TargetGaps extends ArrivalGaps {
  readonly #unknownSeconds: number;
  #excusedUntil: number | undefined;

  constructor(horizonSeconds: number, foundAt: number | undefined, foundTime: number | undefined) {
    super(foundAt ?? 0, foundTime);
    this.#unknownSeconds = unknownIntervalHorizons * horizonSeconds;
  }

  /** Takes the time stamp of a sample that follows the one of `newest`; samples from `future` on may be stray ones. */
  stampBefore(future: number, time: number, newest: number): void {
    // The gap before a stray one would count as the interval of few samples, and a series that waits three times as
    // long is not seen to be silent.
    if (time >= future && newest < future) this.skipTo(time);
    else this.stamp(time);
  }

  /** Samples may come where they are not read yet: for a while, this is no silence. @param until monotonic seconds */
  excuse(until: number): void {
    this.#excusedUntil = until;
  }

  /** True when samples are overdue, and this is to be told. @param now monotonic seconds */
  isStale(now: number, roundSeconds: number): boolean {
    if (this.#excusedUntil !== undefined && now < this.#excusedUntil) return false;
    return this.isOverdue(now, roundSeconds, this.#unknownSeconds, startSeconds);
  }

  /** True when samples are late, though it may be too early to tell anybody. @param now monotonic seconds */
  areLate(now: number, roundSeconds: number): boolean {
    return this.isLate(now, roundSeconds, this.#unknownSeconds, lateStartSeconds);
  }

  /** True when the next sample should have come, though it may be too early to call it late. */
  areQuiet(now: number, roundSeconds: number): boolean {
    return this.isLate(now, roundSeconds, this.#unknownSeconds, lateStartSeconds, quietShare);
  }

  /**
   * The usual seconds from one arrival to the next; while few are known, a third of the silence that would be told.
   *
   * @param now monotonic seconds
   */
  arrivalSeconds(now: number): number {
    return Math.max(this.usualSeconds ?? unknownSeconds, this.staleSeconds(now, 0) / overdueGaps);
  }

  /** The silence after which it is to be told, in seconds. @param now monotonic seconds */
  staleSeconds(now: number, roundSeconds: number): number {
    return this.overdueSeconds(now, roundSeconds, this.#unknownSeconds, startSeconds);
  }
}
