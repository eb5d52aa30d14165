import { HighestValues, type GrowthAhead } from './highest-values.ts';
import { Stillness } from './stillness.ts';

/**
 * The scales at which growth is looked for, in horizons. `trends.ts` looks at shorter ones, and a longer past is not
 * replayed after a restart.
 */
const scaleHorizons = [15, 60] as const;

/** The limit is in sight when the stairs lead there within this many horizons. */
const sightHorizons = 2;
/** Slopes are not worth their cost where this many times the plain pace does not lead there. */
const screenFactor = 4;

/**
 * True where stairs may lead to the limit.
 *
 * @param range between the lowest and the highest value of the last 60 horizons or more
 * @param need what is missing from the highest one to the limit
 */
export function canStairsReach(range: number, need: number): boolean {
  return (screenFactor * range) / scaleHorizons[0] >= need / sightHorizons;
}

/**
 * The growth of a series that stands still most of the time: a process that takes a page every half hour, a disk in
 * whole percents. Over two horizons it is flat; over 15 or 60 of them, its highest values have a trend.
 *
 * O(16) a point, and 120 slopes a scale for every eighth of a horizon in which they may lead to the limit. At most 16
 * bins a scale are kept.
 */
export class SlowStairs {
  readonly #horizonSeconds: number;
  readonly #scales: readonly HighestValues[];
  readonly #stillness: Stillness;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#stillness = new Stillness(horizonSeconds);
    this.#scales = scaleHorizons.map((horizons) => new HighestValues(horizons * horizonSeconds));
  }

  /** Takes one finite sample that is newer than the last one. */
  append(time: number, value: number): void {
    for (const scale of this.#scales) scale.append(time, value);
    if (!this.#stillness.append(time, value)) return;
    for (const scale of this.#scales) scale.forgetSlope();
  }

  /**
   * The stairs that reach the limit soonest; undefined without any that reach it in sight. A series that has come down
   * by more than is missing to the limit has left its stairs.
   */
  ahead(value: number, limit: number): GrowthAhead | undefined {
    if (!this.#stillness.isStill) return undefined;
    let soonest: GrowthAhead | undefined;
    for (const scale of this.#scales) {
      const { highest, seconds } = scale;
      const need = limit - highest;
      const steepEnough = need / (sightHorizons * this.#horizonSeconds);
      if (need <= 0 || highest - value > need || screenFactor * scale.pace < steepEnough) continue;
      const { slope } = scale;
      if (slope < steepEnough) continue;
      const secondsToLimit = need / slope;
      if (soonest && soonest.secondsToLimit <= secondsToLimit) continue;
      soonest = { ageSeconds: seconds, slope, secondsToLimit };
    }
    return soonest;
  }
}
