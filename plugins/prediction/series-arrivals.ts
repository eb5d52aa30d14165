import { NumberRows } from '../../analysis/maths/number-rows.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { Entry } from '../samples/entry.ts';
import { SeriesError, StoreError, type SampleReader } from '../samples/sample-reader.ts';
import { forgottenSeconds, longestSilence, silenceByEntries } from '../samples/silence-to-forget.ts';
import { checkTimes, SeriesClock, type ClockReading } from '../samples/series-clock.ts';
import type { NamedSeries } from '../samples/series-names.ts';

/** Two entries of one series are further apart than this. */
const minStepSeconds = 0.001;

export interface SeriesArrivalsParts {
  readonly reader: Pick<SampleReader, 'newestEntry'>;
  readonly log: TransitionLog;
  /** True for the name of a series that is read already, of any target (default: none is). */
  readonly isRead?: (name: string) => boolean;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** The result of a look at the newest entry of a series. */
export interface Arrival {
  readonly clock: SeriesClock;
  /** Epoch seconds of the newest entry that counts. */
  readonly newest: number;
  readonly isAlive: boolean;
}

/**
 * The numbers of a series: epoch seconds of its newest entry, monotonic seconds of the last look and after which that
 * entry arrived, and {@link silenceByEntries} of it; NaN for one that is not known.
 */
const [newestEntry, lookedAt, arrivedAfter, knownSilence] = [0, 1, 2, 3];

/**
 * Decides which series of Redis are alive: those with entries of the last hour, or of ten of their intervals, and those
 * that still get newer ones, whatever time their host's clock tells.
 */
export class SeriesArrivals {
  readonly #parts: SeriesArrivalsParts;
  /** By name. A weak map of very many costs the garbage collector more than all the rest. */
  readonly #rows = new Map<string, number>();
  readonly #numbers: NumberRows;
  /** By row; undefined for one that is free. */
  readonly #clocks: (SeriesClock | undefined)[] = [];

  /** @param numbers rows of four, without any */
  constructor(parts: SeriesArrivalsParts, numbers = new NumberRows(4)) {
    this.#parts = parts;
    this.#numbers = numbers;
  }

  /**
   * Looks at the newest entry of a series.
   *
   * @param isStarted true for a series that is read already, or starts over because its clock was set back
   * @param known its newest entry (default: it is read)
   * @returns undefined for a series without entries; rejects as the reader does
   */
  async look(series: NamedSeries, isStarted: boolean, known?: Entry): Promise<Arrival | undefined> {
    const { reader, now, monotonic } = this.#parts;
    const asked = monotonic();
    const entry = known ?? (await reader.newestEntry(series.name));
    if (!entry) return undefined;
    const row = this.#rows.get(series.name);
    const clock = row === undefined ? new SeriesClock() : this.#clocks[row]!;
    const reading = { now: now(), monotonic: asked };
    const beyond = clock.lookBeyond(entry.time, reading);
    this.#tellStray(series, clock, entry.time - reading.now);
    const isBeyond = beyond === 'unknown' || beyond === 'stray';
    const counting = isBeyond ? await reader.newestEntry(series.name, clock.latest(reading.now)) : entry;
    if (!counting) checkTimes([entry]);
    const newest = counting?.time ?? Number.NEGATIVE_INFINITY;
    const isAlive = await this.#isAlive(series, clock, newest, reading, isStarted);
    // Entries up to far ahead without a hole may be of a clock that is ahead, and all of them new.
    const isUncertain = beyond === 'unknown' && newest > reading.now;
    return {
      clock,
      // The capacity would seem to be silent beside an entry that a clock left behind.
      newest: isStarted ? (counting ?? entry).time : newest,
      isAlive: isStarted || (isAlive && !isUncertain),
    };
  }

  /** Seconds of silence after which a series is not predicted any more; by its entries, where they can be read. */
  async silenceToForget(series: NamedSeries): Promise<number> {
    try {
      const newest = await this.#parts.reader.newestEntry(series.name);
      return newest ? await this.#silenceOf(series, newest.time) : forgottenSeconds;
    } catch (error) {
      if (error instanceof StoreError || error instanceof SeriesError) return forgottenSeconds;
      throw error;
    }
  }

  /** Forgets series whose names are gone. */
  forget(gone: ReadonlySet<string>): void {
    for (const name of gone) {
      const row = this.#rows.get(name);
      if (row === undefined) continue;
      this.#rows.delete(name);
      this.#numbers.remove(row);
      this.#clocks[row] = undefined;
    }
  }

  async #isAlive(
    series: NamedSeries,
    clock: SeriesClock,
    newest: number,
    { now, monotonic }: ClockReading,
    isStarted: boolean,
  ): Promise<boolean> {
    // The rounds do it for series that are read; what a clock that was set back has left would hide its offset.
    if (!isStarted && this.#parts.isRead?.(series.name) !== true) clock.look(newest, { now, monotonic });
    const numbers = this.#numbers;
    const row = this.#rowOf(series, clock);
    const before = numbers.get(row, newestEntry);
    if (newest > before) numbers.set(row, arrivedAfter, numbers.get(row, lookedAt));
    if (newest !== before) numbers.set(row, knownSilence, Number.NaN);
    numbers.set(row, newestEntry, newest);
    numbers.set(row, lookedAt, monotonic);
    const after = numbers.get(row, arrivedAfter);
    const arrived = Number.isNaN(after) ? Number.POSITIVE_INFINITY : monotonic - after;
    const silence = Math.min(clock.ahead(now) - newest, arrived);
    if (isStarted || silence <= forgottenSeconds) return true;
    if (silence > longestSilence) return false;
    const known = numbers.get(row, knownSilence);
    if (!Number.isNaN(known)) return silence <= known;
    const read = await this.#silenceOf(series, newest);
    // Meanwhile it may have been forgotten.
    if (this.#clocks[row] === clock && numbers.get(row, newestEntry) === newest)
      numbers.set(row, knownSilence, read);
    return silence <= read;
  }

  #rowOf({ name }: NamedSeries, clock: SeriesClock): number {
    const known = this.#rows.get(name);
    const row = known ?? this.#numbers.add();
    if (known === undefined) this.#rows.set(name, row);
    this.#clocks[row] = clock;
    return row;
  }

  async #silenceOf({ name }: NamedSeries, newest: number): Promise<number> {
    const { reader } = this.#parts;
    const before = await reader.newestEntry(name, newest - minStepSeconds);
    const first = before && (await reader.newestEntry(name, before.time - minStepSeconds));
    return silenceByEntries([{ time: newest }, ...(before ? [before] : []), ...(first ? [first] : [])]);
  }

  #tellStray({ name }: NamedSeries, clock: SeriesClock, aheadSeconds: number): void {
    const entries: LogSubject = this.#parts.log.subject(`${name}: entries from the future`, name);
    if (clock.hasNewStray)
      entries.failing('are left out, as no newer ones follow them', ` (by ${Math.round(aheadSeconds)} s)`);
    else entries.recovered();
  }
}

/** True when the newest entry of a series is recent enough for it to be alive. @param now epoch seconds */
export function isRecent(entry: Entry | undefined, now: number): boolean {
  return entry !== undefined && now - entry.time <= forgottenSeconds;
}
