import type { Entry } from './entry.ts';
import type { Entries } from './sample-reader.ts';
import { SourcePart } from './source-part.ts';

const noOthers: readonly SourcePart[] = [];

/** The series of a source. There may be very many sources, and most have one: a list of it would take more room. */
export class SourceParts {
  protected readonly first: SourcePart;
  protected readonly others: readonly SourcePart[];

  /** Entries after those that were read; undefined where none are known. */
  #kept: Entries | undefined;

  /** @param names at least one */
  constructor(names: readonly string[]) {
    this.first = new SourcePart(names[0]!);
    this.others = names.length > 1 ? names.slice(1).map((name) => new SourcePart(name)) : noOthers;
  }

  get names(): readonly string[] {
    return this.parts.map(({ name }) => name);
  }

  protected get parts(): readonly SourcePart[] {
    return [this.first, ...this.others];
  }

  /** Number of entries that were skipped because they have too few values. */
  get skipped(): number {
    let sum = this.first.skipped;
    for (const { skipped } of this.others) sum += skipped;
    return sum;
  }

  /** Number of entries that were left out because newer ones had been read. */
  get late(): number {
    let sum = this.first.count;
    for (const { count } of this.others) sum += count;
    return sum;
  }

  /** Epoch seconds of the newest entry that was read of any part, also one without a value; 0 before the first. */
  get newestTime(): number {
    let newest = Math.max(0, this.first.cursor);
    for (const { cursor } of this.others) newest = Math.max(newest, cursor);
    return newest;
  }

  /** The entries of the first part that were read. */
  get firstRead(): Pick<SourcePart, 'readCount' | 'newestRead'> {
    return this.first;
  }

  /** Takes entries of the only part that are known already: they are what is read first, without asking. */
  keep(entries: readonly Entry[]): void {
    this.#kept = { entries, malformed: [] };
  }

  /** Number of series that are read: 1, or those that are added up. */
  get partCount(): number {
    return 1 + this.others.length;
  }

  /** Number of questions that are asked now: one for each of them. */
  get askedCount(): number {
    return this.#kept ? 0 : this.partCount;
  }

  protected takeKept(): Entries | undefined {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept;
  }

  /** @param time epoch seconds of the newest entry that is not to be read */
  protected startAt(time: number): void {
    this.first.cursor = time;
    for (const part of this.others) part.cursor = time;
  }
}
