import type { Detector } from '../analysis/detector.ts';
import { describeAbstention } from '../analysis/forecast.ts';
import { findForecaster } from '../analysis/forecasters/registry.ts';
import { capacitySeries, sumOfNewest } from './capacity.ts';
import type { Config, TargetConfig } from './config.ts';
import { IdentifierPattern } from './identifier-pattern.ts';
import { IdentifierError } from './identifier.ts';
import type { TransitionLog } from './logger.ts';
import type { Output } from './output.ts';
import { ownPlugin } from './prediction-values.ts';
import { selfReport, selfReportSeconds, type RoundTotals } from './self-report.ts';
import { TargetSeries } from './target-series.ts';
import { ProtocolError } from './text-protocol.ts';
import { SeriesError, type WriteRedisReader } from './write-redis.ts';

/** New series are looked for, and capacities read anew, this often. */
const discoverSeconds = 10;
/** A series that has been silent for longer is not predicted: its host is gone. */
const forgottenSeconds = 3600;
/** What is read of a series' past when it is first seen, in horizons; enough to know what would be known had we run. */
const pastHorizons = 5;
/** More entries than this are not read at once; the oldest ones are left out. */
const mostEntries = 2000;

/** What a sample takes from collectd's read to Redis. */
const arrivalSeconds = 0.05;

export interface PredictorParts {
  readonly config: Config;
  readonly reader: WriteRedisReader;
  readonly output: Output;
  readonly log: TransitionLog;
  /** The host under which the program reports on itself. */
  readonly host: string;
  /** By target. */
  readonly detectors: ReadonlyMap<string, Detector>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** One round after the other: new samples from Redis, predictions to collectd. */
export class Predictor {
  readonly #parts: PredictorParts;
  readonly #patterns: ReadonlyMap<string, IdentifierPattern>;
  /** By target and identifier. */
  readonly #series = new Map<string, TargetSeries>();
  #discovered = Number.NEGATIVE_INFINITY;
  #reported = Number.NEGATIVE_INFINITY;
  #totals: RoundTotals = { rounds: 0, samples: 0, seconds: 0 };

  constructor(parts: PredictorParts) {
    this.#parts = parts;
    this.#patterns = new Map(
      Object.entries(parts.config.targets).map(([name, { series }]) => [name, new IdentifierPattern(series)]),
    );
  }

