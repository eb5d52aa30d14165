import type { Front } from '../samples/behind-seen.ts';
import { maxCounted } from '../samples/held-entries.ts';
import { SeriesError, type SampleReader } from '../samples/sample-reader.ts';
import { BehindSuspects, type Stretch, type Suspect } from './behind-suspects.ts';
import { HeldCounts } from './held-counts.ts';
import { isLastOne, mayHaveMoved } from './moved-clock.ts';
import type { PredictedSeries } from './predicted-series.ts';
import { QuietSeries } from './quiet-series.ts';
import { SetBackWatch, type SetBackSeries } from './set-back-watch.ts';

/** Series of which all times are read in one round; as many new ones. */
const maxSnapshots = 2;
/** The same of series that get nothing else, in entries, and those of one whose place is known. */
const [maxQuietEntries, stretchEntries] = [100_000, 200];

export interface BehindWatchParts {
  readonly stored: Pick<SampleReader, 'afterEach' | 'times'>;
  /** Seconds between two looks for new samples (default: 1). */
  readonly roundSeconds?: number;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** A series with writers whose clocks are behind that of the one that is read. */
export interface FoundBehind {
  readonly entry: PredictedSeries;
  /** The nearest first. */
  readonly fronts: readonly Front[];
  /** Epoch seconds of all entries, oldest first. */
  readonly times: readonly number[];
  /** False where they may have written before its past was read. */
  readonly beganLater: boolean;
}

/** A series of which all times, or those of a known stretch, are read in this round. */
interface Snapshot {
  readonly entry: PredictedSeries;
  readonly suspect: Suspect | undefined;
  readonly isQuiet: boolean;
  readonly stretch: Stretch | undefined;
}

/**
 * Finds series into which entries come behind the newest one, where nobody looks for them: of a machine with the same
 * name and a clock that is behind, or of a clock that was set back. It counts: the store then holds more entries than
 * were read.
 */
export class BehindWatch {
  readonly #stored: BehindWatchParts['stored'];
  readonly #suspects = new BehindSuspects();
  readonly #counts: HeldCounts;
  readonly #quiet: QuietSeries;
  readonly #setBacks: SetBackWatch;
  #setBack: SetBackSeries[] = [];

  constructor({ stored, roundSeconds = 1, now }: BehindWatchParts) {
    this.#stored = stored;
    this.#counts = new HeldCounts(stored);
    this.#quiet = new QuietSeries(roundSeconds);
    this.#setBacks = new SetBackWatch(roundSeconds, now);
  }

  /** A series has had nothing new: it may be looked at before its turn. @param now monotonic seconds */
  noteQuiet(entry: PredictedSeries, now: number): void {
    this.#quiet.note(entry, now);
  }

  /** The series of hosts whose clocks were set back, as found since the last call. */
  takeSetBack(): readonly SetBackSeries[] {
    const found = this.#setBack;
    if (found.length > 0) this.#setBack = [];
    return found;
  }

  /**
   * Looks at some series, and at those that are under suspicion. Rejects as the reader does.
   *
   * @param looked series whose turn it is
   * @param now monotonic seconds
   * @returns one that was found
   */
  async look(looked: readonly PredictedSeries[], now: number): Promise<FoundBehind | undefined> {
    const due = [this.#suspects, this.#counts, this.#quiet].flatMap((one) => [...one.due(now)]);
    const some = [...new Set([...due, ...looked])].filter((entry) => this.#concerns(entry, now));
    const counted = some.filter(({ held }) => held !== undefined);
    const found = await this.#compare(counted, now);
    if (found) this.#counts.again(found.entry, now);
    await this.#counts.narrow(
      counted.filter((one) => one.held && Number.isFinite(one.held.below) && one.keptCount === 0),
    );
    const few = await this.#counts.count(
      some.filter(({ held }) => held === undefined),
      now,
    );
    for (const entry of few) this.#suspects.delete(entry);
    return found;
  }

  #concerns(entry: PredictedSeries, now: number): boolean {
    const { isLoaded, writers, source } = entry;
    const isOpen = writers.length === 0 || mayHaveMoved(entry);
    // There are more entries than were read while there are ghosts; but the clock may be set back once more.
    const isCounted = source.ghostsAfter === undefined || this.#quiet.has(entry, now);
    const does = isLoaded && isOpen && isCounted && source.firstRead.newestRead > 0;
    if (!does) this.#suspects.delete(entry);
    return does;
  }

