import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import type { Config } from '../config/config.ts';
import { PastLoader } from '../samples/past-loader.ts';
import { capacitySeries, sumOfNewest } from '../samples/related-series.ts';
import type { SeriesIsolation } from '../samples/sample-reader.ts';
import { maxAheadSeconds, minAheadSeconds, type SeriesSource } from '../samples/series-source.ts';
import { SeriesNames } from '../samples/series-names.ts';
import { startSeries, type FoundSeries, type SeriesStartParts } from './series-start.ts';
import type { TargetSeries } from './target-series.ts';

/** A series that has been silent for longer is not predicted: its host is gone. */
const forgottenSeconds = 3600;

export interface SeriesCatalogParts extends SeriesStartParts {
  readonly config: Config;
  readonly isolation: SeriesIsolation;
  /** Called when the past of a series has been read. */
  readonly onLoaded: (series: TargetSeries) => void;
  /** Called when a series is no longer predicted, because it has been silent for too long. */
  readonly onForgotten: (series: TargetSeries) => void;
}

/** A series that is predicted, and the source of its samples. */
export interface CataloguedSeries {
  readonly series: TargetSeries;
  readonly source: SeriesSource;
}

/** The series that are predicted: all that collectd wrote to Redis and that a target's glob matches. */
export class SeriesCatalog {
  readonly #parts: SeriesCatalogParts;
  readonly #patterns: ReadonlyMap<string, IdentifierPattern>;
  readonly #names = new SeriesNames();
  readonly #loader: PastLoader;
  /** By target and identifier; includes series whose past is still being read. */
  readonly #series = new Map<string, CataloguedSeries & { isLoaded: boolean }>();
  /** Series that start over because the clock was set back, and the epoch seconds when it was. */
  readonly #setBack = new Map<string, number>();

  constructor(parts: SeriesCatalogParts) {
    this.#parts = parts;
    this.#loader = new PastLoader(parts.isolation);
    this.#patterns = new Map(
      Object.entries(parts.config.targets).map(([name, { series }]) => [name, new IdentifierPattern(series)]),
    );
  }

  /** The series whose past has been read. */
  get entries(): readonly CataloguedSeries[] {
    return [...this.#series.values()].filter(({ isLoaded }) => isLoaded);
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
  restart({ series }: CataloguedSeries): void {
    const key = keyOf(series);
    this.#series.delete(key);
    this.#setBack.set(key, this.#parts.now());
  }

  /** Adds new series, updates capacities, forgets series that are silent. Rejects when Redis cannot be read. */
  async refresh(): Promise<void> {
    const { reader, config, log, isolation } = this.#parts;
    this.#forgetSilent();
    const names = await reader.names();
    if (!names) return;
    this.#forgetGone(this.#names.update(names));
    for (const [target, options] of Object.entries(config.targets)) {
      const pattern = this.#patterns.get(target)!;
      const found = this.#names.all.flatMap((identifier): FoundSeries | [] => {
        const captures = pattern.match(identifier.name);
        return captures ? { target, config: options, identifier, captures } : [];
      });
      const malformed = [...this.#names.malformed].filter(([name]) => pattern.match(name));
      const subject = log.subject(`target ${target}`);
      if (found.length + malformed.length > 0) subject.recovered();
      else if (!options.optional) subject.failing(`finds no series like ${options.series} in Redis yet`);
      // All at once: the client sends them as one stream.
      await Promise.all(found.map((one) => isolation.run(one.identifier.name, () => this.#refreshOne(one))));
      await Promise.all(malformed.map(([name, error]) => isolation.run(name, () => Promise.reject(error))));
    }
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

  async #refreshOne(found: FoundSeries): Promise<void> {
    const { reader, log, now } = this.#parts;
    const { name } = found.identifier;
    const known = this.#series.get(keyOf(found));
    const newest = await reader.newestEntry(name);
    if (newest) this.#sayAhead(name, newest.time);
    // A known series outlives its samples in Redis.
    if (!known && (!newest || now() - newest.time > forgottenSeconds)) return;
    const capacity = await this.#capacity(found);
    const subject = log.subject(`${name}: capacity`, name);
    if (capacity === undefined) {
      if (!known) subject.failing('is not known yet: no complete set of series to sum up');
      return;
    }
    subject.recovered();
    if (known) known.series.capacity = capacity;
    else if (newest) this.#add(found, capacity, newest.time);
  }

  #sayAhead(name: string, newest: number): void {
    const { log, now } = this.#parts;
    const ahead = newest - now();
    const clock = log.subject(`${name}: its host's clock`, name);
    if (ahead <= maxAheadSeconds) return clock.recovered();
    clock.failing(
      'is ahead, or ours is behind: samples from the future are left out',
      ` (by ${Math.round(ahead)} s)`,
    );
  }

  /** Adds a series, whose past is read in the next rounds. */
  #add(found: FoundSeries, capacity: number, newest: number): void {
    const key = keyOf(found);
    const ghostsAfter = this.#setBack.get(key);
    const started = startSeries(this.#parts, found, { among: this.#names, newest, capacity, ghostsAfter });
    if (!started) return;
    this.#setBack.delete(key);
    const { series, source, past } = started;
    const entry = { series, source, isLoaded: false };
    this.#series.set(key, entry);
    this.#loader.add({
      ...past,
      onLoaded: () => {
        entry.isLoaded = true;
        this.#parts.onLoaded(series);
      },
      onFailed: () => this.#series.delete(key),
    });
  }

  /** Undefined where it is not known. */
  async #capacity({ config, identifier }: FoundSeries): Promise<number | undefined> {
    const { capacity, series, dataSource, horizonSeconds } = config;
    if (typeof capacity === 'number') return capacity;
    const parts = capacitySeries(capacity.sumOf, series, identifier, this.#names);
    const { reader, now } = this.#parts;
    const sum = await sumOfNewest(reader, parts, dataSource, horizonSeconds);
    // An unknown value from the future, as a clock that was set back leaves it, must not hide the capacity until then.
    return sum ?? sumOfNewest(reader, parts, dataSource, horizonSeconds, now() + minAheadSeconds);
  }
}

function keyOf({ target, identifier }: Pick<FoundSeries, 'target' | 'identifier'>): string {
  return `${target} ${identifier.name}`;
}
