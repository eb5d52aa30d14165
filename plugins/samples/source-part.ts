import type { Sample } from '../../analysis/window.ts';
import type { Ghosts } from './ghosts.ts';
import { LateEntries } from './late-entries.ts';
import { maxEntries, totalOf, type Entry, type Question } from './sample-reader.ts';

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
    const samples: Sample[] = [];
    for (const { time, values } of entries) {
      if (time > latest) break;
      if (ghosts?.has(time)) continue;
      this.read(time);
      const value = totalOf(values, dataSources);
      if (value === undefined) {
        this.skipped++;
        // Before there has been another one, the target may be wrong: it is read again, and said each time.
        if (this.hasValues) this.cursor = time;
        continue;
      }
      this.cursor = time;
      this.hasValues = true;
      samples.push({ time, value });
    }
    return samples;
  }
}
