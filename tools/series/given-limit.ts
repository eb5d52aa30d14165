import { parseQuantity } from '../../plugins/config/quantity.ts';
import { UsageError } from '../process/command-error.ts';

/**
 * Parses `--limit`: a quantity, or per cent. These are a share of the capacity, and without one as collectd counts
 * them, so that `90%` is 90.
 *
 * @param capacity in the unit of the series
 * @returns undefined when it is not given
 * @throws UsageError
 */
export function parseLimit(limit: string | undefined, capacity?: number): number | undefined {
  if (limit === undefined) return undefined;
  const [, percent] = /^([\d.eE+-]+)\s*%$/.exec(limit) ?? [];
  const parsed = parseAmount('--limit', percent ?? limit, limit);
  const amount = percent === undefined || capacity === undefined ? parsed : (parsed * capacity) / 100;
  if (capacity === undefined || amount <= capacity) return amount;
  throw new UsageError(`--limit: expected at most the capacity of ${capacity}, not "${limit}"`);
}

/**
 * Parses `--capacity`.
 *
 * @returns undefined when it is not given
 * @throws UsageError
 */
export function parseCapacity(capacity: string | undefined): number | undefined {
  return capacity === undefined ? undefined : parseAmount('--capacity', capacity);
}

function parseAmount(option: string, text: string, given = text): number {
  const parsed = parseQuantity(text) ?? 0;
  if (parsed > 0) return parsed;
  throw new UsageError(
    `${option}: expected a number above 0, or one with a unit such as 60GiB, not "${given}"`,
  );
}
