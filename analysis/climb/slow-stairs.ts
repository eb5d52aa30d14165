import { medianSlope } from '../maths/median-slope.ts';
import { Stillness } from './stillness.ts';

/**
 * The scales at which growth is looked for, in horizons. `trends.ts` looks at shorter ones, and a longer past is not
 * replayed after a restart.
 */
const scaleHorizons = [15, 60] as const;
/** Each scale is cut into this many bins, of which the highest values count. */
const binsPerScale = 16;
/** A scale with fewer bins that have a value says nothing. */
const leastBins = binsPerScale / 2;
/** The highest values may come down from bin to bin this often; growth that is taken back more often does not count. */
const maxFallShare = 0.2;

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

/** Stairs that lead to the limit. */
export interface StairsAhead {
  /** Seconds for which the series has grown like this. */
  readonly ageSeconds: number;
  /** In units of the value per second. */
  readonly slope: number;
  /** Seconds to the limit at this slope. */
  readonly secondsToLimit: number;
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
  readonly #scales: readonly Scale[];
  readonly #stillness: Stillness;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#stillness = new Stillness(horizonSeconds);
    this.#scales = scaleHorizons.map((horizons) => new Scale(horizons * horizonSeconds));
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
  ahead(value: number, limit: number): StairsAhead | undefined {
    if (!this.#stillness.isStill) return undefined;
    let soonest: StairsAhead | undefined;
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

/** The highest values of the newest 16 bins, and their trend. */
class Scale {
  readonly seconds: number;
  readonly #bins = new Float64Array(binsPerScale);
  /** Of the newest sample in each bin. */
  readonly #times = new Float64Array(binsPerScale);
  readonly #highs = new Float64Array(binsPerScale);
  #length = 0;
  #firstBin = Number.NaN;
  #slope: number | undefined;

  constructor(seconds: number) {
    this.seconds = seconds;
  }

  get highest(): number {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#length; i++) highest = Math.max(highest, this.#highs[i]!);
    return highest;
  }

  /** From the oldest bin to the newest one, in units of the value per second. */
  get pace(): number {
    return (this.#highs[this.#length - 1]! - this.#highs[0]!) / this.seconds;
  }

  /** The median of the slopes between all pairs of bins, in units of the value per second; 0 without a trend. */
  get slope(): number {
    this.#slope ??= this.#fit();
    return this.#slope;
  }

  forgetSlope(): void {
    this.#slope = undefined;
  }

  append(time: number, value: number): void {
    const bin = Math.floor((time * binsPerScale) / this.seconds + 1e-9);
    const newest = this.#length - 1;
    if (this.#length > 0 && bin === this.#bins[newest]) {
      this.#times[newest] = time;
      this.#highs[newest] = Math.max(this.#highs[newest]!, value);
      return;
    }
    if (this.#length === 0) this.#firstBin = bin;
    this.#forget(bin - binsPerScale);
    this.#bins[this.#length] = bin;
    this.#times[this.#length] = time;
    this.#highs[this.#length++] = value;
  }

  #fit(): number {
    const last = this.#length - 1;
    const isWatched = this.#bins[last]! - this.#firstBin >= binsPerScale - 1;
    if (!isWatched || this.#length < leastBins) return 0;
    let falls = 0;
    for (let bin = 1; bin <= last; bin++) if (this.#highs[bin]! < this.#highs[bin - 1]!) falls++;
    return falls <= maxFallShare * last ? medianSlope(this.#times, this.#highs, this.#length) : 0;
  }

  /** Forgets the bins up to this one. */
  #forget(bin: number): void {
    let forgotten = 0;
    while (forgotten < this.#length && this.#bins[forgotten]! <= bin) forgotten++;
    for (const kept of [this.#bins, this.#times, this.#highs]) kept.copyWithin(0, forgotten, this.#length);
    this.#length -= forgotten;
  }
}
