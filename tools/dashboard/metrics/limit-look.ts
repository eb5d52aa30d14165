import { SeriesError, type SampleReader } from '../../../plugins/samples/sample-reader.ts';
import { CapacitySum } from '../../../plugins/samples/capacity-sum.ts';
import type { LookTime } from '../../outlook/series-details.ts';
import type { SeriesSight, WatchedSeries } from '../../outlook/watched-series.ts';
import { capacityAmong } from '../../series/configured-target.ts';

/** Seconds for which a limit that is a share of a capacity is kept: its parts are series of their own. */
const keptSeconds = 30;

interface Kept {
  readonly capacity: CapacitySum;
  limit: number | undefined;
  /** Monotonic seconds. */
  readAt: number;
}

/** The limits of all series, in the unit of each, for metrics that are read again and again. */
export class LimitLook {
  /** By the key of a series. */
  #kept = new Map<string, Kept>();

  /**
   * The limits of these series, by key; without the ones that are not known.
   *
   * @returns rejects with StoreError when Redis cannot be read
   */
  async look(
    reader: Pick<SampleReader, 'newestEntry'>,
    series: readonly WatchedSeries[],
    { names }: Pick<SeriesSight, 'names'>,
    time: LookTime,
  ): Promise<ReadonlyMap<string, number>> {
    const limits = new Map<string, number>();
    const kept = new Map<string, Kept>();
    const looks = series.map(async (one) => {
      const known = this.#kept.get(one.key);
      const isFresh = known !== undefined && time.monotonic - known.readAt < keptSeconds;
      const seen = isFresh ? known : await read(reader, one, names, time, known?.capacity);
      kept.set(one.key, seen);
      return seen.limit === undefined ? limits : limits.set(one.key, seen.limit);
    });
    await Promise.all(looks);
    this.#kept = kept;
    return limits;
  }
}

/** The same for several Redis, each by its name; undefined is the only one. */
export class LimitLooks {
  readonly #byStore = new Map<string | undefined, LimitLook>();

  of(store: string | undefined): LimitLook {
    const look = this.#byStore.get(store) ?? new LimitLook();
    this.#byStore.set(store, look);
    return look;
  }
}

async function read(
  reader: Pick<SampleReader, 'newestEntry'>,
  { config, identifier }: WatchedSeries,
  names: SeriesSight['names'],
  { now, monotonic }: LookTime,
  capacity = new CapacitySum(),
): Promise<Kept> {
  const { limit } = config;
  if (typeof limit === 'number') return { capacity, limit, readAt: monotonic };
  const kept = { capacity, limit: undefined, readAt: monotonic };
  try {
    const found = await capacityAmong(reader, config, identifier, names, now, capacity, monotonic);
    if ('problem' in found || !Number.isFinite(found.value)) return kept;
    return { ...kept, limit: limit.shareOfCapacity * found.value };
  } catch (error) {
    if (!(error instanceof SeriesError)) throw error;
    return kept;
  }
}
