import { BehindEvidence, type Front } from '../samples/behind-evidence.ts';
import {
  askDepths,
  askMore,
  askNarrower,
  hasMore,
  heldEntries,
  maxCounted,
  narrowed,
  type ReadEntries,
} from '../samples/held-entries.ts';
import { SeriesError, type SampleReader } from '../samples/sample-reader.ts';
import type { PredictedSeries } from './predicted-series.ts';

/** Seconds between two looks at a series into which something comes behind the newest entry. */
const suspectSeconds = 2;
/** Such series that are watched at a time, and of which all times are read in one round; as many new ones. */
const [maxSuspects, maxSnapshots] = [20, 2];
/** A suspicion that is not confirmed ends after these seconds, and intervals of the series; the next one is later. */
const [maxSuspectSeconds, maxSuspectIntervals, restSeconds] = [120, 20, 600];
/** Seconds after a first count in which a second one shows whether there is more; in intervals of the series. */
const [secondSeconds, secondIntervals] = [5, 1.5];
/** Series that wait for the second count. */
const maxWaiting = 2000;
/** Seconds until one is looked at again whose others are known and cannot be predicted: its turn may be far. */
const againSeconds = 20;
/** Seconds between the samples of a series of which that is not known. */
const usualSeconds = 10;

export interface BehindWatchParts {
  readonly stored: Pick<SampleReader, 'afterEach' | 'times'>;
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

/**
 * Finds series into which entries come behind the newest one, where nobody looks for them: of a machine with the same
 * name and a clock that is behind. It counts: the store then holds more entries than were read.
 */
export class BehindWatch {
  readonly #stored: BehindWatchParts['stored'];
  /** Those that were not looked at for longest come first. */
  readonly #suspects = new Map<PredictedSeries, BehindEvidence>();
  /** Series whose suspicion was not confirmed, and monotonic seconds until which there is no other one. */
  readonly #resting = new WeakMap<PredictedSeries, number>();
  /** Series that were counted once, and monotonic seconds when they are counted again. */
  readonly #waiting = new Map<PredictedSeries, number>();
  #suspectsLooked = Number.NEGATIVE_INFINITY;

  constructor({ stored }: BehindWatchParts) {
    this.#stored = stored;
  }

  /**
   * Looks at some series, and at those that are under suspicion. Rejects as the reader does.
   *
   * @param looked series whose turn it is
   * @param now monotonic seconds
   * @returns one that was found
   */
  async look(looked: readonly PredictedSeries[], now: number): Promise<FoundBehind | undefined> {
    const turn = new Set([...this.#dueSuspects(now), ...this.#dueAgain(now), ...looked]);
    const some = [...turn].filter((entry) => this.#concerns(entry));
    const counted = some.filter(({ held }) => held !== undefined);
    const found = await this.#compare(counted, now);
    if (found) this.#waiting.set(found.entry, now + againSeconds);
    await this.#narrow(
      counted.filter((one) => one.held && Number.isFinite(one.held.below) && one.keptCount === 0),
    );
    await this.#count(
      some.filter(({ held }) => held === undefined),
      now,
    );
    return found;
  }

  #concerns(entry: PredictedSeries): boolean {
    const { isLoaded, writers, source } = entry;
    const does =
      isLoaded && writers.length === 0 && source.ghostsAfter === undefined && source.firstRead.newestRead > 0;
    if (!does) this.#suspects.delete(entry);
    return does;
  }

  *#dueSuspects(now: number): Generator<PredictedSeries> {
    if (now - this.#suspectsLooked < suspectSeconds) return;
    this.#suspectsLooked = now;
    yield* this.#suspects.keys();
  }

  *#dueAgain(now: number): Generator<PredictedSeries> {
    for (const [entry, due] of this.#waiting) if (due <= now && this.#waiting.delete(entry)) yield entry;
  }

