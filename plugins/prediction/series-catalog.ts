import { IdentifierError } from '../collectd/identifier.ts';
import type { WriterTime } from '../samples/capacity-around.ts';
import { forEachInSlices, forEachInTurn } from '../process/sliced-work.ts';
import { PastLoader } from '../samples/past-loader.ts';
import type { SeriesNames } from '../samples/series-names.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';
import { isForgotten } from '../samples/silence-to-forget.ts';
import { isRecent } from './series-arrivals.ts';
import { SeriesLook } from './series-look.ts';
import type { FoundSeries, SeriesToPredict } from '../series/series-start.ts';
import type { KnownSetBack } from '../series/set-back-watch.ts';
import type { TargetSeries } from '../series/target-series.ts';
import { lookAtTarget, type TargetLook } from './target-look.ts';
import { hasTurn, isFleet } from './fleet-pacing.ts';
import { publishesAtRisk } from './publish-mode.ts';
import type { SeriesCatalogParts } from './series-catalog-parts.ts';
import { SeriesRegister } from './series-register.ts';
import { StoreNames } from './store-names.ts';

/** Of many series, one that has been silent for longer is looked at in each search. */
const maxUnheardSeconds = 60;
/** A search for new series pauses after as many, whose past has been read or waits to be: predictions go on. */
const maxWaiting = 2048;

/** The series that are predicted: all that collectd wrote to Redis and that a target's glob matches. */
export class SeriesCatalog {
  readonly #parts: SeriesCatalogParts;
  readonly #store: StoreNames;
  readonly #loader: PastLoader;
  readonly #look: SeriesLook;
  #looks: readonly TargetLook[] = [];
  readonly #register: SeriesRegister;
  /** A search that is under way. */
  #search: AsyncGenerator<undefined, void, undefined> | undefined;
  #searches = 0;

  constructor(parts: SeriesCatalogParts) {
    this.#parts = parts;
    this.#register = new SeriesRegister(parts.members);
    this.#loader = new PastLoader(parts.isolation, parts.reader);
    this.#store = new StoreNames(parts);
    const { names } = this.#store;
    this.#look = new SeriesLook({ ...parts, names, register: this.#register, loader: this.#loader });
  }

  /** All series of the store whose hosts are predicted here, at the last {@link refresh}. */
  get names(): SeriesNames {
    return this.#store.names;
  }

  /** See {@link SeriesRegister.loaded}. */
  get entries(): readonly PredictedSeries[] {
    return this.#register.loaded;
  }

  /** The series of a target whose past has been read; undefined for any other name. */
  seriesOf(target: string, name: string): TargetSeries | undefined {
    const entry = this.#register.named(target, name);
    return entry?.isLoaded ? entry.series : undefined;
  }

  /** Takes the series of another catalog whose past has been read, as far as their targets have stayed as they are. */
  adopt(other: SeriesCatalog, isSame: (target: string) => boolean): void {
    this.#register.adopt(other.#register, isSame);
  }

  /** The state of each series that a target matches, at the last {@link refresh}; empty before the first. */
  get looks(): readonly TargetLook[] {
    return this.#looks;
  }

  /** True when a series is alive, whether or not a target matches it. Rejects as the reader does. */
  async isAlive(name: string): Promise<boolean> {
    const series = this.names.read(name);
    if (series instanceof IdentifierError) return false;
    const arrival = await this.#parts.isolation.run(name, () => this.#look.arrivals.look(series, false));
    return arrival?.isAlive === true;
  }

  /** See {@link StoreNames.reports}. */
  get reports(): readonly string[] {
    return this.#store.reports;
  }

  /** See {@link StoreNames.isElsewhere}. */
  isElsewhere(target: string): Promise<boolean> {
    return this.#store.isElsewhere(target);
  }

  /** True while a search for series is under way, or the past of some is still to be read. */
  get isLoading(): boolean {
    return this.#search !== undefined || this.#loader.isLoading;
  }

  /** Number of series that the targets match. */
  get foundCount(): number {
    return this.#store.matches.reduce((sum, { foundCount }) => sum + foundCount, 0);
  }

  /** The capacity of one of several writers of a series; undefined while it is not known. */
  capacityAround(found: SeriesToPredict, at: WriterTime): Promise<number | undefined> {
    return this.#look.capacityAround(found, at);
  }

