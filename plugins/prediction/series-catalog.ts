import type { Config } from '../config/config.ts';
import { PastLoader } from '../samples/past-loader.ts';
import type { SeriesIsolation } from '../samples/sample-reader.ts';
import { SeriesNames } from '../samples/series-names.ts';
import type { KnownCapacity } from '../samples/capacity-past.ts';
import { CapacityKeeper } from './capacity-keeper.ts';
import { PredictedSeries } from './predicted-series.ts';
import { forgottenSeconds, SeriesArrivals, type Arrival } from './series-arrivals.ts';
import { startSeries, type FoundSeries, type SeriesStartParts } from './series-start.ts';
import { TargetMatches } from './target-matches.ts';
import type { TargetSeries } from './target-series.ts';

export interface SeriesCatalogParts extends SeriesStartParts {
  readonly config: Config;
  readonly isolation: SeriesIsolation;
  /** Called when the past of a series has been read. */
  readonly onLoaded: (series: TargetSeries) => void;
  /** Called when a series is no longer predicted, because it has been silent for too long. */
  readonly onForgotten: (series: TargetSeries) => void;
}

/** The result of a look at a series that a target's glob matches; `gone` means no samples for an hour. */
type Outcome = 'predicted' | 'unpredicted' | 'gone';

/** The series that are predicted: all that collectd wrote to Redis and that a target's glob matches. */
export class SeriesCatalog {
  readonly #parts: SeriesCatalogParts;
  readonly #matches: readonly TargetMatches[];
  readonly #names = new SeriesNames();
  readonly #loader: PastLoader;
  readonly #capacities: CapacityKeeper;
  readonly #arrivals: SeriesArrivals;
  #unpredicted = 0;
  /** By target and identifier; includes series whose past is still being read. */
  readonly #series = new Map<string, PredictedSeries>();
  /** Series that start over because the clock was set back, and the epoch seconds when it was. */
  readonly #setBack = new Map<string, number>();

