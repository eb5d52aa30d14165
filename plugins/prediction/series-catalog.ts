import type { Detector } from '../../analysis/detector.ts';
import { findForecaster } from '../../analysis/forecasters/registry.ts';
import { capacitySeries, sumOfNewest, sumParts } from '../samples/related-series.ts';
import type { Config } from '../config/config.ts';
import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import type { TransitionLog } from '../process/logger.ts';
import { PastLoader, pastHorizons, thinner } from '../samples/past-loader.ts';
import { isOwnText } from '../collectd/identifier.ts';
import type { SampleReader, SeriesIsolation } from '../samples/sample-reader.ts';
import { mostAheadSeconds, SeriesSource } from '../samples/series-source.ts';
import type { TargetConfig } from '../config/target-config.ts';
import { TargetSeries } from './target-series.ts';

/** A series that has been silent for longer is not predicted: its host is gone. */
const forgottenSeconds = 3600;

export interface SeriesCatalogParts {
  readonly config: Config;
  readonly reader: SampleReader;
  readonly log: TransitionLog;
  readonly isolation: SeriesIsolation;
  /** By target. */
  readonly detectors: ReadonlyMap<string, Detector>;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a clock that never jumps. */
  readonly monotonic: () => number;
  /** Told of a series whose past has been read. */
  readonly onLoaded: (series: TargetSeries) => void;
  /** Told of a series that is no longer predicted, because it has been silent for too long. */
  readonly onForgotten: (series: TargetSeries) => void;
}

/** A series that a target's glob matches. */
interface Match {
  readonly target: string;
  readonly config: TargetConfig;
  readonly identifier: string;
  /** What the wildcards outside the host stand for. */
  readonly captures: readonly string[];
}

/** A series that is predicted, and where its samples come from. */
export interface CataloguedSeries {
  readonly series: TargetSeries;
  readonly source: SeriesSource;
}

/** Which series are predicted: found by the targets' globs among what collectd wrote to Redis. */
export class SeriesCatalog {
  readonly #parts: SeriesCatalogParts;
  readonly #patterns: ReadonlyMap<string, IdentifierPattern>;
  readonly #loader: PastLoader;
  /** By target and identifier; those included whose past is still being read. */
  readonly #series = new Map<string, CataloguedSeries & { isLoaded: boolean }>();
  /** Those that begin anew because the clock was set back, and when it was: epoch seconds. */
  readonly #setBack = new Map<string, number>();

