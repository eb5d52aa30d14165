import { parseQuantity } from '../../plugins/config/quantity.ts';
import { UsageError } from '../process/command-error.ts';

/**
 * Parses `--limit`: a quantity, or per cent as collectd counts them, so that `90%` is 90.
 *
 * @returns undefined when it is not given
 * @throws UsageError
 */
export function parseLimit(limit: string | undefined): number | undefined {
  if (limit === undefined) return undefined;
  const [, percent] = /^([\d.eE+-]+)\s*%$/.exec(limit) ?? [];
  const parsed = parseQuantity(percent ?? limit) ?? 0;
  if (parsed > 0) return parsed;
  throw new UsageError(
    `--limit: expected a number above 0, or one with a unit such as 60GiB, not "${limit}"`,
  );
}