  constructor(parts: SeriesCatalogParts) {
    this.#parts = parts;
    this.#loader = new PastLoader(parts.isolation);
    this.#capacities = new CapacityKeeper(parts);
    this.#arrivals = new SeriesArrivals(parts);
    this.#matches = Object.entries(parts.config.targets).map(
      ([target, config]) => new TargetMatches(target, config),
    );
  }

  /** The series whose past has been read. */
  get entries(): readonly PredictedSeries[] {
    return [...this.#series.values()].filter(({ isLoaded }) => isLoaded);
  }

  /** Number of series that get samples and are not predicted, at the last {@link refresh}; the log has the reasons. */
  get unpredicted(): number {
    return this.#unpredicted;
  }

  /** True while the past of some series is being read. */
  get isLoading(): boolean {
    return this.#loader.isLoading;
  }

  /** Reads some more of the past of new series. Rejects when Redis cannot be read. */
  load(): Promise<void> {
    return this.#loader.load();
  }

  /**
   * Starts a series over at the next {@link refresh}, without the samples that Redis already holds of later times: the
   * clock that wrote them has been set back.
   */
  restart({ series }: PredictedSeries): void {
    const key = keyOf(series);
    series.clock.restart();
    this.#series.delete(key);
    this.#setBack.set(key, this.#parts.now());
  }

  /** Adds new series, updates capacities, forgets series that are silent. Rejects when Redis cannot be read. */
  async refresh(): Promise<void> {
    const { reader, log, isolation } = this.#parts;
    this.#forgetSilent();
    const names = await reader.names();
    if (!names) return;
    const changes = this.#names.update(names);
    this.#forgetGone(changes.gone);
    for (const matches of this.#matches) matches.update(changes, this.#names);
    let unpredicted = 0;
    for (const { target, config, found, malformed } of this.#matches) {
      const subject = log.subject(`target ${target}`);
      if (found.length + malformed.size > 0) subject.recovered();
      else if (!config.optional) subject.failing(`finds no series like ${config.series} in Redis yet`);
      // All at once: the client sends them as one stream.
      const outcomes = await Promise.all(
        found.map((one) => isolation.run(one.identifier.name, () => this.#refreshOne(one))),
      );
      await Promise.all(
        [...malformed].map(([name, error]) => isolation.run(name, () => Promise.reject(error))),
      );
      const isUnpredicted = (outcome: Outcome | undefined): boolean =>
        (outcome ?? 'unpredicted') === 'unpredicted';
      unpredicted += outcomes.filter(isUnpredicted).length + malformed.size;
    }
    this.#unpredicted = unpredicted;
  }

  /** Series that are predicted outlive their names in Redis. */
  #forgetGone(gone: ReadonlySet<string>): void {
    const known = new Set([...this.#series.values()].map(({ series }) => series.name));
    this.#parts.log.forget(new Set([...gone].filter((name) => !known.has(name))));
  }

  #forgetSilent(): void {
    const { monotonic, onForgotten } = this.#parts;
    for (const [key, { series }] of this.#series) {
      if (series.silentSeconds(monotonic()) <= forgottenSeconds) continue;
      this.#series.delete(key);
      onForgotten(series);
    }
  }

  async #refreshOne(found: FoundSeries): Promise<Outcome> {
    const known = this.#series.get(keyOf(found));
    const isStarted = known !== undefined || this.#setBack.has(keyOf(found));
    const arrival = await this.#arrivals.look(found.identifier, isStarted);
    // A known series outlives its samples in Redis.
    if (!known && !arrival?.isAlive) return 'gone';
    if (known && known.writers.length > 0) return this.#refreshWriters(known);
    const isKnown = known !== undefined;
    const capacity = await this.#capacities.look(found, this.#names, arrival?.newest, isKnown);
    if (known) {
      if (known.isLoaded && known.writers.length === 0) await known.source.countLate(this.#parts.reader);
      const isSame = capacity === undefined || known.movingParts === partsOf(capacity);
      if (isSame || !known.isLoaded || known.writers.length > 0 || arrival === undefined) {
        // Where it moves, each sample comes with the capacity of its time.
        if (known.movingParts === undefined) known.series.capacity = capacity?.value ?? known.series.capacity;
        return 'predicted';
      }
      // Its past has to be read again, with its capacity.
      this.#series.delete(keyOf(found));
    }
    if (capacity === undefined || arrival === undefined) return 'unpredicted';
    return (await this.#add(found, capacity, arrival)) ? 'predicted' : 'unpredicted';
  }

  async #refreshWriters({ found, writers }: PredictedSeries): Promise<Outcome> {
    for (const { series, previousTime, roomSeconds } of writers) {
      const until = previousTime + roomSeconds / 2;
      series.capacity = (await this.capacityAt(found, until)) ?? series.capacity;
    }
    return 'predicted';
  }

  /** The capacity of a series at a time (epoch seconds) of one of its writers; undefined while it is not known. */
  async capacityAt(found: FoundSeries, until: number): Promise<number | undefined> {
    return (await this.#capacities.look(found, this.#names, until, true, until))?.value;
  }

  /** Adds a series, whose past is read in the next rounds. Returns false while a part of its sum is missing. */
  async #add(found: FoundSeries, capacity: KnownCapacity, { newest, clock }: Arrival): Promise<boolean> {
    const key = keyOf(found);
    const ghostsAfter = this.#setBack.get(key);
    const started = await startSeries(this.#parts, found, {
      among: this.#names,
      newest,
      capacity,
      ghostsAfter,
      clock,
    });
    if (!started) return false;
    this.#setBack.delete(key);
    const { series, source, past } = started;
    const entry = new PredictedSeries(found, series, source, partsOf(capacity));
    this.#series.set(key, entry);
    this.#loader.add({
      ...past,
      onLoaded: () => {
        entry.isLoaded = true;
        this.#parts.onLoaded(series);
      },
      onFailed: () => this.#series.delete(key),
    });
    return true;
  }
}

function partsOf({ moving }: KnownCapacity): string | undefined {
  return moving?.names.join('\n');
}

function keyOf({ target, identifier }: Pick<FoundSeries, 'target' | 'identifier'>): string {
  return `${target} ${identifier.name}`;
}
