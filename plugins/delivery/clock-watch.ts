import type { LogSubject, TransitionLog } from '../process/logger.ts';

/** A smaller jump is a clock being corrected, or a slow machine. */
const minJumpSeconds = 5;
/** The program cannot know the right time from its start alone. */
const unknownSeconds = 3600;

export interface ClockWatchParts {
  /** The system clock, which people and NTP set: epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly log: TransitionLog;
}

/**
 * Detects when the system clock is set, so that a wrong clock does not make events expire.
 *
 * A suspended machine looks the same, and could not have delivered anything meanwhile.
 */
export class ClockWatch {
  readonly #parts: ClockWatchParts;
  readonly #clock: LogSubject;
  readonly #start: number;
  /** The system clock minus the monotonic clock, in seconds. */
  #lead: number;
  #jumpTime = Number.NEGATIVE_INFINITY;

  constructor(parts: ClockWatchParts) {
    this.#parts = parts;
    this.#clock = parts.log.subject('the clock');
    this.#start = parts.monotonic();
    this.#lead = parts.now() - this.#start;
  }

  /** Compares the clocks. Call it often: a jump ahead and back between two calls is invisible. */
  look(): void {
    const { now, monotonic } = this.#parts;
    const time = monotonic();
    const jump = now() - time - this.#lead;
    this.#lead += jump;
    if (Math.abs(jump) < minJumpSeconds) return;
    this.#jumpTime = time;
    const how = jump > 0 ? 'ahead' : 'back';
    this.#clock.failing(
      'was set, or the machine was asleep',
      ` (${Math.abs(Math.round(jump))} s ${how}); events do not expire until the clock has run evenly for long enough`,
    );
  }

  /**
   * True when an age of `seconds` by the system clock is real: the clock has run evenly for that time, or for an hour
   * since the start.
   */
  isAgeCertain(seconds: number): boolean {
    const { monotonic } = this.#parts;
    const time = monotonic();
    if (time - this.#jumpTime < seconds) return false;
    this.#clock.recovered();
    return time - this.#start >= Math.min(seconds, unknownSeconds);
  }

  /** True when the clock has run evenly for an hour, and so is probably right. */
  get isSettled(): boolean {
    return this.#parts.monotonic() - Math.max(this.#start, this.#jumpTime) >= unknownSeconds;
  }
}
