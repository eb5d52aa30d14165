import { UsageError } from '../process/command-error.ts';
import { parseDuration, parseTime } from '../series/time-range.ts';
import { consolidations, type Consolidation } from './archive.ts';
import type { ArchiveWish } from './recorded-input.ts';
import { expectedOneOf } from '../process/expected-one-of.ts';

/** The options of a command that reads an archive, as given. */
export interface ArchiveArguments {
  readonly select?: string | undefined;
  readonly consolidation?: string | undefined;
  readonly step?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly timeColumn?: string | undefined;
  readonly valueColumn?: string | undefined;
}

/**
 * Checks the options.
 *
 * @param usual what values of a longer time are made from, where nothing is asked for
 * @param now epoch seconds
 * @throws UsageError
 */
export function archiveWish(given: ArchiveArguments, usual: Consolidation, now: number): ArchiveWish {
  const from = given.from === undefined ? undefined : parseTime(given.from, '--from', now);
  const to = given.to === undefined ? undefined : parseTime(given.to, '--to', now);
  if (from !== undefined && to !== undefined && from >= to)
    throw new UsageError('--from: has to be before --to');
  if (given.select !== undefined && given.valueColumn !== undefined)
    throw new UsageError('--select: does not go with --value-column, which says the same of a CSV file');
  return {
    select: given.select,
    consolidation: consolidationOf(given.consolidation) ?? usual,
    stepSeconds: given.step === undefined ? undefined : parseDuration(given.step, '--step'),
    from,
    to,
    warmUpSeconds: 0,
    columns: { time: given.timeColumn, value: given.valueColumn },
  };
}

function consolidationOf(text: string | undefined): Consolidation | undefined {
  if (text === undefined) return undefined;
  const known = consolidations.find((name) => name === text.toLowerCase());
  if (known) return known;
  throw expectedOneOf('--consolidation', consolidations, text);
}