  constructor(parts: SeriesCatalogParts) {
    this.#parts = parts;
    this.#loader = new PastLoader(parts.isolation);
    this.#patterns = new Map(
      Object.entries(parts.config.targets).map(([name, { series }]) => [name, new IdentifierPattern(series)]),
    );
  }

  /** Those whose past has been read. */
  get entries(): readonly CataloguedSeries[] {
    return [...this.#series.values()].filter(({ isLoaded }) => isLoaded);
  }

  /** Whether the past of some series is still being read. */
  get isLoading(): boolean {
    return this.#loader.isLoading;
  }

  /** Reads on in the past of new series. Rejects when Redis cannot be read. */
  load(): Promise<void> {
    return this.#loader.load();
  }

  /**
   * Lets a series begin anew at the next {@link refresh}, without what Redis holds of times that are yet to come: the
   * clock by which it was written has been set back.
   */
  restart({ series: { target, identifier } }: CataloguedSeries): void {
    const key = `${target} ${identifier}`;
    this.#series.delete(key);
    this.#setBack.set(key, this.#parts.now());
  }

  /**
   * Adds what is new, brings capacities up to date, forgets what has been silent. Rejects when what there is cannot be
   * read.
   */
  async refresh(): Promise<void> {
    const { reader, config, log, isolation } = this.#parts;
    this.#forgetSilent();
    const identifiers = await reader.identifiers();
    if (!identifiers) return;
    // Our own values are in Redis too; predicting predictions would be a loop.
    const others = identifiers.filter((identifier) => !isOwnText(identifier));
    for (const [target, options] of Object.entries(config.targets)) {
      const matches = others.flatMap((identifier): Match | [] => {
        const captures = this.#patterns.get(target)!.match(identifier);
        return captures ? { target, config: options, identifier, captures } : [];
      });
      const subject = log.subject(`target ${target}`);
      if (matches.length > 0) subject.recovered();
      else if (!options.optional) subject.failing(`finds no series like ${options.series} in Redis yet`);
      // All at once: the client sends them as one stream.
      await Promise.all(
        matches.map((match) => isolation.run(match.identifier, () => this.#refresh(match, others))),
      );
    }
  }

  #forgetSilent(): void {
    const { monotonic, onForgotten } = this.#parts;
    for (const [key, { series }] of this.#series) {
      if (series.silentSeconds(monotonic()) <= forgottenSeconds) continue;
      this.#series.delete(key);
      onForgotten(series);
    }
  }

  async #refresh(match: Match, identifiers: readonly string[]): Promise<void> {
    const { reader, log, now } = this.#parts;
    const { target, identifier } = match;
    const key = `${target} ${identifier}`;
    const known = this.#series.get(key);
    const newest = await reader.newestEntry(identifier);
    if (newest) this.#sayFuture(identifier, newest.time);
    // A series that is known is not forgotten with what Redis held of it.
    if (!known && (!newest || now() - newest.time > forgottenSeconds)) return;
    const capacity = await this.#capacity(match, identifiers);
    const subject = log.subject(`${identifier}: capacity`);
    if (capacity === undefined) {
      if (!known) subject.failing('is not known yet: no complete set of series to sum up');
      return;
    }
    subject.recovered();
    if (known) known.series.capacity = capacity;
    else if (newest) this.#start(key, match, capacity, newest.time, identifiers);
  }

  #sayFuture(identifier: string, newest: number): void {
    const { log, now } = this.#parts;
    const ahead = newest - now();
    const clock = log.subject(`${identifier}: its host's clock`);
    if (ahead <= mostAheadSeconds) return clock.recovered();
    clock.failing(
      'is ahead, or ours is behind: samples from the future are left out',
      ` (by ${Math.round(ahead)} s)`,
    );
  }

  /** Begins with a new series; its past is read by and by. */
  #start(
    key: string,
    { target, config, identifier, captures }: Match,
    capacity: number,
    newest: number,
    identifiers: readonly string[],
  ): void {
    const { reader, detectors, log, now, monotonic, onLoaded } = this.#parts;
    const sumName = `target ${target}: the sum at ${identifier}`;
    const sum = log.subject(sumName);
    const parts = sumParts(config.addends, config.series, identifier, identifiers);
    if (parts.kind === 'incomplete') {
      sum.failing(`is not known yet: ${parts.problem}`);
      return;
    }
    sum.recovered();
    const { horizonSeconds, dataSource } = config;
    const forecaster = findForecaster(config.forecaster)!;
    const detector = detectors.get(target);
    const found = { target, config, identifier, captures, capacity, foundAt: monotonic() };
    const series = new TargetSeries({ ...found, forecaster, detector });
    const addends = parts.identifiers;
    const ghostsAfter = this.#setBack.get(key);
    this.#setBack.delete(key);
    const identifiersOfSum = [identifier, ...addends];
    const source = new SeriesSource({ identifiers: identifiersOfSum, dataSource, sumName, ghostsAfter, log });
    const entry = { series, source, isLoaded: false };
    this.#series.set(key, entry);
    // The newest entry is left to the round, which gives its prediction to collectd.
    const end = Math.min(newest, ghostsAfter ?? now() + mostAheadSeconds);
    const thin = thinner(horizonSeconds, end);
    this.#loader.add({
      identifier,
      horizonSeconds,
      pages: source.past(reader, end - pastHorizons * horizonSeconds, end, now()),
      append: (samples) => series.append(thin(samples)),
      onLoaded: () => {
        entry.isLoaded = true;
        onLoaded(series);
      },
      onFailed: () => this.#series.delete(key),
    });
  }

  async #capacity(
    { config, identifier }: Match,
    identifiers: readonly string[],
  ): Promise<number | undefined> {
    const { capacity, series, dataSource, horizonSeconds } = config;
    if (typeof capacity === 'number') return capacity;
    const parts = capacitySeries(capacity.sumOf, series, identifier, identifiers);
    return sumOfNewest(this.#parts.reader, parts, dataSource, horizonSeconds);
  }
}
