import type { Detector } from '../analysis/detector.ts';
import { findForecaster } from '../analysis/forecasters/registry.ts';
import { capacitySeries, sumOfNewest } from './capacity.ts';
import type { Config } from './config.ts';
import { IdentifierPattern } from './identifier-pattern.ts';
import type { TransitionLog } from './logger.ts';
import { ownPlugin } from './prediction-values.ts';
import type { SeriesIsolation } from './series-isolation.ts';
import type { TargetConfig } from './target-config.ts';
import { TargetSeries } from './target-series.ts';
import { mostEntries, type WriteRedisReader } from './write-redis.ts';

/** A series that has been silent for longer is not predicted: its host is gone. */
const forgottenSeconds = 3600;
/** What is read of a series' past when it is first seen, in horizons; enough to know what would be known had we run. */
const pastHorizons = 5;

export interface SeriesCatalogParts {
  readonly config: Config;
  readonly reader: WriteRedisReader;
  readonly log: TransitionLog;
  readonly isolation: SeriesIsolation;
  /** By target. */
  readonly detectors: ReadonlyMap<string, Detector>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** A series that a target's glob matches. */
interface Match {
  readonly target: string;
  readonly config: TargetConfig;
  readonly identifier: string;
  /** What the wildcards outside the host stand for. */
  readonly captures: readonly string[];
}

/** Which series are predicted: found by the targets' globs among what collectd wrote to Redis. */
export class SeriesCatalog {
  readonly #parts: SeriesCatalogParts;
  readonly #patterns: ReadonlyMap<string, IdentifierPattern>;
  /** By target and identifier. */
  readonly #series = new Map<string, TargetSeries>();

  constructor(parts: SeriesCatalogParts) {
    this.#parts = parts;
    this.#patterns = new Map(
      Object.entries(parts.config.targets).map(([name, { series }]) => [name, new IdentifierPattern(series)]),
    );
  }

  get series(): readonly TargetSeries[] {
    return [...this.#series.values()];
  }

  /** Adds what is new, brings capacities up to date, forgets what has been silent. Rejects when Redis cannot be read. */
  async refresh(): Promise<void> {
    const { reader, config, log, isolation } = this.#parts;
    const identifiers = await reader.identifiers();
    const others = identifiers.filter((identifier) => !isOwn(identifier));
    for (const [target, options] of Object.entries(config.targets)) {
      const matches = others.flatMap((identifier): Match | [] => {
        const captures = this.#patterns.get(target)!.match(identifier);
        return captures ? { target, config: options, identifier, captures } : [];
      });
      if (matches.length > 0) log.well(`target ${target}`);
      else log.failing(`target ${target}`, `finds no series like ${options.series} in Redis yet`);
      // All at once: the client sends them as one stream.
      await Promise.all(
        matches.map((match) => isolation.run(match.identifier, () => this.#refresh(match, identifiers))),
      );
    }
  }

  async #refresh(match: Match, identifiers: readonly string[]): Promise<void> {
    const { reader, log, now } = this.#parts;
    const { target, identifier } = match;
    const key = `${target} ${identifier}`;
    const known = this.#series.get(key);
    const newest = await reader.newestEntry(identifier);
    if (!newest || now() - newest.time > forgottenSeconds) {
      this.#series.delete(key);
      return;
    }
    const capacity = await this.#capacity(match, identifiers);
    const subject = `${identifier}: capacity`;
    if (capacity === undefined) {
      if (!known) log.failing(subject, 'is not known yet: no complete set of series to sum up');
      return;
    }
    log.well(subject);
    if (known) known.capacity = capacity;
    else this.#series.set(key, await this.#start(match, capacity, newest.time));
  }

  /** A new series, with its past. */
  async #start(
    { target, config, identifier, captures }: Match,
    capacity: number,
    newest: number,
  ): Promise<TargetSeries> {
    const { reader, detectors } = this.#parts;
    const forecaster = findForecaster(config.forecaster)!;
    const detector = detectors.get(target);
    const series = new TargetSeries({ target, config, forecaster, detector, identifier, captures, capacity });
    const past = await reader.after(identifier, newest - pastHorizons * config.horizonSeconds, mostEntries);
    // The newest entry is left to the round, which gives its prediction to collectd.
    series.append(past.entries.slice(0, -1));
    return series;
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

/** Our own values are in Redis too; predicting predictions would be a loop. */
function isOwn(identifier: string): boolean {
  return identifier.split('/')[1]?.split('-')[0] === ownPlugin;
}
