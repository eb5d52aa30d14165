import { latestTime } from '../../notifiers/event/iso-time.ts';
import { isoSeconds } from './time-range.ts';

/** Units of times, by what a second has of them; a greater number than the latest second is of a finer one. */
const perSecond = [1, 1e3, 1e6, 1e9] as const;

/**
 * Reads the times of a file: seconds, milliseconds, microseconds or nanoseconds since 1970, as the first one shows, or
 * ISO 8601 (`2026-11-14 08:30:00`, local time unless it names a zone).
 */
export class CsvTimes {
  #unit: number | undefined;

  /** Seconds; NaN for what is no time, or of another unit than the first one. */
  parse(text: string): number {
    const number = text === '' ? Number.NaN : Number(text);
    if (Number.isNaN(number)) return isoSeconds(text);
    this.#unit ??= perSecond.find((unit) => Math.abs(number) / unit <= latestTime) ?? 1;
    const seconds = number / this.#unit;
    return Math.abs(seconds) <= latestTime ? seconds : Number.NaN;
  }
}
