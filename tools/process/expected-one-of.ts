import { didYouMean } from '../../notifiers/closest-name.ts';
import { UsageError } from './command-error.ts';

/**
 * The error of an option that is none of the known words.
 *
 * @param about says whose they are (default: nothing)
 */
export function expectedOneOf(
  option: string,
  known: readonly string[],
  given: string,
  about = '',
): UsageError {
  return new UsageError(
    `${option}: expected one of ${known.join(', ')}${about}, not "${given}"${didYouMean(given, known)}`,
  );
}
