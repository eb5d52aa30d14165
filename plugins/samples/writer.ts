/** One of several writers of a series. */
export interface Writer {
  /** Epoch seconds of its newest sample. */
  readonly newest: number;
  readonly intervalSeconds: number;
  /** Places of its samples in the list that was looked at, oldest first. */
  readonly places: readonly number[];
}

/** Several writers of one series. */
export interface Writers {
  /** At least two; the order says nothing. */
  readonly writers: readonly Writer[];
  /** Their samples are told apart by their times, or by their levels because they come together. */
  readonly apartBy: 'time' | 'level';
  /**
   * Shows that they are several: times that a single one does not have; or levels, where one of them keeps to values
   * that no other has, which a single source that alternates might do. Undefined where it may well be a single one,
   * unless the capacities alternate too.
   */
  readonly evidence: 'times' | 'levels' | undefined;
}

/**
 * How sure it is that writers are several: by their times or capacities; likely, where a single source of their levels
 * would have an unusual interval; or just possible.
 */
export type Certainty = 'sure' | 'likely' | 'possible';

/** More writers than this are not told apart. */
export const maxWriters = 4;
/** The least number of samples that show a writer. */
export const minSamples = 8;
/** A writer whose samples are missed for this many intervals has ended; in the past, it had not begun yet. */
export const maxMissedIntervals = 5.5;

export function writerOf(
  times: readonly number[],
  places: readonly number[],
  intervalSeconds: number,
): Writer {
  return { newest: times[places.at(-1)!]!, intervalSeconds, places };
}

/** True when none of them is missing when the last one writes, or at `end` (epoch seconds) where that is later. */
export function areTogether(writers: readonly Writer[], end = Number.NEGATIVE_INFINITY): boolean {
  const last = Math.max(end, ...writers.map(({ newest }) => newest));
  return writers.every(
    ({ newest, intervalSeconds }) => last - newest <= maxMissedIntervals * intervalSeconds,
  );
}

/** The distances between neighbours. */
export function gapsOf(numbers: readonly number[]): number[] {
  return numbers.slice(1).map((number, index) => number - numbers[index]!);
}
