import type { Detector } from '../analysis/detector.ts';
import { describeAbstention } from '../analysis/forecast.ts';
import type { Config } from './config.ts';
import type { TransitionLog } from './logger.ts';
import type { Output } from './output.ts';
import { ownPlugin } from './prediction-values.ts';
import { SeriesCatalog, type CataloguedSeries } from './series-catalog.ts';
import { SeriesIsolation } from './series-isolation.ts';
import { selfReport, selfReportSeconds, type RoundTotals } from './self-report.ts';
import type { SituationKeeper } from './situation-keeper.ts';
import type { TargetSeries } from './target-series.ts';
import type { ValueList } from './text-protocol.ts';
import type { WriteRedisReader } from './write-redis.ts';

/** New series are looked for, and capacities read anew, this often. */
const discoverSeconds = 10;
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
  /** Tells `dma deliver` what is known of the series at risk (default: nobody does). */
  readonly situations?: SituationKeeper;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** One round after the other: new samples from Redis, predictions to collectd. */
export class Predictor {
  readonly #parts: PredictorParts;
  readonly #isolation: SeriesIsolation;
  readonly #catalog: SeriesCatalog;
  #discovered = Number.NEGATIVE_INFINITY;
  #reported = Number.NEGATIVE_INFINITY;
  #totals: RoundTotals = { rounds: 0, samples: 0, seconds: 0 };

  constructor(parts: PredictorParts) {
    this.#parts = parts;
    this.#isolation = new SeriesIsolation(parts.log);
    this.#catalog = new SeriesCatalog({ ...parts, isolation: this.#isolation });
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
    const { now } = this.#parts;
    const start = now();
    if (start - this.#discovered >= discoverSeconds) {
      await this.#catalog.refresh();
      this.#discovered = start;
    }
    await this.#catalog.load();
    this.#parts.situations?.tidy(start);
    const advance = (entry: CataloguedSeries): Promise<number | undefined> =>
      this.#isolation.run(entry.series.identifier, () => this.#advance(entry, start));
    const used = await Promise.all(this.#catalog.entries.map(advance));
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

  async #advance({ series, source }: CataloguedSeries, now: number): Promise<number> {
    const { reader, config, output, situations } = this.#parts;
    const used = series.append(await source.next(reader, now));
    this.#say(series, now);
    if (used === 0) return 0;
    const lists = series.values(config.roundSeconds);
    // Before collectd knows, since it may notify at once.
    if (situations) await situations.note(series, config.targets[series.target]!, riskPercentOf(lists));
    for (const list of lists) output.putValues(list);
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
}

function riskPercentOf(lists: readonly ValueList[]): number | undefined {
  return lists.find(({ identifier: { plugin, type, typeInstance } }) => {
    return plugin === ownPlugin && type === 'percent' && typeInstance === 'risk';
  })?.values[0];
}
