import type { Sample } from '../../analysis/window.ts';
import { maxEntries, type Answer } from '../samples/sample-reader.ts';
import { minAheadSeconds } from '../samples/series-clock.ts';
import { findWriters, samplesLookedAt, writersBeforeStart } from '../samples/writers.ts';
import { capacitiesOf } from '../samples/writer-capacities.ts';
import { areTogether, type Writers } from '../samples/writer.ts';
import { BehindWriters, type BehindWritersParts } from './behind-writers.ts';
import type { PredictedSeries } from './predicted-series.ts';
import { splitSeries, type FoundWriters } from './series-split.ts';
import type { SeriesToPredict } from './series-start.ts';
import { newestOf, samplesOf, whileStored } from './stored-samples.ts';

/** Seconds between two looks at a series. */
const lookSeconds = 10;
/** The same where writers were seen that have to be seen once more. */
const secondLookSeconds = 2;
/** Series that are looked at in one round: some hundredths of a second. */
const maxLooks = 100;
/** Samples of a late writer are looked for in this many of its intervals. */
const lateIntervals = 10;
/** Writers that may be one are joined when their levels have met for this long. */
const joinedSeconds = 3600;
/** A writer whose times are off by more than this share of an interval has been restarted. */
const maxOffShare = 0.1;

/** Epoch seconds of the newest sample that was shown or read, and of the newest one in the store. */
interface SeenSeries {
  readonly newest: number;
  readonly stored: number;
}

/** `stored` reads the store itself, whatever stands in for it; a capacity around a time may not be known. */
export type WriterWatchParts = BehindWritersParts;

/**
 * Looks now and then at the newest samples of each series, to see whether several collectd write it. It reads them
 * anew, because samples of a writer that is late are never read as new ones.
 */
export class WriterWatch {
  readonly #parts: WriterWatchParts;
  readonly #behind: BehindWriters;
  #looks = 0;
  /** Place of the series that is next. */
  #next = 0;
  /** The series when several writers were seen first. */
  readonly #seen = new WeakMap<PredictedSeries, SeenSeries>();
  /** Monotonic seconds since when doubtful writers of a series have not been seen. */
  readonly #unseen = new WeakMap<PredictedSeries, number>();
  /** Series whose writers were not the known ones at the last look. */
  readonly #changed = new WeakSet<PredictedSeries>();

  constructor(parts: WriterWatchParts) {
    this.#parts = parts;
    this.#behind = new BehindWriters(parts);
  }

