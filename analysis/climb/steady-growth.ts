import { canTrendReach } from './beating-trend.ts';
import { HighestValues, type GrowthAhead } from './highest-values.ts';
import { maxDampingHorizons } from './trend-records.ts';

/** The scales at which growth is looked for, in horizons, by fours: `trends.ts` looks at up to two. */
const scaleHorizons = [8, 32] as const;
/** It counts where it leads to the limit within 1.11 horizons: damped, an alert then comes one ahead. */
const dueHorizons = 1 + maxDampingHorizons;

/**
 * The growth of a series that staggers: it climbs, rests for a horizon and gives a little back, so that its slopes over
 * up to two horizons swing about the trend that leads it to the limit. Over eight or 32 of them, its highest values lie
 * on a line.
 *
 * O(1) a point, and some 150 slopes a scale for each that is near the limit. 16 bins a scale are kept.
 */
export class SteadyGrowth {
  readonly #dueSeconds: number;
  readonly #scales: readonly HighestValues[];
  /** Seconds of the first sample. Its bin may be cut, and the screen of very many series counts from here as well. */
  #since = Number.NaN;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#dueSeconds = dueHorizons * horizonSeconds;
    this.#scales = scaleHorizons.map((horizons) => new HighestValues(horizons * horizonSeconds));
  }

  /** Takes one finite sample that is newer than the last one. */
  append(time: number, value: number): void {
    if (Number.isNaN(this.#since)) this.#since = time;
    for (const scale of this.#scales) {
      scale.append(time, value);
      scale.forgetSlope();
    }
  }

  /**
   * The growth that leads to the limit soonest; undefined without any that does within {@link dueHorizons}. A series
   * that has come down by more than is missing to the limit has left its line.
   */
  ahead(time: number, value: number, limit: number): GrowthAhead | undefined {
    let soonest: GrowthAhead | undefined;
    for (const scale of this.#scales) {
      const { highest, rise, seconds } = scale;
      const need = limit - highest;
      if (need <= 0 || highest - value > need || !canTrendReach(rise, need)) continue;
      if (time - this.#since < seconds) continue;
      const { line } = scale;
      if (!line) continue;
      const slope = Math.min(line.slope, line.lateSlope);
      const secondsToLimit = need / slope;
      if (secondsToLimit > this.#dueSeconds || secondsToLimit >= (soonest?.secondsToLimit ?? Infinity))
        continue;
      soonest = { ageSeconds: seconds, slope, secondsToLimit };
    }
    return soonest;
  }
}
