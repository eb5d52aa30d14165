import type { Sample } from '../../analysis/window.ts';
import type { TransitionLog } from '../process/logger.ts';
import { HiddenEntries } from './hidden-entries.ts';
import { AlignedSum } from './aligned-sum.ts';
import { sumOfPages } from './sum-of-pages.ts';
import { SeriesClock } from './series-clock.ts';
import type { WholePast } from './past-loader.ts';
import {
  complainOfDataSources,
  complainOfMembers,
  complainOfSum,
  type SourceComplaintsOptions,
} from './source-complaints.ts';
import { SourceGhosts, type SetBack } from './source-ghosts.ts';
import type { SourcePart } from './source-part.ts';
import { SourceParts } from './source-parts.ts';
import { pageOf } from './sample-reader.ts';
import type { Entry } from './entry.ts';
import type { Answer, Entries, Question, SampleReader } from './sample-reader.ts';

export interface SeriesSourceOptions extends SourceComplaintsOptions {
  /** (Default: the clock was not set back) */
  readonly setBack?: SetBack | undefined;
  /** (Default: a clock that is right as far as is known) */
  readonly clock?: SeriesClock;
}

const noSamples: readonly Sample[] = [];

/** The samples of a target's series: from one series in a store, or from the sum of several. */
export class SeriesSource extends SourceParts {
  readonly #dataSources: readonly number[];
  readonly #log: TransitionLog;
  /** Undefined where no clock was set back, as nearly always. */
  readonly #ghosts: SourceGhosts | undefined;
  readonly #clock: SeriesClock;
  readonly #sumName: string | undefined;
  /** Undefined for one part. */
  readonly #sum: AlignedSum | undefined;
  /** Undefined until an entry from the future was read. */
  #hidden: HiddenEntries | undefined;

  constructor(options: SeriesSourceOptions) {
    const { names } = options;
    super(names);
    this.#dataSources = options.dataSources;
    this.#log = options.log;
    this.#ghosts = options.setBack && new SourceGhosts(options.setBack);
    this.#clock = options.clock ?? new SeriesClock();
    this.#sumName = options.sumName;
    this.#sum = names.length > 1 ? new AlignedSum(names.length) : undefined;
  }

  /** Made when it is asked for. */
  get #options(): SeriesSourceOptions {
    const [dataSources, log, clock] = [this.#dataSources, this.#log, this.#clock];
    const sumName = this.#sumName;
    return {
      names: this.names,
      dataSources,
      log,
      clock,
      setBack: this.#ghosts?.setBack,
      ...(sumName !== undefined && { sumName }),
    };
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
    if (!this.asksPlainly || this.#sum || this.#ghosts) return undefined;
    return {
      question: { name: this.first.name, from, to },
      take: (entries) => {
        this.startAt(from);
        const latest = this.#clock.latest(now);
        return this.first.samplesBetween(from, to, entries, this.#dataSources, latest);
      },
    };
  }

  /** The same samples once more, from the beginning. */
  again(): SeriesSource {
    return new SeriesSource(this.#options);
  }

  /** Number of entries that came behind one from the future, which hides them. */
  get hidden(): number {
    return this.#hidden?.count ?? 0;
  }

  /** A clock that was set back; undefined when newer entries have arrived. */
  get setBack(): SetBack | undefined {
    return this.#ghosts?.areThere ? this.#ghosts.setBack : undefined;
  }

  /** Epoch seconds after which there are ghosts; undefined when newer entries have arrived. */
  get ghostsAfter(): number | undefined {
    return this.setBack?.after;
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

  /** Asks for the entries that {@link next} reads. @param questions gets one of each part */
  ask(now: number, questions: Question[]): void {
    if (this.askedCount === 0) return;
    const until = this.#latest(now);
    questions.push(this.first.question(until));
    for (const part of this.others) questions.push(part.question(until));
  }

  /**
   * Takes the answers to what it has {@link ask | asked}.
   *
   * @param first the place of its first answer
   * @throws SeriesError as {@link next} rejects; an answer that is an error
   */
  take(answers: readonly Answer[], now: number, first = 0): readonly Sample[] {
    if (!this.#sum) return this.#takePart(this.first, 0, this.takeKept() ?? pageOf(answers[first]!), now);
    const parts = this.parts;
    // Nothing is taken of the others where one part is at fault.
    const pages = parts.map((_, part) => pageOf(answers[first + part]!));
    const samples = pages.map((page, part) => this.#takePart(parts[part]!, part, page, now));
    for (const [part, some] of samples.entries()) this.#sum.offer(part, some);
    const sums = this.#sum.take();
    if (sums.length > 0) this.#ghosts?.heard();
    complainOfSum(this.#options, this.#sum.lacking);
    return sums;
  }

  #takePart(one: SourcePart, part: number, { entries, malformed }: Entries, now: number): readonly Sample[] {
    if (entries.length === 0 && malformed.length === 0) return noSamples;
    if (malformed.length > 0) complainOfMembers(this.#options, part, malformed);
    const some = this.#samplesOf(one, part, entries, now);
    // Each entry without the data source is left out.
    if (some.length > 0 && !this.#sum) this.#ghosts?.heard();
    if (some.length < entries.length)
      complainOfDataSources(this.#options, part, entries, one.hasValues ? this.skipped : undefined);
    return some;
  }

  /** Looks for entries that came after newer ones, and logs that once a host. Rejects as the reader does. */
  async countLate(reader: Pick<SampleReader, 'times'>, now: number): Promise<void> {
    // Those that the clock has left would seem to have come late.
    if (!this.#ghosts?.areThere)
      await Promise.all(this.parts.map((part) => part.look(reader, part.name, this.#log)));
    const future = this.#clock.future(now);
    if (this.newestTime >= future) this.#hidden ??= new HiddenEntries();
    if (!this.#hidden) return;
    const cursors = this.parts.map(({ cursor }) => cursor);
    await this.#hidden.look(reader, this.names, cursors, future);
  }

  /** Forgets which entries were read until now: those that were not are of another writer, and not late. */
  forgetLate(): void {
    for (const part of this.parts) part.restart();
  }

  /**
   * Reads the past from `from` to before `to` (epoch seconds), oldest first, in pages to limit memory. {@link next}
   * continues after it. Throws as {@link next} rejects.
   *
   * @param now epoch seconds
   */
  async *past(reader: SampleReader, from: number, to: number, now: number): AsyncGenerator<Sample[]> {
    this.startAt(from);
    await this.#ghosts?.read(reader, this.names);
    const parts = this.parts;
    const older = (part: number, { entries }: Entries): Sample[] =>
      this.#samplesOf(
        parts[part]!,
        part,
        entries.filter(({ time }) => time < to),
        now,
      );
    const pages = this.names.map((name) => reader.range(name, from, to));
    const newest = (part: number): number => parts[part]!.cursor;
    if (this.#sum) yield* sumOfPages(this.#sum, pages, newest, older);
    else for await (const page of pages[0]!) yield older(0, page);
  }

  #samplesOf(one: SourcePart, part: number, entries: readonly Entry[], now: number): Sample[] {
    return one.samplesOf(entries, this.#dataSources, this.#clock.latest(now), this.#ghosts?.of(part));
  }

  /** Epoch seconds of the latest entry to read. */
  #latest(now: number): number {
    if (!this.#ghosts) return this.#clock.latest(now);
    const parts = this.parts;
    return this.#ghosts.latest(now, this.#clock, (part) => parts[part]!.cursor);
  }
}
