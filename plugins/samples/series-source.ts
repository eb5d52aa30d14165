import type { Sample } from '../../analysis/window.ts';
import { Ghosts } from './ghosts.ts';
import { HiddenEntries } from './hidden-entries.ts';
import { AlignedSum } from './aligned-sum.ts';
import { sumOfPages } from './sum-of-pages.ts';
import { maxAheadOfGhostsSeconds, SeriesClock } from './series-clock.ts';
import type { WholePast } from './past-loader.ts';
import {
  complainOfDataSources,
  complainOfMembers,
  complainOfSum,
  type SourceComplaintsOptions,
} from './source-complaints.ts';
import { SourcePart } from './source-part.ts';
import type { Answer, Entries, Entry, Question, SampleReader } from './sample-reader.ts';
import { maxEntries } from './sample-reader.ts';

export interface SeriesSourceOptions extends SourceComplaintsOptions {
  /**
   * Epoch seconds. Entries of later times that Redis already holds are ghosts: they are left out, because the clock was
   * set back after they were written (default: no ghosts).
   */
  readonly ghostsAfter?: number | undefined;
  /** (Default: a clock that is right as far as is known) */
  readonly clock?: SeriesClock;
}

const noGhosts: readonly Ghosts[] = [];
const noSamples: readonly Sample[] = [];

/** The samples of a target's series: from one series in a store, or from the sum of several. */
export class SeriesSource {
  readonly #options: SeriesSourceOptions;
  /** Undefined for one part. */
  readonly #sum: AlignedSum | undefined;
  readonly #clock: SeriesClock;
  readonly #parts: readonly SourcePart[];
  /** Undefined until an entry from the future was read. */
  #hidden: HiddenEntries | undefined;
  /** By part. */
  #ghosts = noGhosts;

  constructor(options: SeriesSourceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? new SeriesClock();
    this.#sum = options.names.length > 1 ? new AlignedSum(options.names.length) : undefined;
    this.#parts = options.names.map((name) => new SourcePart(name));
  }

  get names(): readonly string[] {
    return this.#options.names;
  }

  /** True when {@link questions} are all that {@link next} asks. */
  get asksPlainly(): boolean {
    return true;
  }

  /**
   * The {@link past} as one answer of {@link SampleReader.pastEach}; undefined where it needs more than one.
   *
   * @param now epoch seconds
   */
  wholePast(from: number, to: number, now: number): WholePast | undefined {
    if (!this.asksPlainly || this.names.length > 1 || this.#options.ghostsAfter !== undefined)
      return undefined;
    return {
      question: { name: this.names[0]!, from, to },
      take: (entries) => {
        this.#startAt(from);
        return this.#samplesOf(
          0,
          entries.filter(({ time }) => time < to),
          now,
        );
      },
    };
  }