  async #compare(entries: readonly PredictedSeries[], now: number): Promise<FoundBehind | undefined> {
    const more = await this.#counts.haveMore(entries);
    const room = { first: maxSnapshots, later: maxSnapshots, quiet: maxQuietEntries };
    const snapshots: Snapshot[] = [];
    for (const [place, entry] of entries.entries()) {
      // One that has been forgotten is not read any more.
      entry.forgetOthers(now);
      if (entry.isMixed) this.#counts.again(entry, now);
      const suspect = this.#suspectOf(entry);
      if (more[place] === false) {
        if (suspect) suspect.evidence.pass(now);
        else entry.isCalm = true;
      }
      if (more[place] !== true) continue;
      const isQuiet = this.#quiet.has(entry, now);
      if (!suspect && !this.#suspects.mayBegin(entry, now, isQuiet)) continue;
      const stretch = isQuiet ? this.#stretchOf(entry, suspect, now) : undefined;
      // The others come next: what has come there is not seen yet.
      const kind = isQuiet ? 'quiet' : suspect ? 'later' : 'first';
      const waits = isQuiet && !suspect && !stretch && this.#waits(entry, snapshots, now);
      if (room[kind] <= 0 || waits) {
        if (isQuiet && !suspect) this.#setBacks.excuse(entry, undefined, now);
        continue;
      }
      room[kind] -= kind !== 'quiet' ? 1 : stretch ? stretchEntries : entry.held!.count;
      snapshots.push({ entry, suspect, isQuiet, stretch });
    }
    const all = await Promise.all(snapshots.map((one) => this.#suspect(one, now)));
    // The others are found at their next look.
    const found = all.find((one) => one !== undefined);
    if (found) this.#suspects.delete(found.entry);
    for (const entry of entries) {
      const suspect = this.#suspects.get(entry);
      if (!suspect) continue;
      this.#setBacks.excuse(entry, suspect, now);
      if (this.#suspects.endIfOver(entry, suspect, now)) this.#setBacks.refute(entry, suspect);
    }
    return found;
  }

  /** True where another series of its host will soon show what there is of the clock. */
  #waits(entry: PredictedSeries, snapshots: readonly Snapshot[], now: number): boolean {
    const { host } = entry.series.identifier;
    return (
      snapshots.some((one) => one.isQuiet && one.entry.series.identifier.host === host) ||
      this.#suspects.waits(entry, now)
    );
  }

  #stretchOf(entry: PredictedSeries, suspect: Suspect | undefined, now: number): Stretch | undefined {
    return suspect ? this.#suspects.stretchOf(suspect, now) : this.#setBacks.stretchOf(entry, now);
  }

  /** One of which a stretch was read begins anew when something newer has come. */
  #suspectOf(entry: PredictedSeries): Suspect | undefined {
    const suspect = this.#suspects.get(entry);
    const isOther = suspect?.isNarrow && suspect.evidence.came.newest !== entry.source.firstRead.newestRead;
    if (!isOther) return suspect;
    this.#suspects.delete(entry);
    return undefined;
  }

  async #suspect(
    { entry, suspect, isQuiet, stretch }: Snapshot,
    now: number,
  ): Promise<FoundBehind | undefined> {
    const { readCount, newestRead } = entry.source.firstRead;
    const held = entry.held!;
    // Others may come further down.
    const from = held.count < maxCounted ? 0 : held.from;
    const times = await this.#times(entry.series.name, stretch?.from ?? from, stretch?.until ?? newestRead);
    if (!times) return undefined;
    const all = { from, count: times.length, read: readCount, below: Number.POSITIVE_INFINITY };
    if (!stretch) entry.held = all;
    if (!suspect) {
      this.#suspects.begin(entry, times, now, { isQuiet, within: stretch });
      return undefined;
    }
    this.#suspects.putLast(entry, suspect);
    const { evidence } = suspect;
    const came = evidence.look(times, newestRead, now, !stretch);
    if (stretch) {
      entry.held = { ...held, count: held.count + came };
      suspect.isNarrow = true;
    }
    const setBack = isQuiet ? this.#setBacks.find(entry, suspect, now) : undefined;
    if (setBack) {
      this.#setBack.push(setBack);
      this.#suspects.delete(entry);
      this.#quiet.delete(entry);
    }
    const { fronts } = evidence;
    const beganLater = entry.writers.length === 0 ? entry.isCalm : isLastOne(entry);
    return fronts && { entry, fronts, times, beganLater };
  }

  /** Undefined where the series itself is at fault. */
  async #times(name: string, from: number, until: number): Promise<readonly number[] | undefined> {
    try {
      return await this.#stored.times(name, from, until);
    } catch (error) {
      if (error instanceof SeriesError) return undefined;
      throw error;
    }
  }
}
