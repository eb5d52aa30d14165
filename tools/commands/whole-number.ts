import { UsageError } from '../process/command-error.ts';

/** The bounds of what a measurement may ask for: more would not fit into this machine, or not end. */
export const [maxSeries, maxRate, maxSeconds] = [1_000_000, 1_000_000, 86_400] as const;

/**
 * Checks a number that yargs has read, which makes NaN of a word.
 *
 * @returns the number
 * @throws UsageError for what is no whole number from 1 to `most`
 */
export function wholeNumber(option: string, given: number, most: number): number {
  if (Number.isInteger(given) && given >= 1 && given <= most) return given;
  throw new UsageError(
    `${option}: expected a whole number from 1 to ${most}${Number.isNaN(given) ? '' : `, not ${given}`}`,
  );
}