  async #count(entries: readonly PredictedSeries[], now: number): Promise<void> {
    if (entries.length === 0) return;
    const read = entries.map(readOf);
    const questions = entries.map(({ series, keptCount }, place) =>
      askDepths(series.name, keptCount, read[place]!),
    );
    const answers = await this.#stored.afterEach(questions.flat());
    let next = 0;
    for (const [place, entry] of entries.entries()) {
      const own = answers.slice(next, (next += questions[place]!.length));
      entry.held = heldEntries(own, entry.keptCount, read[place]!);
      if (!entry.held) {
        entry.keptCount = 0;
        this.#suspects.delete(entry);
      }
      if (!entry.held || this.#waiting.size >= maxWaiting) continue;
      const { intervalSeconds = usualSeconds } = entry.series;
      this.#waiting.set(entry, now + Math.max(secondSeconds, secondIntervals * intervalSeconds));
    }
  }

  /** Counts more of the entries of series of which the store removes none. */
  async #narrow(entries: readonly PredictedSeries[]): Promise<void> {
    if (entries.length === 0) return;
    const read = entries.map(readOf);
    const questions = entries.map(({ series, held }, place) => askNarrower(series.name, held!, read[place]!));
    const answers = await this.#stored.afterEach(questions.flat());
    let next = 0;
    for (const [place, entry] of entries.entries()) {
      const own = answers.slice(next, (next += questions[place]!.length));
      entry.held = narrowed(entry.held!, own, read[place]!);
    }
  }

  async #compare(entries: readonly PredictedSeries[], now: number): Promise<FoundBehind | undefined> {
    if (entries.length === 0) return undefined;
    const questions = entries.map(({ series, held, source }) =>
      askMore(series.name, held!, source.firstRead),
    );
    const answers = await this.#stored.afterEach(questions);
    const snapshots = { first: 0, later: 0 };
    let found: FoundBehind | undefined;
    for (const [place, entry] of entries.entries()) {
      const more = hasMore(answers[place]!);
      if (entry.isMixed) this.#waiting.set(entry, now + againSeconds);
      const evidence = this.#suspects.get(entry);
      if (more === undefined) {
        entry.keptCount = entry.held!.count;
        entry.held = undefined;
      }
      if (more === false && !evidence) entry.isCalm = true;
      // The others come next: what has come there is not seen yet.
      const which = evidence ? 'later' : 'first';
      if (more && (snapshots[which] === maxSnapshots || !(evidence ?? this.#mayBeSuspect(entry, now))))
        continue;
      if (more) {
        snapshots[which]++;
        found ??= await this.#suspect(entry, evidence, now);
      }
      if (evidence) this.#endSuspicion(entry, evidence, now);
    }
    return found;
  }

  #mayBeSuspect(entry: PredictedSeries, now: number): boolean {
    return this.#suspects.size < maxSuspects && now >= (this.#resting.get(entry) ?? now);
  }

  /** Late samples of the writer itself may come for ever: then others have their turn. */
  #endSuspicion(entry: PredictedSeries, evidence: BehindEvidence, now: number): void {
    const { intervalSeconds = usualSeconds } = entry.series;
    const isLong = now - evidence.since > Math.max(maxSuspectSeconds, maxSuspectIntervals * intervalSeconds);
    if (isLong) this.#resting.set(entry, now + restSeconds);
    if (isLong || evidence.isOver(now, intervalSeconds)) this.#suspects.delete(entry);
  }

  async #suspect(
    entry: PredictedSeries,
    evidence: BehindEvidence | undefined,
    now: number,
  ): Promise<FoundBehind | undefined> {
    const { readCount, newestRead } = entry.source.firstRead;
    // Others may come further down.
    const from = entry.held!.count < maxCounted ? 0 : entry.held!.from;
    const times = await this.#times(entry.series.name, from, newestRead);
    if (!times) return undefined;
    entry.held = { from, count: times.length, read: readCount, below: Number.POSITIVE_INFINITY };
    if (!evidence) {
      this.#suspects.set(entry, new BehindEvidence(times, newestRead, now));
      return undefined;
    }
    this.#suspects.delete(entry);
    this.#suspects.set(entry, evidence);
    evidence.look(times, newestRead, now);
    const { fronts } = evidence;
    if (!fronts) return undefined;
    this.#suspects.delete(entry);
    return { entry, fronts, times, beganLater: entry.isCalm };
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

/** A copy: reading goes on. */
function readOf({ source: { firstRead } }: PredictedSeries): ReadEntries {
  return { readCount: firstRead.readCount, newestRead: firstRead.newestRead };
}
