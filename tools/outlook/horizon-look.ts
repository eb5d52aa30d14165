import { minChosenSeconds } from '../../analysis/auto-horizon.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { horizonByPast } from '../../plugins/series/horizon-keeper.ts';
import type { OutputNames } from '../../plugins/series/prediction-values.ts';
import type { FoundSeries } from '../../plugins/series/series-start.ts';
import { givenHorizon, horizonNameOf } from '../series/series-horizon.ts';

/** Finds the horizons of series whose targets leave them open: those that `dma predict` gives, or would choose. */
export class HorizonLook {
  readonly #reader: Pick<WriteRedisReader, 'newestEntry' | 'after'>;
  /** In seconds. */
  readonly #byPast = new WeakMap<FoundSeries, number>();

  constructor(reader: Pick<WriteRedisReader, 'newestEntry' | 'after'>) {
    this.#reader = reader;
  }

  /**
   * @param known the names that Redis holds
   * @param now epoch seconds
   * @returns seconds; the shortest ones while the series has too few samples. Rejects with StoreError
   */
  async look(
    found: FoundSeries,
    outputs: OutputNames,
    known: ReadonlySet<string>,
    now: number,
  ): Promise<number> {
    const { horizonSeconds } = found.config;
    if (horizonSeconds !== 'auto') return horizonSeconds;
    try {
      const name = horizonNameOf(outputs);
      const given = known.has(name) ? await givenHorizon(this.#reader, name, now) : undefined;
      const seconds = given ?? this.#byPast.get(found) ?? (await this.#choose(found, now));
      return seconds ?? minChosenSeconds;
    } catch (error) {
      if (!(error instanceof SeriesError)) throw error;
      return minChosenSeconds;
    }
  }

  async #choose(found: FoundSeries, now: number): Promise<number | undefined> {
    const chosen = await horizonByPast(this.#reader, found, now);
    if (chosen) this.#byPast.set(found, chosen.horizonSeconds);
    return chosen?.horizonSeconds;
  }
}
