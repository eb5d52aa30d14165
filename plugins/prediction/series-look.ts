import { waitingReason } from '../coverage/series-reasons.ts';
import { batchSize } from '../process/batches.ts';
import type { WriterTime } from '../samples/capacity-around.ts';
import type { KnownCapacity } from '../samples/capacity-past.ts';
import type { PastLoader } from '../samples/past-loader.ts';
import { firstEntries, type NewestQuestion, type PackedEntries } from '../samples/packed-entries.ts';
import type { SeriesNames } from '../samples/series-names.ts';
import { CapacityKeeper } from '../series/capacity-keeper.ts';
import { HorizonKeeper } from '../series/horizon-keeper.ts';
import { PredictedSeries } from '../series/predicted-series.ts';
import { startSeries, type FoundSeries, type SeriesToPredict } from '../series/series-start.ts';
import type { SeriesCatalogParts } from './series-catalog-parts.ts';
import { SeriesArrivals, type Arrival } from './series-arrivals.ts';
import type { SeriesRegister } from './series-register.ts';
import type { Outcome } from './target-matches.ts';

export interface SeriesLookParts extends SeriesCatalogParts {
  readonly register: SeriesRegister;
  readonly loader: PastLoader;
  /** All series of the store. */
  readonly names: SeriesNames;
}

/** Looks at single series that a target matches: adds new ones, and updates what is known of the others. */
export class SeriesLook {
  readonly #parts: SeriesLookParts;
  readonly #capacities: CapacityKeeper;
  readonly #horizons: HorizonKeeper;
  /** By target, the number of new series whose past was longer than what had come with their newest entries. */
  readonly #askedInVain = new Map<string, number>();
  readonly arrivals: SeriesArrivals;

  constructor(parts: SeriesLookParts) {
    this.#parts = parts;
    this.#capacities = new CapacityKeeper(parts);
    this.#horizons = new HorizonKeeper(parts);
    this.arrivals = new SeriesArrivals({ ...parts, isRead: (name) => parts.register.isRead(name) });
  }

  /** Asks for the newest entry of a series; of a new one, all that there is may come with it. */
  newestQuestion(matching: FoundSeries): NewestQuestion {
    const { identifier, target } = matching;
    const isKnown = this.#parts.register.get(matching) !== undefined;
    // Where the store keeps more, the whole past is asked for all the same.
    const isLonger = (this.#askedInVain.get(target) ?? 0) >= batchSize;
    return { name: identifier.name, count: isKnown || isLonger ? 1 : firstEntries };
  }

  /**
   * Looks at one. Rejects as the reader does.
   *
   * @param newest its newest entries (default: the newest one is read)
   * @param isScreened see {@link TargetSeriesOptions.isScreened}; for a new one
   */
  async of(matching: FoundSeries, newest: PackedEntries | undefined, isScreened: boolean): Promise<Outcome> {
    const { register, names } = this.#parts;
    const known = register.get(matching);
    const isStarted = known !== undefined || register.setBackOf(matching) !== undefined;
    const arrival = await this.arrivals.look(matching.identifier, isStarted, newest?.newest);
    // A known series outlives its samples in Redis.
    if (!known && !arrival?.isAlive) return 'gone';
    if (known && known.writers.length > 0) return this.#refreshWriters(known);
    const found = known?.found ?? (await this.#horizons.look(matching, arrival!.newest));
    if (!found) return waitingReason;
    const capacity = await this.#capacities.look(found, names, arrival?.newest, !!known);
    if (known) {
      if (known.isLoaded) await known.source.countLate(this.#parts.reader, this.#parts.now());
      const isSame = capacity === undefined || known.movingParts === partsOf(capacity);
      if (isSame || !known.isLoaded || known.writers.length > 0 || arrival === undefined) {
        // Where it moves, each sample comes with the capacity of its time.
        if (known.movingParts === undefined) known.series.capacity = capacity?.value ?? known.series.capacity;
        return 'catalogued';
      }
      // Its past has to be read again, with its capacity.
      register.remove(found, known.source.setBack);
    }
    if (capacity === undefined || arrival === undefined) return this.#capacities.reasonOf(found);
    return this.#add(found, capacity, arrival, newest, isScreened);
  }

  /** Says which horizons were chosen since the last call. */
  tellHorizons(): void {
    this.#horizons.tell();
  }

  async #refreshWriters({ found, writers }: PredictedSeries): Promise<Outcome> {
    for (const { series, previousTime, roomSeconds } of writers) {
      const capacity = await this.capacityAround(found, { time: previousTime, roomSeconds });
      series.capacity = capacity ?? series.capacity;
    }
    return 'catalogued';
  }

  /** Looks at the capacity of one series of a single writer. Rejects as the reader does. */
  async refreshCapacity({ found, series, source }: PredictedSeries): Promise<void> {
    const capacity = await this.#capacities.look(found, this.#parts.names, source.newestTime, true);
    series.capacity = capacity?.value ?? series.capacity;
  }

  /** The capacity of one of several writers of a series; undefined while it is not known. */
  capacityAround(found: SeriesToPredict, at: WriterTime): Promise<number | undefined> {
    return this.#capacities.lookAround(found, this.#parts.names, at);
  }

  /** Adds a series, whose past is read in the next rounds. Returns the reason while a part of its sum is missing. */
  async #add(
    found: SeriesToPredict,
    capacity: KnownCapacity,
    { newest, clock }: Arrival,
    known: PackedEntries | undefined,
    isScreened: boolean,
  ): Promise<Outcome> {
    const { register, reader, loader, names: among, now, onLoaded } = this.#parts;
    const before = register.setBackOf(found);
    // The clock may have been set back further since.
    const setBack = before && { ...before, after: Math.min(before.after, now()) };
    const state = { among, newest, capacity, setBack, clock, isScreened };
    const started = await startSeries(this.#parts, found, state);
    if ('kind' in started) return started;
    const { series, source, past } = started;
    const entry = new PredictedSeries(found, series, source, partsOf(capacity));
    register.add(entry);
    const loading = {
      name: past.name,
      horizonSeconds: past.horizonSeconds,
      pages: past.pages,
      whole: past.whole,
      append: past.append,
      onLoaded: () => {
        register.load(entry);
        onLoaded(series);
      },
      onFailed: () => register.remove(found, setBack),
    };
    if (known && loader.take(loading, known)) {
      // The round gives their predictions to collectd.
      const { from, to } = past.whole!.question;
      source.keep(known.from(to));
      reader.noteUsed?.(found.identifier.name, known, from);
      return 'catalogued';
    }
    const { target } = found;
    if (known && known.count > 1) this.#askedInVain.set(target, (this.#askedInVain.get(target) ?? 0) + 1);
    loader.add(loading);
    return 'catalogued';
  }
}

function partsOf({ moving }: KnownCapacity): string | undefined {
  return moving?.names.join('\n');
}
