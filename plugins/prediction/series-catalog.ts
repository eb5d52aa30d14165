import { IdentifierError } from '../collectd/identifier.ts';
import type { WriterTime } from '../samples/capacity-around.ts';
import { PastLoader } from '../samples/past-loader.ts';
import type { Entry } from '../samples/sample-reader.ts';
import type { SeriesNames } from '../samples/series-names.ts';
import type { KnownCapacity } from '../samples/capacity-past.ts';
import { CapacityKeeper } from '../series/capacity-keeper.ts';
import { HorizonKeeper } from '../series/horizon-keeper.ts';
import { waitingReason } from '../coverage/series-reasons.ts';
import { PredictedSeries } from '../series/predicted-series.ts';
import { forgottenSeconds, isRecent, SeriesArrivals, type Arrival } from './series-arrivals.ts';
import { startSeries, type FoundSeries, type SeriesToPredict } from '../series/series-start.ts';
import { lookAtTarget, type Outcome, type TargetLook } from './target-look.ts';
import { hasTurn } from './fleet-pacing.ts';
import { publishesAtRisk } from './publish-mode.ts';
import type { SeriesCatalogParts } from './series-catalog-parts.ts';
import { SeriesRegister } from './series-register.ts';
import { StoreNames } from './store-names.ts';

/** Of many series, one that has been silent for longer is looked at in each search. */
const maxUnheardSeconds = 60;

/** The series that are predicted: all that collectd wrote to Redis and that a target's glob matches. */
export class SeriesCatalog {
  readonly #parts: SeriesCatalogParts;
  readonly #store: StoreNames;
  readonly #loader: PastLoader;
  readonly #capacities: CapacityKeeper;
  readonly #horizons: HorizonKeeper;
  readonly #arrivals: SeriesArrivals;
  #looks: readonly TargetLook[] = [];
  readonly #register = new SeriesRegister();
  #isScreening = false;
  #searches = 0;

  constructor(parts: SeriesCatalogParts) {
    this.#parts = parts;
    this.#loader = new PastLoader(parts.isolation, parts.reader);
    this.#capacities = new CapacityKeeper(parts);
    this.#horizons = new HorizonKeeper(parts);
    this.#arrivals = new SeriesArrivals(parts);
    this.#store = new StoreNames(parts);
  }

  /** All series of the store whose hosts are predicted here, at the last {@link refresh}. */
  get names(): SeriesNames {
    return this.#store.names;
  }

  /** See {@link SeriesRegister.loaded}. */
  get entries(): readonly PredictedSeries[] {
    return this.#register.loaded;
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
    const arrival = await this.#parts.isolation.run(name, () => this.#arrivals.look(series, false));
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

  /** See {@link PastLoader.isLoading}. */
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
    series.clock.restart();
    this.#register.remove(series, this.#parts.now());
  }

