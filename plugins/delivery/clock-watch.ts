import type { LogSubject, TransitionLog } from '../process/logger.ts';

/** Less than this between two looks is a clock that is being corrected, or a machine that is slow. */
const leastJumpSeconds = 5;
/** A program that was just started cannot know whether the clock is right. */
const unknownSeconds = 3600;

export interface ClockWatchParts {
  /** The clock that people and NTP set: epoch seconds. */
  readonly now: () => number;
  /** Seconds of a clock that never jumps. */
  readonly monotonic: () => number;
  readonly log: TransitionLog;
}

/**
 * Sees when the clock of this machine is set, so that a wrong clock is not taken for time that has passed: one that is a
 * year ahead for a minute makes nothing a year old. A machine that was asleep looks the same, and nobody could have
 * delivered anything meanwhile.
 */
export class ClockWatch {
  readonly #parts: ClockWatchParts;
  readonly #clock: LogSubject;
  readonly #start: number;
  /** What the clock is ahead of the one that never jumps. */
  #lead: number;
  #jumpTime = Number.NEGATIVE_INFINITY;

  constructor(parts: ClockWatchParts) {
    this.#parts = parts;
    this.#clock = parts.log.subject('the clock');
    this.#start = parts.monotonic();
    this.#lead = parts.now() - this.#start;
  }

  /** Has to be called often: a jump ahead and back between two looks is not seen. */
  look(): void {
    const { now, monotonic } = this.#parts;
    const time = monotonic();
    const jump = now() - time - this.#lead;
    this.#lead += jump;
    if (Math.abs(jump) < leastJumpSeconds) return;
    this.#jumpTime = time;
    const how = jump > 0 ? 'ahead' : 'back';
    this.#clock.failing(
      'was set, or the machine was asleep',
      ` (${Math.abs(Math.round(jump))} s ${how}); what waits does not count as too old before the clock has run evenly for long enough`,
    );
  }

  /** Whether what is as old as this by the clock really is: the clock has run evenly for so long, or the first hour. */
  isAgeCertain(seconds: number): boolean {
    const { monotonic } = this.#parts;
    const time = monotonic();
    if (time - this.#jumpTime < seconds) return false;
    this.#clock.recovered();
    return time - this.#start >= Math.min(seconds, unknownSeconds);
  }
}
