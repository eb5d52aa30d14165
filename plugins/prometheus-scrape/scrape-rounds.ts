import type { Glob } from '../collectd/glob.ts';
import type { Output } from '../collectd/output.ts';
import { runEvenRounds, type EvenRoundsParts } from '../process/even-rounds.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { withRealLimits } from './container-limit.ts';
import type { Exposition } from './exposition.ts';
import { ScrapedValues, type ScrapedValuesOptions } from './scraped-values.ts';

export interface ScrapeParts extends EvenRoundsParts, ScrapedValuesOptions {
  /** For messages. */
  readonly url: string;
  /** Reads the page; a sentence without its subject where that is not possible. Never rejects. */
  readonly read: (signal: AbortSignal) => Promise<Exposition | string>;
  /** Names of metrics; empty for all. */
  readonly only: readonly Glob[];
  readonly output: Pick<Output, 'putValues'>;
  readonly log: TransitionLog;
}

/** Gives a page of metrics to collectd, once an interval, until the signal is aborted. */
export async function runScrapeRounds(parts: ScrapeParts, signal: AbortSignal): Promise<void> {
  const rounds = new ScrapeRounds(parts);
  await runEvenRounds(parts, () => rounds.round(signal), signal);
}

/** The rounds over one page. */
export class ScrapeRounds {
  readonly #parts: ScrapeParts;
  readonly #values: ScrapedValues;
  readonly #page: LogSubject;
  readonly #lines: LogSubject;
  readonly #names: LogSubject;
  readonly #bound: LogSubject;
  readonly #choice: LogSubject;

  constructor(parts: ScrapeParts) {
    const { url, log } = parts;
    this.#parts = parts;
    this.#values = new ScrapedValues(parts);
    this.#page = log.subject(url);
    this.#lines = log.subject(`lines of ${url}`);
    this.#names = log.subject(`series of ${url}`);
    this.#bound = log.subject(`the number of series of ${url}`);
    this.#choice = log.subject(`the metrics of ${url}`);
  }

  /** Reads the page once. What is wrong with it is logged once, and once more when it has recovered. */
  async round(signal: AbortSignal): Promise<void> {
    const { now, read, only, output, maxSeries } = this.#parts;
    const askedAt = now();
    const page = await read(signal);
    if (signal.aborted) return;
    if (typeof page === 'string') return this.#page.failing(page);
    this.#page.recovered();
    const [first] = page.malformed;
    tell(this.#lines, first === undefined ? undefined : `cannot be read: line ${first} and the like`);
    const chosen = withRealLimits(page.samples).filter(
      ({ name }) => only.length === 0 || only.some((glob) => glob.test(name)),
    );
    const isNothing = chosen.length === 0 && page.samples.length > 0;
    tell(
      this.#choice,
      isNothing ? `are others than --only names, such as ${page.samples[0]!.name}` : undefined,
    );
    const { lists, repeated, beyond } = this.#values.of(chosen, askedAt);
    tell(
      this.#names,
      repeated > 0
        ? `have names that others have, and are left out; give more of their labels to --labels`
        : undefined,
    );
    const bound = `is above ${maxSeries}, and the others are left out; choose with --only, or raise --max-series`;
    tell(this.#bound, beyond > 0 ? bound : undefined);
    for (const list of lists) output.putValues(list);
  }
}

function tell(subject: LogSubject, complaint: string | undefined): void {
  if (complaint === undefined) subject.recovered();
  else subject.failing(complaint);
}
