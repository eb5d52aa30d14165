import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { contextOf } from '../alert-context/alert-context.ts';
import type { Spool } from '../spool/spool.ts';
import type { Episodes } from './episodes.ts';

/** Seconds between two searches. */
const searchSeconds = 60;

export interface SilenceWatchParts {
  /** In which `dma predict` leaves alert contexts. */
  readonly spool: Spool;
  /** Epoch seconds. */
  readonly now: () => number;
  /** True when the clock has not been set for a while; see `ClockWatch`. */
  readonly isClockSettled: () => boolean;
}

/**
 * Looks for open episodes whose series is gone: no notification has come for a long time, and `dma predict` keeps no
 * alert context of them.
 */
export class SilenceWatch {
  readonly #parts: SilenceWatchParts;
  #searched = Number.NEGATIVE_INFINITY;

  constructor(parts: SilenceWatchParts) {
    this.#parts = parts;
  }

  /**
   * Searches once a minute.
   *
   * @param episodes the present ones; called for a search alone
   * @returns the newest event of each episode that is to end
   */
  look(episodes: () => Episodes): readonly AlertEvent[] {
    const { spool, now, isClockSettled } = this.#parts;
    const time = now();
    if (Math.abs(time - this.#searched) < searchSeconds || !isClockSettled()) return [];
    this.#searched = time;
    return episodes()
      .silent(time)
      .filter(({ host, resource }) => !contextOf(spool.disk, spool.directory, host, resource, time));
  }
}
