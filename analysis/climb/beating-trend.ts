import { medianSlope } from '../maths/median-slope.ts';
import { restsOf, straightLine } from './straight-line.ts';
import { maxDampingHorizons } from './trend-records.ts';

/** The trend is looked for in stretches of a horizon: 8 to 16 of them. */
const maxStretches = 16;
const leastStretches = 8;
/** A stretch is made of four bins, to begin one with each. */
const binsPerStretch = 4;
const maxBins = maxStretches * binsPerStretch;
/** The trend counts where it leads to the limit within 1.11 horizons: damped, an alert then comes one ahead. */
const dueHorizons = 1 + maxDampingHorizons;
/** Touching the limit is not crossing it: a value counts as high where it is held for this long. */
const heldSeconds = 5;
/** A series beats when a climb has ended in every other horizon; else it is a single climb, whose precedents count. */
const leastTeeth = 1 / 2;
/** No trend is looked for where more is missing to the limit than this share of the range: it cannot rise so fast. */
const screenShare = 1 / 10;

/** A series that has been watched for fewer horizons has too few whole stretches. */
const leastWatched = leastStretches - 1 / binsPerStretch;

/**
 * True where a trend under teeth may lead to the limit, or one of a series that staggers.
 *
 * @param range between the lowest and the highest value of the time in which the trend is looked for, or of more
 * @param need what is missing from the highest one to the limit
 * @param watchedHorizons since the first sample (default: long enough)
 */
export function canTrendReach(range: number, need: number, watchedHorizons = leastStretches): boolean {
  return need <= screenShare * range && watchedHorizons >= leastWatched;
}

/** A trend that leads the teeth of a series to the limit within about a horizon. */
export interface TrendAhead {
  /** Seconds for which it has been seen. */
  readonly ageSeconds: number;
  /** Seconds until the tops of the teeth are at the limit. */
  readonly secondsToLimit: number;
}

/** The line on which the tops of the teeth lie. */
interface TopLine {
  readonly ageSeconds: number;
  readonly slope: number;
  /** The highest values of half of the stretches are at least this, at `time`. */
  readonly level: number;
  readonly newestTop: number;
  readonly time: number;
}

const times = new Float64Array(maxStretches);
const tops = new Float64Array(maxStretches);
const floors = new Float64Array(maxStretches);

/**
 * The trend of a series that beats with teeth shorter than the horizon: the heap of a program that leaks, a page of
 * which rows come and go. No tooth says that the next ones will be higher; the lowest values of stretches of a horizon
 * do, for they lie on a line.
 *
 * O(1) a point, and 300 slopes for every quarter of a horizon in which it may lead to the limit. At most 64 bins are
 * kept.
 */
