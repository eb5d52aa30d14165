import type { TransitionLog } from '../process/logger.ts';
import { totalOf, type Entry } from './entry.ts';
import { SeriesError } from './sample-reader.ts';

export interface SourceComplaintsOptions {
  /** The series to read, or to add up; the first one names the sum. */
  readonly names: readonly string[];
  /** The data sources to read and to add up, counted from 0; at least one. */
  readonly dataSources: readonly number[];
  /** The sum's name in the log (default: `the sum at` and the first name). */
  readonly sumName?: string;
  readonly log: TransitionLog;
}

/** Compares a sum with what was last logged of it. @param lacking the part that it lacks; undefined without one */
export function complainOfSum(
  { log, names, sumName = `the sum at ${names[0]}` }: SourceComplaintsOptions,
  lacking: number | undefined,
): void {
  const sum = log.subject(sumName, names[0]);
  if (lacking === undefined) sum.recovered();
  else sum.failing(`is not known: ${names[lacking]!} has no value of the same time`);
}

/** Logs malformed members of a part. @param malformed as they are in Redis */
export function complainOfMembers(
  { log, names }: SourceComplaintsOptions,
  part: number,
  malformed: readonly string[],
): void {
  if (malformed.length === 0) return;
  const message = 'has malformed members in Redis, which are skipped, such as';
  const example = ` ${JSON.stringify(malformed[0]!.slice(0, 80))}`;
  const name = names[part]!;
  log.subject(name, name).failing(message, example);
}

/**
 * Logs entries of a part that lack the data source.
 *
 * @param skipped number of entries that had too few values so far; undefined when no entry had enough
 * @throws SeriesError when no entry has ever had the data source: the target is wrong, and no single entry
 */
export function complainOfDataSources(
  { dataSources, names, log }: SourceComplaintsOptions,
  part: number,
  entries: readonly Entry[],
  skipped: number | undefined,
): void {
  const short = entries.findLast(({ values }) => totalOf(values, dataSources) === undefined);
  if (!short) return;
  const problem = `dataSource ${dataSources.join(' and ')} is asked for, and it has ${short.values.length} (counted from 0)`;
  if (skipped === undefined) throw new SeriesError(problem);
  const name = names[part]!;
  const detail = `: ${problem}; ${skipped} so far`;
  log.subject(`${name}: entries`, name).failing('have too few values, and are skipped', detail);
}
