import type { Detector } from '../../analysis/detector.ts';
import { describeAbstention } from '../../analysis/forecast.ts';
import type { Config } from '../config/config.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { Output } from '../collectd/output.ts';
import { isOwn } from '../collectd/identifier.ts';
import { RawDataAlarm } from './raw-data-alarm.ts';
import type { WriteTrouble } from '../redis/trouble.ts';
import { type SampleReader, SeriesIsolation } from '../samples/sample-reader.ts';
import { SeriesCatalog, type CataloguedSeries } from './series-catalog.ts';
import { selfReport, selfReportSeconds, type RoundTotals } from './self-report.ts';
import type { ContextKeeper } from './context-keeper.ts';
import type { TargetSeries } from './target-series.ts';
import type { ValueList } from '../collectd/text-protocol.ts';

/** New series are looked for, and capacities read anew, this often. */
const discoverSeconds = 10;
/** A sample is not from the future while it is ahead by less. */
const clockSlackSeconds = 1;
/** Nobody is notified of less: a machine that swaps makes collectd late. */
const leastSilenceSeconds = 3;
/** What a sample takes from collectd's read to Redis. */
const arrivalSeconds = 0.05;

export interface PredictorParts {
  readonly config: Config;
  readonly reader: SampleReader;
  readonly output: Output;
  readonly log: TransitionLog;
  /** How many series come from elsewhere, because Redis has nothing new of them (default: none ever does). */
  readonly fromCache?: () => number;
  /** What is wrong with Redis when nothing new arrives in it (default: nobody knows). */
  readonly findTrouble?: () => Promise<WriteTrouble | undefined>;
  /** The host under which the program reports on itself. */
  readonly host: string;
  /** By target. */
  readonly detectors: ReadonlyMap<string, Detector>;
  /** Tells `dma deliver` what is known of the series at risk (default: nobody does). */
  readonly contexts?: ContextKeeper;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a clock that never jumps. */
  readonly monotonic: () => number;
}

/** One round after the other: new samples from Redis, predictions to collectd. */
export class Predictor {
  readonly #parts: PredictorParts;
  readonly #isolation: SeriesIsolation;
  readonly #catalog: SeriesCatalog;
  readonly #alarm: RawDataAlarm;
  #discovered = Number.NEGATIVE_INFINITY;
  #reported = Number.NEGATIVE_INFINITY;
  #totals: RoundTotals = { rounds: 0, samples: 0, seconds: 0 };

  constructor(parts: PredictorParts) {
    this.#parts = parts;
    this.#isolation = new SeriesIsolation(parts.log);
    const { config, log, contexts } = parts;
    // Redis may no longer hold when that was.
    const onLoaded = (series: TargetSeries): void => {
      if (contexts?.wasExhausted(series, parts.now())) series.recallExhaustion();
    };
    const onForgotten = (series: TargetSeries): void => {
      log.forget(series.identifier);
      contexts?.forget(series, config.targets[series.target]!);
    };
    this.#catalog = new SeriesCatalog({ ...parts, isolation: this.#isolation, onLoaded, onForgotten });
    const notify = parts.output.putNotification.bind(parts.output);
    this.#alarm = new RawDataAlarm({ ...parts, notify });
  }

  get series(): readonly TargetSeries[] {
    return this.#catalog.entries.map(({ series }) => series);
  }

