import { theilSen } from '../../analysis/forecasters/theil-sen.ts';
import { Window, type Sample } from '../../analysis/window.ts';
import { TransitionLog } from '../../plugins/process/logger.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { CapacitySum } from '../../plugins/samples/capacity-sum.ts';
import { sumParts } from '../../plugins/samples/related-series.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { SeriesSource } from '../../plugins/samples/series-source.ts';
import { capacityAmong } from '../series/configured-target.ts';
import { forecastOf, fullTimesOf, readGiven, type FullTimes, type SeenForecast } from './given-values.ts';
import type { SeriesSight, WatchedSeries } from './watched-series.ts';

/** Everything else about a series that is shown. Amounts are in its own unit. */
export interface SeriesDetails {
  /** Of the newest sample; of a sum, the whole sum. */
  readonly value: number | undefined;
  /** Undefined where it is a share of a capacity that is not known. */
  readonly limit: number | undefined;
  /** Undefined where it is not known, or the target has none. */
  readonly capacity: number | undefined;
  /** The reason why the series cannot be read or measured against its limit. */
  readonly problem?: string;
  /** True when there is nothing of the resource, such as no swap. */
  readonly isNothing: boolean;
  readonly forecast: SeenForecast | undefined;
  readonly full: FullTimes;
  /** Change a minute over the last minute, of slow targets over up to ten; undefined with too few samples. */
  readonly perMinute: number | undefined;
  /** The samples of the last ten minutes, oldest first. */
  readonly recent: readonly Sample[];
}

/** Seconds of the past that are shown beside each series. */
export const recentSeconds = 600;
/** The change a minute is the one of the last horizon, but of at least a minute. */
const minRateSeconds = 60;
/** Details of a series that is not asked for are forgotten after this time. */
export const keptSeconds = 60;

interface Kept {
  readonly source: SeriesSource;
  readonly capacity: CapacitySum;
  samples: Sample[];
  /** Monotonic seconds. */
  used: number;
}

/** The time of a look. */
export interface LookTime {
  /** Epoch seconds. */
  readonly now: number;
  readonly monotonic: number;
}

/** Reads the details of the series that are shown. */
export class DetailLook {
  readonly #reader: WriteRedisReader;
  readonly #kept = new Map<string, Kept>();

  constructor(reader: WriteRedisReader) {
    this.#reader = reader;
  }

  /** @returns by key; rejects with StoreError when Redis cannot be read */
  async look(
    series: readonly WatchedSeries[],
    sight: Pick<SeriesSight, 'names' | 'known'>,
    time: LookTime,
  ): Promise<ReadonlyMap<string, SeriesDetails>> {
    for (const [key, { used }] of this.#kept) if (time.monotonic - used > keptSeconds) this.#kept.delete(key);
    const details = await Promise.all(series.map((one) => this.#lookAt(one, sight, time)));
    return new Map(series.map(({ key }, index) => [key, details[index]!]));
  }

  async #lookAt(
    one: WatchedSeries,
    { names, known }: Pick<SeriesSight, 'names' | 'known'>,
    time: LookTime,
  ): Promise<SeriesDetails> {
    const { now, monotonic } = time;
    const { limit: bound, dataSource, ensemble } = one.config;
    const limit = ensemble ? undefined : bound;
    const newest = one.newest?.values[dataSource];
    try {
      const { samples, capacity: memory } = await this.#keptOf(one, names, time);
      const [found, given] = await Promise.all([
        capacityAmong(this.#reader, one.config, one.identifier, names, now, memory, monotonic),
        readGiven(this.#reader, one, known, now),
      ]);
      const capacity = 'value' in found && Number.isFinite(found.value) ? found.value : undefined;
      return {
        value: samples.at(-1)?.value ?? newest,
        capacity,
        limit: typeof limit === 'object' ? capacity && limit.shareOfCapacity * capacity : limit,
        ...('problem' in found && { problem: found.problem }),
        isNothing: 'problem' in found && found.isZero,
        forecast: forecastOf(given, capacity),
        full: fullTimesOf(given),
        perMinute: changePerMinute(samples, one.config.horizonSeconds),
        recent: samples,
      };
    } catch (error) {
      if (!(error instanceof SeriesError)) throw error;
      return { ...withoutDetails, value: newest, problem: error.message };
    }
  }

  async #keptOf(one: WatchedSeries, names: SeriesSight['names'], time: LookTime): Promise<Kept> {
    const start = time.now - recentSeconds;
    const known = this.#kept.get(one.key);
    // After a clock was set back, newer samples have older times.
    const isUsable = known && (one.newest?.time ?? time.now) >= (known.samples.at(-1)?.time ?? 0);
    const kept = isUsable ? known : await this.#begin(one, names, start, time.now);
    if (isUsable) kept.samples.push(...(await kept.source.next(this.#reader, time.now)));
    kept.samples = kept.samples.filter((sample) => sample.time >= start && Number.isFinite(sample.value));
    kept.used = time.monotonic;
    this.#kept.set(one.key, kept);
    return kept;
  }

  async #begin(one: WatchedSeries, names: SeriesSight['names'], start: number, now: number): Promise<Kept> {
    const source = await sourceOf(this.#reader, one, names);
    const samples: Sample[] = [];
    for await (const page of source.past(this.#reader, start, Number.POSITIVE_INFINITY, now))
      samples.push(...page);
    return { source, capacity: new CapacitySum(), samples, used: 0 };
  }
}

/** Nothing is known. */
export const withoutDetails: SeriesDetails = {
  value: undefined,
  limit: undefined,
  capacity: undefined,
  isNothing: false,
  forecast: undefined,
  full: {},
  perMinute: undefined,
  recent: [],
};

/**
 * The samples of a series, or of the sum that it names.
 *
 * @returns rejects with SeriesError while a part of the sum is missing, and as the reader does
 */
export async function sourceOf(
  reader: WriteRedisReader,
  { config, identifier }: Pick<WatchedSeries, 'config' | 'identifier'>,
  names: SeriesSight['names'],
): Promise<SeriesSource> {
  const parts = await sumParts(reader, config.addends, config.series, identifier, names);
  if (parts.kind === 'incomplete') throw new SeriesError(parts.problem);
  const all = [identifier.name, ...parts.names];
  const nobody = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return new SeriesSource({
    names: all,
    dataSources: [config.dataSource],
    log: new TransitionLog(nobody, () => 0),
  });
}

function changePerMinute(recent: readonly Sample[], horizonSeconds: number): number | undefined {
  const newest = recent.at(-1);
  if (!newest) return undefined;
  const from = newest.time - Math.min(recentSeconds, Math.max(minRateSeconds, horizonSeconds));
  const window = Window.of(recent.filter(({ time }) => time >= from));
  const [now, later] = [theilSen.forecast(window, 0), theilSen.forecast(window, 60)];
  return now.kind === 'forecast' && later.kind === 'forecast' ? later.mean - now.mean : undefined;
}