  /** Looks at the capacity of a series now. Rejects as the reader does. */
  refreshCapacity(entry: PredictedSeries): Promise<void> {
    return this.#look.refreshCapacity(entry);
  }

  /** Reads some more of the past of new series. Rejects when Redis cannot be read. */
  load(): Promise<void> {
    return this.#loader.load();
  }

  /**
   * Starts a series over at the next {@link refresh}, without the samples that Redis already holds of later times: the
   * clock that wrote them has been set back.
   *
   * @param known of that clock (default: it is ours)
   * @returns false for a series that has been removed
   */
  restart(entry: PredictedSeries, known?: KnownSetBack): boolean {
    const { series } = entry;
    if (this.#register.get(series) !== entry) return false;
    series.clock.restart(known);
    this.#register.remove(series, known ?? { after: this.#parts.now() });
    return true;
  }

  /**
   * Adds new series, updates capacities, forgets series that are silent. Rejects when Redis cannot be read.
   *
   * @returns false when it is to be called again, after {@link load}, to go on: there are very many new series
   */
  async refresh(): Promise<boolean> {
    const { breathe } = this.#parts;
    const before = this.#register.loaded.length;
    this.#search ??= this.#searchAll();
    try {
      do {
        const step = await this.#search.next();
        if (step.done) {
          this.#search = undefined;
          return true;
        }
        await breathe?.();
      } while (this.#loader.waiting + this.#register.loaded.length - before < maxWaiting);
      return false;
    } catch (error) {
      this.#search = undefined;
      throw error;
    }
  }

  async *#searchAll(): AsyncGenerator<undefined, void, undefined> {
    const { reader, isolation, limitHeapGrowth, now, monotonic, onUnknown } = this.#parts;
    const silent: PredictedSeries[] = [];
    const unheard = new Set<PredictedSeries>();
    // One look at each: its numbers are far from each other in memory.
    yield* forEachInSlices(this.#register.loaded, (entry) => {
      const seconds = entry.series.silentSeconds(monotonic());
      if (seconds >= maxUnheardSeconds) unheard.add(entry);
      if (isForgotten(entry.series, seconds)) silent.push(entry);
      else if (isForgotten(entry.series, entry.series.unknownSeconds(monotonic()))) onUnknown(entry.series);
    });
    yield* forEachInTurn(silent, (entry) => this.#forgetSilent(entry));
    const changes = await this.#store.look();
    if (!changes) return;
    this.#forgetGone(changes.gone);
    if (isFleet(this.foundCount)) limitHeapGrowth?.();
    const isScreening = publishesAtRisk(this.#parts.config, this.#store.matches);
    const looks: TargetLook[] = [];
    for (const matches of this.#store.matches)
      looks.push(
        yield* lookAtTarget(matches, {
          isolation,
          look: (one, newest) => this.#look.of(one, newest, isScreening),
          newestOf: (some) => reader.newestEach(some.map((one) => this.#look.newestQuestion(one))),
          knownOutcome: (one, place) => (this.#rests(one, place, unheard) ? 'catalogued' : undefined),
          isWritten: async (name) => isRecent(await reader.newestEntry(name), now()),
        }),
      );
    this.#looks = looks;
    this.#look.tellHorizons();
    this.#searches++;
  }

  /** Series that are predicted outlive their names in Redis. */
  #forgetGone(gone: ReadonlySet<string>): void {
    if (gone.size === 0) return;
    this.#look.arrivals.forget(gone);
    const known = new Set([...this.#register.all].map(({ series }) => series.name));
    this.#parts.log.forget(new Set([...gone].filter((name) => !known.has(name))));
  }

  async #forgetSilent({ series }: PredictedSeries): Promise<void> {
    const { monotonic, onForgotten } = this.#parts;
    // The past that was read may be too short to show the interval of a slow one.
    const isUnknown = series.intervalSeconds === undefined;
    const seconds = isUnknown ? await this.#look.arrivals.silenceToForget(series.identifier) : 0;
    if (series.silentSeconds(monotonic()) <= seconds) return;
    this.#register.remove(series);
    onForgotten(series);
  }

  /** One of many that is predicted may be looked at another time. */
  #rests(found: FoundSeries, place: number, unheard: ReadonlySet<PredictedSeries>): boolean {
    if (hasTurn(place, this.#searches, this.#register.loaded.length, this.#parts.shard)) return false;
    const known = this.#register.get(found);
    return known?.isLoaded === true && !unheard.has(known);
  }
}