  /**
   * Reads what is new, and gives to collectd what follows from it.
   *
   * @returns rejects when Redis cannot be read; the next round makes up for it
   */
  async round(): Promise<void> {
    const { monotonic, contexts, now } = this.#parts;
    const start = monotonic();
    const trouble = await this.#catalogue(start);
    contexts?.tidy(now());
    const advance = (entry: CataloguedSeries): Promise<number | undefined> =>
      this.#isolation.run(entry.series.identifier, () => this.#advance(entry));
    const used = await Promise.all(this.#catalog.entries.map(advance));
    this.#totals.samples += used.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    this.#totals.rounds++;
    this.#totals.seconds += monotonic() - start;
    await this.#alarmOf(start);
    this.#report(start);
    if (trouble !== undefined) throw trouble;
  }

  /** @returns what went wrong: it must not keep those from going on that are known already */
  async #catalogue(start: number): Promise<unknown> {
    try {
      if (start - this.#discovered >= discoverSeconds) {
        await this.#catalog.refresh();
        this.#discovered = start;
      }
      await this.#catalog.load();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /**
   * Seconds from `now` to the next round: `roundSeconds`, or less so that it comes just after the newest series' next
   * sample. Half a second of lead time is worth having.
   */
  pauseSeconds(now: number): number {
    const { roundSeconds } = this.#parts.config;
    // A thousand series take a minute; those whose past has been read are predicted meanwhile.
    if (this.#catalog.isLoading) return arrivalSeconds;
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

  async #advance(entry: CataloguedSeries): Promise<number> {
    const { reader, config, output, contexts, log, now, monotonic } = this.#parts;
    const { series, source } = entry;
    const samples = await source.next(reader, now());
    const used = series.append(samples, monotonic());
    this.#say(series);
    if (used === 0) {
      this.#mindTheClock(entry);
      return 0;
    }
    log.subject(`${series.identifier}: its time`).recovered();
    const lists = series.values(config.roundSeconds);
    // Before collectd knows, since it may notify at once.
    if (contexts) await contexts.note(series, config.targets[series.target]!, riskPercentOf(lists));
    for (const list of lists) output.putValues(list);
    return used;
  }

  /** What is written by a clock that was set back comes before the newest sample, and would not be looked at. */
  #mindTheClock(entry: CataloguedSeries): void {
    const { config, log, now, monotonic } = this.#parts;
    const { series } = entry;
    const ahead = series.newestTime - now();
    if (ahead < clockSlackSeconds || !series.isStale(monotonic(), config.roundSeconds)) return;
    const message =
      'was set back, and it begins anew; restart collectd, which reads nothing until its clock has caught up';
    log.subject(`${series.identifier}: its time`).failing(message, ` (by ${Math.ceil(ahead)} s or more)`);
    this.#catalog.restart(entry);
    this.#discovered = Number.NEGATIVE_INFINITY;
  }

  /** Speaks once when a series falls silent or cannot be forecast, and once when it recovers. */
  #say(series: TargetSeries): void {
    const { log, config, monotonic } = this.#parts;
    const samples = `${series.identifier}: samples`;
    if (series.isStale(monotonic(), config.roundSeconds)) {
      log.subject(samples).failing('no longer arrive; is collectd well on that host?');
    } else log.subject(samples).recovered();
    const forecast = `${series.identifier}: forecast`;
    if (series.abstention && series.abstention.reason !== 'too-few-samples') {
      log.subject(forecast).failing(`is not possible: ${describeAbstention(series.abstention)}`);
    } else log.subject(forecast).recovered();
  }

  /** Some series may be silent for reasons of their own; `gauge-stale` tells of them. */
  async #alarmOf(start: number): Promise<void> {
    const { config, fromCache, now } = this.#parts;
    const { series } = this;
    if (series.length === 0) return;
    const isStale = (one: TargetSeries): boolean => one.isStale(start, config.roundSeconds);
    const isSilent = (one: TargetSeries): boolean =>
      isStale(one) && one.silentSeconds(start) >= leastSilenceSeconds;
    if (series.every(isSilent)) await this.#alarm.look('nowhere', now());
    else if ((fromCache?.() ?? 0) > 0) await this.#alarm.look('cache', now());
    else if (!series.every(isStale)) await this.#alarm.look('redis', now());
  }

  #stale(start: number): number {
    return this.series.filter((series) => series.isStale(start, this.#parts.config.roundSeconds)).length;
  }

  #report(start: number): void {
    if (start - this.#reported < selfReportSeconds) return;
    const { output, host, now, fromCache } = this.#parts;
    if (this.#reported > Number.NEGATIVE_INFINITY) {
      const state = {
        stale: this.#stale(start),
        fromCache: fromCache?.() ?? 0,
        superseded: output.superseded,
      };
      for (const list of selfReport(host, now(), this.series, this.#totals, state)) output.putValues(list);
    }
    this.#reported = start;
    this.#totals = { rounds: 0, samples: 0, seconds: 0 };
  }
}

function riskPercentOf(lists: readonly ValueList[]): number | undefined {
  return lists.find(({ identifier }) => {
    return isOwn(identifier) && identifier.type === 'percent' && identifier.typeInstance === 'risk';
  })?.values[0];
}
