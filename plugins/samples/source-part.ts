import type { Sample } from '../../analysis/window.ts';
import type { Ghosts } from './ghosts.ts';
import { LateEntries } from './late-entries.ts';
import type { PackedEntries } from './packed-entries.ts';
import { totalOf, type Entry } from './entry.ts';
import { maxEntries, type Question } from './sample-reader.ts';

/** The state of one series of a source: of the only one, or of a part of a sum. */
export class SourcePart extends LateEntries {
  readonly name: string;
  /** Epoch seconds of the newest entry that was read; 0 before the first. */
  cursor = 0;
  /** True when an entry had the data source. */
  hasValues = false;
  /** Number of entries that were skipped because they have too few values. */
  skipped = 0;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** Asks for the entries after the newest one. @param until epoch seconds */
  question(until: number): Question {
    return { name: this.name, time: this.cursor, count: maxEntries, until };
  }

  /**
   * Reads entries up to the epoch seconds of the latest one. Those that have too few values are left out, as the first
   * samples after a change of types.db are.
   */
  samplesOf(
    entries: readonly Entry[],
    dataSources: readonly number[],
    latest: number,
    ghosts: Pick<Ghosts, 'has'> | undefined,
  ): Sample[] {
    let samples: Sample[] | undefined;
    for (const { time, values } of entries) {
      if (time > latest) break;
      if (ghosts?.has(time)) continue;
      const value = totalOf(values, dataSources);
      this.#take(time, value !== undefined);
      if (value === undefined) continue;
      // A list that grows from nothing has room for many, and nearly all have one.
      if (samples) samples.push({ time, value });
      else samples = [{ time, value }];
    }
    return samples ?? [];
  }

  /** The same of entries from a time on and before another one (epoch seconds), without ghosts. */
  samplesBetween(
    from: number,
    to: number,
    known: PackedEntries,
    dataSources: readonly number[],
    latest: number,
  ): Sample[] {
    const samples: Sample[] = [];
    for (let place = known.firstFrom(from); place < known.count; place++) {
      const time = known.timeAt(place);
      if (time > latest || time >= to) break;
      const value = known.totalAt(place, dataSources);
      this.#take(time, value !== undefined);
      if (value !== undefined) samples.push({ time, value });
    }
    return samples;
  }

  /** @param hasValue false for an entry that has too few values */
  #take(time: number, hasValue: boolean): void {
    this.read(time);
    if (!hasValue) this.skipped++;
    this.hasValues ||= hasValue;
    // Before there has been another one, the target may be wrong: it is read again, and said each time.
    if (this.hasValues) this.cursor = time;
  }
}