  /** The same samples once more, from the beginning. */
  again(): SeriesSource {
    return new SeriesSource({ ...this.#options, clock: this.#clock });
  }

  /** Number of entries that were skipped because they have too few values. */
  get skipped(): number {
    return this.#parts.reduce((sum, { skipped }) => sum + skipped, 0);
  }

  /** Number of entries that were left out because newer ones had been read. */
  get late(): number {
    return this.#parts.reduce((sum, { count }) => sum + count, 0);
  }

  /** Number of entries that came behind one from the future, which hides them. */
  get hidden(): number {
    return this.#hidden?.count ?? 0;
  }

  /** Epoch seconds of the newest entry that was read of any part, also one without a value; 0 before the first. */
  get newestTime(): number {
    let newest = 0;
    for (const { cursor } of this.#parts) newest = Math.max(newest, cursor);
    return newest;
  }

  /** Epoch seconds after which there are ghosts; undefined when newer entries have arrived. */
  get ghostsAfter(): number | undefined {
    return this.#ghosts.length > 0 ? this.#options.ghostsAfter : undefined;
  }

  /**
   * Reads the samples that arrived since the last call, oldest first.
   *
   * @param now epoch seconds
   * @returns rejects with SeriesError when no entry of a series has had the data source, and as the reader does
   */
  async next(reader: SampleReader, now: number): Promise<readonly Sample[]> {
    const read = ({ name, time, count, until }: Question): Promise<Entries> =>
      reader.after(name, time, count, until);
    const questions: Question[] = [];
    this.ask(now, questions);
    return this.take(await Promise.all(questions.map(read)), now);
  }

  /** Number of series that are read: 1, or those that are added up. */
  get partCount(): number {
    return this.#parts.length;
  }

  /** Asks for the entries that {@link next} reads. @param questions gets one of each part */
  ask(now: number, questions: Question[]): void {
    const until = this.#latest(now);
    for (const { name, cursor } of this.#parts)
      questions.push({ name, time: cursor, count: maxEntries, until });
  }

  /**
   * Takes the answers to what it has {@link ask | asked}.
   *
   * @param first the place of its first answer
   * @throws SeriesError as {@link next} rejects; an answer that is an error
   */
  take(answers: readonly Answer[], now: number, first = 0): readonly Sample[] {
    if (!this.#sum) return this.#takePart(0, pageOf(answers[first]!), now);
    // Nothing is taken of the others where one part is at fault.
    const pages = this.#parts.map((_, part) => pageOf(answers[first + part]!));
    const samples = pages.map((page, part) => this.#takePart(part, page, now));
    for (const [part, some] of samples.entries()) this.#sum.offer(part, some);
    const sums = this.#sum.take();
    complainOfSum(this.#options, this.#sum.lacking);
    return sums;
  }

  #takePart(part: number, page: Entries, now: number): readonly Sample[] {
    if (page.entries.length === 0 && page.malformed.length === 0) return noSamples;
    complainOfMembers(this.#options, part, page.malformed);
    const some = this.#samplesOf(part, page.entries, now);
    const skipped = this.#parts[part]!.hasValues ? this.skipped : undefined;
    complainOfDataSources(this.#options, part, page.entries, skipped);
    return some;
  }

  /** Looks for entries that came after newer ones, and logs that once a host. Rejects as the reader does. */
  async countLate(reader: Pick<SampleReader, 'times'>, now: number): Promise<void> {
    const { log } = this.#options;
    await Promise.all(this.#parts.map((part) => part.look(reader, part.name, log)));
    const future = this.#clock.future(now);
    if (this.newestTime >= future) this.#hidden ??= new HiddenEntries();
    const cursors = this.#parts.map(({ cursor }) => cursor);
    await this.#hidden?.look(reader, this.names, cursors, future);
  }

  /**
   * Reads the past from `from` to before `to` (epoch seconds), oldest first, in pages to limit memory. {@link next}
   * continues after it. Throws as {@link next} rejects.
   *
   * @param now epoch seconds
   */
  async *past(reader: SampleReader, from: number, to: number, now: number): AsyncGenerator<Sample[]> {
    this.#startAt(from);
    this.#ghosts = await Ghosts.readEach(reader, this.names, this.#options.ghostsAfter);
    const older = (part: number, { entries }: Entries): Sample[] =>
      this.#samplesOf(
        part,
        entries.filter(({ time }) => time < to),
        now,
      );
    const pages = this.names.map((name) => reader.range(name, from, to));
    const newest = (part: number): number => this.#parts[part]!.cursor;
    if (this.#sum) yield* sumOfPages(this.#sum, pages, newest, older);
    else for await (const page of pages[0]!) yield older(0, page);
  }

  /** @param time epoch seconds of the newest entry that is not to be read */
  #startAt(time: number): void {
    for (const part of this.#parts) part.cursor = time;
  }

  #samplesOf(part: number, entries: readonly Entry[], now: number): Sample[] {
    const { dataSources } = this.#options;
    return this.#parts[part]!.samplesOf(entries, dataSources, this.#clock.latest(now), this.#ghosts[part]);
  }

  /** Epoch seconds of the latest entry to read. Drops the ghosts when newer entries have arrived. */
  #latest(now: number): number {
    const arePast = this.#ghosts.every((ghosts, part) => ghosts.arePast(this.#parts[part]!.cursor));
    if (arePast) this.#ghosts = noGhosts;
    const isAhead = this.#clock.offsetSeconds > 0;
    return this.#ghosts.length > 0 && !isAhead ? now + maxAheadOfGhostsSeconds : this.#clock.latest(now);
  }
}

/** @throws the fault of the series, or of the store */
function pageOf(answer: Answer): Entries {
  if (answer instanceof Error) throw answer;
  return answer;
}
