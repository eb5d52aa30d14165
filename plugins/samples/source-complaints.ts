import type { TransitionLog } from '../process/logger.ts';
import { SeriesError, totalOf, type Entry } from './sample-reader.ts';

export interface SourceComplaintsOptions {
  /** The series that are read; the first one names the sum. */
  readonly names: readonly string[];
  /** The data sources that are added up, counted from 0. */
  readonly dataSources: readonly number[];
  /** The sum's name in the log (default: `the sum at` and the first name). */
  readonly sumName?: string;
  readonly log: TransitionLog;
}

/** Logs what is wrong with the entries of a series, or of the parts of a sum. */
export class SourceComplaints {
  readonly #options: SourceComplaintsOptions;

  constructor(options: SourceComplaintsOptions) {
    this.#options = options;
  }

  /** Compares a sum with what was last logged of it. @param lacking the part that it lacks; undefined without one */
  lookAtSum(lacking: number | undefined): void {
    const { log, names, sumName = `the sum at ${names[0]}` } = this.#options;
    const sum = log.subject(sumName, names[0]);
    if (lacking === undefined) sum.recovered();
    else sum.failing(`is not known: ${names[lacking]!} has no value of the same time`);
  }

  /** @param malformed members of a part, as they are in Redis */
  lookAtMembers(part: number, malformed: readonly string[]): void {
    if (malformed.length === 0) return;
    const message = 'has malformed members in Redis, which are skipped, such as';
    const example = ` ${JSON.stringify(malformed[0]!.slice(0, 80))}`;
    const name = this.#options.names[part]!;
    this.#options.log.subject(name, name).failing(message, example);
  }

  /**
   * @param skipped number of entries that had too few values so far; undefined when no entry had enough
   * @throws SeriesError when no entry has ever had the data source: the target is wrong, and no single entry
   */
  lookAtDataSources(part: number, entries: readonly Entry[], skipped: number | undefined): void {
    const { dataSources, names, log } = this.#options;
    const short = entries.findLast(({ values }) => totalOf(values, dataSources) === undefined);
    if (!short) return;
    const problem = `dataSource ${dataSources.join(' and ')} is asked for, and it has ${short.values.length} (counted from 0)`;
    if (skipped === undefined) throw new SeriesError(problem);
    const name = names[part]!;
    const detail = `: ${problem}; ${skipped} so far`;
    log.subject(`${name}: entries`, name).failing('have too few values, and are skipped', detail);
  }
}