export class BeatingTrend {
  readonly #binSeconds: number;
  readonly #dueSeconds: number;
  #length = 0;
  readonly #bins = new Float64Array(maxBins + 1);
  readonly #highs = new Float64Array(maxBins + 1);
  readonly #lows = new Float64Array(maxBins + 1);
  readonly #teeth = new Float64Array(maxBins + 1);
  #firstBin = Number.NaN;
  #highest = Number.NEGATIVE_INFINITY;
  #lowest = Number.POSITIVE_INFINITY;
  /** The values since then are held until the next piece begins. */
  #piece = Number.NaN;
  #held = 0;
  #line: TopLine | undefined;
  #isFitted = false;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#binSeconds = horizonSeconds / binsPerStretch;
    this.#dueSeconds = dueHorizons * horizonSeconds;
  }

  /**
   * Takes one finite sample that is newer than the last one.
   *
   * @param hasEnded a climb has just ended
   */
  append(time: number, value: number, hasEnded: boolean): void {
    const bin = Math.floor(time / this.#binSeconds + 1e-9);
    if (this.#length === 0 || bin !== this.#bins[this.#length - 1]) this.#begin(bin, value);
    const newest = this.#length - 1;
    if (hasEnded) this.#teeth[newest]!++;
    this.#lows[newest] = Math.min(this.#lows[newest]!, value);
    this.#lowest = Math.min(this.#lowest, value);
    const piece = Math.floor(time / heldSeconds + 1e-9);
    if (piece === this.#piece) {
      this.#held = Math.min(this.#held, value);
      return;
    }
    if (!Number.isNaN(this.#piece)) {
      this.#highs[newest] = Math.max(this.#highs[newest]!, this.#held);
      this.#highest = Math.max(this.#highest, this.#held);
    }
    this.#piece = piece;
    this.#held = value;
  }

  /** The trend, where it leads to the limit within {@link dueHorizons}. */
  ahead(time: number, limit: number): TrendAhead | undefined {
    const need = limit - this.#highest;
    if (!canTrendReach(this.#highest - this.#lowest, need)) return undefined;
    if (!this.#isFitted) this.#line = this.#fit();
    this.#isFitted = true;
    if (!this.#line || this.#line.newestTop >= limit) return undefined;
    const { ageSeconds, slope, level } = this.#line;
    const secondsToLimit = Math.max(0, (limit - level) / slope - (time - this.#line.time));
    return secondsToLimit <= this.#dueSeconds ? { ageSeconds, secondsToLimit } : undefined;
  }

  #begin(bin: number, value: number): void {
    if (Number.isNaN(this.#firstBin)) this.#firstBin = bin;
    let forgotten = 0;
    while (forgotten < this.#length && this.#bins[forgotten]! < bin - maxBins) forgotten++;
    if (forgotten > 0) this.#forget(forgotten);
    const newest = this.#length++;
    this.#bins[newest] = bin;
    this.#highs[newest] = Number.NEGATIVE_INFINITY;
    this.#lows[newest] = value;
    this.#teeth[newest] = 0;
    this.#isFitted = false;
  }

  #forget(forgotten: number): void {
    for (const kept of [this.#bins, this.#highs, this.#lows, this.#teeth])
      kept.copyWithin(0, forgotten, this.#length);
    this.#length -= forgotten;
    this.#highest = Number.NEGATIVE_INFINITY;
    this.#lowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#length; i++) {
      this.#highest = Math.max(this.#highest, this.#highs[i]!);
      this.#lowest = Math.min(this.#lowest, this.#lows[i]!);
    }
  }

  /** The line through the closed bins; undefined without one. */
  #fit(): TopLine | undefined {
    const stretches = this.#fillStretches();
    if (stretches < leastStretches) return undefined;
    const ageSeconds = stretches * binsPerStretch * this.#binSeconds;
    const floor = straightLine(times, floors, stretches, ageSeconds);
    if (!floor) return undefined;
    const slope = Math.min(floor.slope, floor.lateSlope, medianSlope(times, tops, stretches));
    if (!(slope > 0)) return undefined;
    const level = restsOf(times, tops, stretches, floor.slope)[stretches >> 1]!;
    const newestTop = tops[stretches - 1]!;
    if (newestTop < level - floor.spread / 2) return undefined;
    const time = this.#bins[this.#length - 1]! * this.#binSeconds;
    return { ageSeconds, slope, level, newestTop, time };
  }

  /** Fills the arrays with the stretches, the oldest first, their times counted from the newest one. */
  #fillStretches(): number {
    const end = this.#bins[this.#length - 1]!;
    const watched = Math.floor((end - this.#firstBin) / binsPerStretch);
    const stretches = Math.min(maxStretches, watched);
    if (stretches < leastStretches) return 0;
    tops.fill(Number.NEGATIVE_INFINITY);
    floors.fill(Number.POSITIVE_INFINITY);
    let teeth = 0;
    for (let i = 0; i < this.#length - 1; i++) {
      const before = Math.ceil((end - this.#bins[i]!) / binsPerStretch);
      const stretch = stretches - before;
      if (stretch < 0) continue;
      tops[stretch] = Math.max(tops[stretch]!, this.#highs[i]!);
      floors[stretch] = Math.min(floors[stretch]!, this.#lows[i]!);
      teeth += this.#teeth[i]!;
    }
    if (teeth < leastTeeth * stretches) return 0;
    return this.#dropEmpty(stretches);
  }

  #dropEmpty(stretches: number): number {
    let kept = 0;
    for (let i = 0; i < stretches; i++) {
      if (tops[i] === Number.NEGATIVE_INFINITY) continue;
      times[kept] = (i + 1 - stretches) * binsPerStretch * this.#binSeconds;
      tops[kept] = tops[i]!;
      floors[kept++] = floors[i]!;
    }
    return kept;
  }
}