  /**
   * Looks at the series whose turn it is, and splits at most one; later while the store cannot be read.
   *
   * @param now monotonic seconds
   */
  async look(entries: readonly PredictedSeries[], now: number): Promise<void> {
    await whileStored(() => this.#look(entries, now), undefined);
  }

  async #look(entries: readonly PredictedSeries[], now: number): Promise<void> {
    const looked = this.#nextOf(entries, now);
    await this.#behind.look(looked, now);
    this.#looks++;
    // A writer whose clock is ahead hides the others in one of the two.
    const until = this.#looks % 2 === 0 ? Number.POSITIVE_INFINITY : this.#parts.now() + minAheadSeconds;
    const questions = looked.map(({ found }) => newestOf(found, samplesLookedAt, until));
    const answers = await this.#parts.stored.afterEach(questions);
    const found = await Promise.all(
      looked.map((entry, place) =>
        this.#parts.isolation.run(entry.series.name, async () => {
          const isFirst = entry.lookedAt === Number.NEGATIVE_INFINITY;
          const writers = await this.#writersOf(entry, answers[place]!, isFirst);
          if (writers && this.#isNew(entry, writers) && (await this.#goOn(entry, writers, isFirst)))
            return { entry, writers };
          if (!writers) this.#seen.delete(entry);
          this.#joinAgain(entry, writers !== undefined, now);
          const isAwaited = this.#seen.has(entry) || this.#changed.has(entry);
          entry.lookedAt = isAwaited ? now - lookSeconds + secondLookSeconds : now;
          return undefined;
        }),
      ),
    );
    const first = found.find((one) => one !== undefined);
    // The others come next.
    if (!first) return;
    first.entry.lookedAt = now;
    this.#seen.delete(first.entry);
    const parts = { ...this.#parts, reader: this.#parts.stored };
    await this.#parts.isolation.run(first.entry.series.name, async () =>
      first.entry.splitInto(await splitSeries(parts, first.entry, first.writers)),
    );
  }

  /** The next series that are due, in turns. */
  #nextOf(entries: readonly PredictedSeries[], now: number): readonly PredictedSeries[] {
    const next: PredictedSeries[] = [];
    const start = this.#next;
    for (let i = 0; i < entries.length && next.length < maxLooks; i++) {
      this.#next = (start + i + 1) % entries.length;
      const entry = entries[(start + i) % entries.length]!;
      if (now - entry.lookedAt < lookSeconds) continue;
      // Once the entries from before a clock was set back are over, another writer has to write new ones to be seen.
      if (entry.source.ghostsAfter !== undefined) entry.lookedAt = now;
      else next.push(entry);
    }
    return next;
  }

  /** See {@link BehindWriters.noteQuiet}. @param now monotonic seconds */
  noteQuiet(entry: PredictedSeries, now: number): void {
    this.#behind.noteQuiet(entry, now);
  }

  /** Reads the samples of several writers that may have come late, oldest first. */
  async late(entry: PredictedSeries): Promise<readonly Sample[]> {
    const { source, writers, found } = entry;
    if (entry.arrivals) return whileStored(() => this.#behind.read(entry), []);
    // The parts of a sum are read together.
    if (writers.length === 0 || source.names.length > 1) return [];
    const until = source.newestTime;
    const from = Math.min(
      ...writers.map(({ newestTime, intervalSeconds }) => newestTime - lateIntervals * intervalSeconds),
    );
    return whileStored(() => this.#read(found, maxEntries, from, until), []);
  }

  async #read(
    found: SeriesToPredict,
    count: number,
    from: number,
    until: number,
  ): Promise<readonly Sample[]> {
    return samplesOf(found, await this.#parts.stored.after(found.identifier.name, from, count, until));
  }

  /** Undefined for one writer. @param answer its newest entries */
  async #writersOf(
    entry: PredictedSeries,
    answer: Answer,
    isFirst: boolean,
  ): Promise<FoundWriters | undefined> {
    const newest = samplesOf(entry.found, answer);
    const going = findWriters(newest);
    // At the start, they may just have been started again as well.
    const found = going ? { shown: newest, writers: going } : isFirst && writersBeforeStart(newest);
    if (!found) return undefined;
    const { shown, writers } = found;
    const known = await capacitiesOf(shown, writers, (at) => this.#parts.capacityAround(entry.found, at));
    if (!known) return undefined;
    const capacities = known.capacities.map((one) => one ?? entry.series.capacity);
    return { shown, writers, capacities, certainty: known.certainty };
  }

  /** Joins writers that may be one, and do not look like several any more. */
  #joinAgain(entry: PredictedSeries, areSeen: boolean, now: number): void {
    if (areSeen || !entry.isDoubtful) {
      this.#unseen.delete(entry);
      return;
    }
    const since = this.#unseen.get(entry) ?? now;
    this.#unseen.set(entry, since);
    const spanSeconds = samplesLookedAt * Math.max(...entry.writers.map((one) => one.intervalSeconds));
    if (now - since < Math.max(joinedSeconds, spanSeconds)) return;
    this.#unseen.delete(entry);
    entry.join();
  }

  /** True when new samples of each come: those of one may be left from before its clock was set back. */
  async #goOn(
    entry: PredictedSeries,
    { shown, writers: { writers } }: FoundWriters,
    isFirst: boolean,
  ): Promise<boolean> {
    const newest = Math.max(entry.source.newestTime, shown.at(-1)!.time);
    const stored = Math.max(newest, (await this.#parts.stored.newestEntry(entry.series.name))?.time ?? 0);
    // Perhaps they have been silent since, or were started again. All that are ahead of us may be left.
    if (isFirst && areTogether(writers) && stored <= this.#parts.now()) return true;
    const seen = this.#seen.get(entry);
    // The newest sample that was there at the start is read in the first round.
    if (seen === undefined && entry.isAsked) this.#seen.set(entry, { newest, stored });
    // Our time passes those that are left, and nothing newer comes.
    return seen !== undefined && stored > seen.stored && writers.every((one) => one.newest > seen.newest);
  }

  /** True when these are not the writers that are known; of known ones, at the second look. */
  #isNew(entry: PredictedSeries, { writers: { writers, apartBy } }: FoundWriters): boolean {
    const known = entry.writers;
    if (known.length === 0) return true;
    // Those whose clocks are far apart come together, at the end of all samples, once a clock is put right.
    const areApart = entry.arrivals !== undefined;
    if (areApart && !areTogether(writers, entry.source.newestTime)) {
      this.#seen.delete(entry);
      return false;
    }
    const isKnown = ({ newest, intervalSeconds }: Writers['writers'][number]): boolean =>
      known.some(({ newestTime }) => {
        const steps = (newest - newestTime) / intervalSeconds;
        return Math.abs(steps - Math.round(steps)) <= maxOffShare;
      });
    const areLike = known.length === writers.length && (apartBy === 'level' || writers.every(isKnown));
    const isSame = areLike && !areApart;
    const isNew = !isSame && this.#changed.has(entry);
    if (isSame || isNew) this.#changed.delete(entry);
    else this.#changed.add(entry);
    return isNew;
  }
}