  /** Adds new series, updates capacities, forgets series that are silent. Rejects when Redis cannot be read. */
  async refresh(): Promise<void> {
    const { reader, isolation, now } = this.#parts;
    this.#forgetSilent();
    const changes = await this.#store.look();
    if (!changes) return;
    this.#forgetGone(changes.gone);
    this.#isScreening = publishesAtRisk(this.#parts.config, this.#store.matches);
    const looks: TargetLook[] = [];
    for (const matches of this.#store.matches)
      looks.push(
        await lookAtTarget(matches, {
          isolation,
          look: (one, newest) => this.#refreshOne(one, newest),
          newestOf: (some) => reader.newestEach(some),
          knownOutcome: (one, place) => (this.#rests(one, place) ? 'catalogued' : undefined),
          isWritten: async (name) => isRecent(await reader.newestEntry(name), now()),
        }),
      );
    this.#looks = looks;
    this.#horizons.tell();
    this.#searches++;
  }

  /** Series that are predicted outlive their names in Redis. */
  #forgetGone(gone: ReadonlySet<string>): void {
    if (gone.size === 0) return;
    const known = new Set([...this.#register.all].map(({ series }) => series.name));
    this.#parts.log.forget(new Set([...gone].filter((name) => !known.has(name))));
  }

  #forgetSilent(): void {
    const { monotonic, onForgotten } = this.#parts;
    for (const { series } of this.#register.all) {
      if (series.silentSeconds(monotonic()) <= forgottenSeconds) continue;
      this.#register.remove(series);
      onForgotten(series);
    }
  }

  /** One of many that is predicted may be looked at another time. */
  #rests(found: FoundSeries, place: number): boolean {
    const known = this.#register.get(found);
    if (!known?.isLoaded || hasTurn(place, this.#searches, this.#register.loaded.length)) return false;
    return known.series.silentSeconds(this.#parts.monotonic()) < maxUnheardSeconds;
  }

  async #refreshOne(matching: FoundSeries, newest: Entry | undefined): Promise<Outcome> {
    const known = this.#register.get(matching);
    const isStarted = known !== undefined || this.#register.setBackAt(matching) !== undefined;
    const arrival = await this.#arrivals.look(matching.identifier, isStarted, newest);
    // A known series outlives its samples in Redis.
    if (!known && !arrival?.isAlive) return 'gone';
    if (known && known.writers.length > 0) return this.#refreshWriters(known);
    const found = known?.found ?? (await this.#horizons.look(matching, arrival!.newest));
    if (!found) return waitingReason;
    const capacity = await this.#capacities.look(found, this.names, arrival?.newest, !!known);
    if (known) {
      if (known.isLoaded) await known.source.countLate(this.#parts.reader, this.#parts.now());
      const isSame = capacity === undefined || known.movingParts === partsOf(capacity);
      if (isSame || !known.isLoaded || known.writers.length > 0 || arrival === undefined) {
        // Where it moves, each sample comes with the capacity of its time.
        if (known.movingParts === undefined) known.series.capacity = capacity?.value ?? known.series.capacity;
        return 'catalogued';
      }
      // Its past has to be read again, with its capacity.
      this.#register.remove(found, known.source.ghostsAfter);
    }
    if (capacity === undefined || arrival === undefined) return this.#capacities.reasonOf(found);
    return this.#add(found, capacity, arrival);
  }

  async #refreshWriters({ found, writers }: PredictedSeries): Promise<Outcome> {
    for (const { series, previousTime, roomSeconds } of writers) {
      const capacity = await this.capacityAround(found, { time: previousTime, roomSeconds });
      series.capacity = capacity ?? series.capacity;
    }
    return 'catalogued';
  }

  /** The capacity of one of several writers of a series; undefined while it is not known. */
  capacityAround(found: SeriesToPredict, at: WriterTime): Promise<number | undefined> {
    return this.#capacities.lookAround(found, this.names, at);
  }

  /** Adds a series, whose past is read in the next rounds. Returns the reason while a part of its sum is missing. */
  async #add(found: SeriesToPredict, capacity: KnownCapacity, { newest, clock }: Arrival): Promise<Outcome> {
    const setBack = this.#register.setBackAt(found);
    // The clock may have been set back further since.
    const ghostsAfter = setBack === undefined ? undefined : Math.min(setBack, this.#parts.now());
    const isScreened = this.#isScreening;
    const state = { among: this.names, newest, capacity, ghostsAfter, clock, isScreened };
    const started = await startSeries(this.#parts, found, state);
    if ('kind' in started) return started;
    const { series, source, past } = started;
    const entry = new PredictedSeries(found, series, source, partsOf(capacity));
    this.#register.add(entry);
    this.#loader.add({
      ...past,
      onLoaded: () => {
        this.#register.load(entry);
        this.#parts.onLoaded(series);
      },
      onFailed: () => this.#register.remove(found, ghostsAfter),
    });
    return 'catalogued';
  }
}

function partsOf({ moving }: KnownCapacity): string | undefined {
  return moving?.names.join('\n');
}