  get series(): readonly TargetSeries[] {
    return [...this.#series.values()];
  }

  /**
   * Reads what is new, and gives to collectd what follows from it.
   *
   * @returns rejects when Redis cannot be read; the next round makes up for it
   */
  async round(): Promise<void> {
    const { now } = this.#parts;
    const start = now();
    if (start - this.#discovered >= discoverSeconds) {
      await this.#discover();
      this.#discovered = start;
    }
    const advance = (series: TargetSeries): Promise<number | undefined> =>
      this.#apart(series.identifier, () => this.#advance(series, start));
    const used = await Promise.all(this.series.map(advance));
    this.#totals.samples += used.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    this.#totals.rounds++;
    this.#totals.seconds += now() - start;
    this.#report(start);
  }

  /**
   * Seconds from `now` to the next round: `roundSeconds`, or less so that it comes just after the newest series' next
   * sample. Half a second of lead time is worth having.
   */
  pauseSeconds(now: number): number {
    const { roundSeconds } = this.#parts.config;
    const newest = this.series.reduce<TargetSeries | undefined>(
      (best, series) => (best && best.newestTime >= series.newestTime ? best : series),
      undefined,
    );
    const interval = newest?.intervalSeconds;
    if (!newest || interval === undefined || interval < roundSeconds) return roundSeconds;
    const due = newest.newestTime + interval + arrivalSeconds - now;
    if (due > 0) return Math.min(due, roundSeconds);
    return -due < roundSeconds / 2 ? Math.min(2 * arrivalSeconds, roundSeconds) : roundSeconds;
  }

  /** What is wrong with one series must not stop the others: said once, and left out of this round. */
  async #apart<Result>(identifier: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      const ownFault =
        error instanceof SeriesError || error instanceof IdentifierError || error instanceof ProtocolError;
      if (!ownFault) throw error;
      this.#parts.log.failing(
        `the series ${JSON.stringify(identifier)}`,
        `cannot be predicted: ${error.message}`,
      );
      return undefined;
    }
  }

  async #advance(series: TargetSeries, now: number): Promise<number> {
    const { reader, log, config, output } = this.#parts;
    const { entries, malformed } = await reader.after(series.identifier, series.newestTime, mostEntries);
    if (malformed.length > 0) {
      const message = 'has members in Redis that write_redis did not write; they are skipped, such as';
      log.failing(series.identifier, message, ` ${JSON.stringify(malformed[0]!.slice(0, 80))}`);
    }
    const used = series.append(entries);
    this.#say(series, now);
    if (used === 0) return 0;
    for (const list of series.values(config.roundSeconds)) output.putValues(list);
    return used;
  }

  /** Speaks once when a series falls silent or cannot be forecast, and once when it is well again. */
  #say(series: TargetSeries, now: number): void {
    const { log, config } = this.#parts;
    const samples = `${series.identifier}: samples`;
    if (series.isStale(now, config.roundSeconds)) {
      log.failing(
        samples,
        'no longer arrive in Redis; is collectd running? (write_redis does not reconnect: after a restart of Redis, restart collectd)',
      );
    } else log.well(samples);
    const forecast = `${series.identifier}: forecast`;
    if (series.abstention && series.abstention.reason !== 'too-few-samples') {
      log.failing(forecast, `is not possible: ${describeAbstention(series.abstention)}`);
    } else log.well(forecast);
  }

  #report(now: number): void {
    if (now - this.#reported < selfReportSeconds) return;
    const { output, config, host } = this.#parts;
    if (this.#reported > 0) {
      for (const list of selfReport(host, now, this.series, this.#totals, config.roundSeconds))
        output.putValues(list);
    }
    this.#reported = now;
    this.#totals = { rounds: 0, samples: 0, seconds: 0 };
  }

  async #discover(): Promise<void> {
    const identifiers = await this.#parts.reader.identifiers();
    for (const [target, config] of Object.entries(this.#parts.config.targets)) {
      let matching = 0;
      for (const identifier of identifiers) {
        const captures = this.#patterns.get(target)!.match(identifier);
        if (!captures || isOwn(identifier)) continue;
        matching++;
        const refresh = (): Promise<void> => this.#refresh(target, config, identifier, captures, identifiers);
        await this.#apart(identifier, refresh);
      }
      if (matching > 0) this.#parts.log.well(`target ${target}`);
      else this.#parts.log.failing(`target ${target}`, `finds no series like ${config.series} in Redis yet`);
    }
  }

  /** Keeps a known series' capacity up to date, starts a new one with its past, forgets a silent one. */
  async #refresh(
    target: string,
    config: TargetConfig,
    identifier: string,
    captures: readonly string[],
    identifiers: readonly string[],
  ): Promise<void> {
    const { reader, log, now, detectors } = this.#parts;
    const key = `${target} ${identifier}`;
    const known = this.#series.get(key);
    const newest = (await reader.newest(identifier, 1)).entries[0];
    if (!newest || now() - newest.time > forgottenSeconds) {
      this.#series.delete(key);
      return;
    }
    const capacity = await this.#capacity(config, identifier, identifiers);
    if (capacity === undefined) {
      if (!known)
        log.failing(`${identifier}: capacity`, 'is not known yet: no complete set of series to sum up');
      return;
    }
    log.well(`${identifier}: capacity`);
    if (known) {
      known.capacity = capacity;
      return;
    }
    const forecaster = findForecaster(config.forecaster)!;
    const detector = detectors.get(target);
    const series = new TargetSeries({ target, config, forecaster, detector, identifier, captures, capacity });
    const past = await reader.after(
      identifier,
      newest.time - pastHorizons * config.horizonSeconds,
      mostEntries,
    );
    // The newest entry is left to the round, which gives its prediction to collectd.
    series.append(past.entries.slice(0, -1));
    this.#series.set(key, series);
  }

  async #capacity(
    config: TargetConfig,
    identifier: string,
    identifiers: readonly string[],
  ): Promise<number | undefined> {
    if (typeof config.capacity === 'number') return config.capacity;
    const parts = capacitySeries(config.capacity.sumOf, config.series, identifier, identifiers);
    return sumOfNewest(this.#parts.reader, parts, config.dataSource, config.horizonSeconds);
  }
}

/** Our own values are in Redis too; predicting predictions would be a loop. */
function isOwn(identifier: string): boolean {
  return identifier.split('/')[1]?.split('-')[0] === ownPlugin;
}
