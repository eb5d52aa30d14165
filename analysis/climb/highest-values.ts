import { medianSlope } from '../maths/median-slope.ts';
import { straightLine, type StraightLine } from './straight-line.ts';

/** The time is cut into this many bins, of which the highest values count. */
const binCount = 16;
/** Fewer bins that have a value say nothing. */
const leastBins = binCount / 2;
/** The highest values may come down from bin to bin this often; growth that is taken back more often does not count. */
const maxFallShare = 0.2;

/** Growth that leads to the limit. */
export interface GrowthAhead {
  /** Seconds for which the series has grown like this. */
  readonly ageSeconds: number;
  /** In units of the value per second. */
  readonly slope: number;
  /** Seconds to the limit at this slope. */
  readonly secondsToLimit: number;
}

/** The highest values of the newest 16 bins of a longer past, and their trend. */
export class HighestValues {
  /** The length of that past. */
  readonly seconds: number;
  readonly #bins = new Float64Array(binCount);
  /** Of the newest sample in each bin. */
  readonly #times = new Float64Array(binCount);
  readonly #highs = new Float64Array(binCount);
  #length = 0;
  #firstBin = Number.NaN;
  #highest = Number.NEGATIVE_INFINITY;
  #slope: number | undefined;

  /** @param seconds above 0 */
  constructor(seconds: number) {
    this.seconds = seconds;
  }

  /** The highest of all; -Infinity before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** From the oldest bin to the newest one; 0 before the second. */
  get rise(): number {
    return this.#length > 0 ? this.#highs[this.#length - 1]! - this.#highs[0]! : 0;
  }

  /** The rise in units of the value per second. */
  get pace(): number {
    return this.rise / this.seconds;
  }

  /** The median of the slopes between all pairs of bins, in units of the value per second; 0 without a trend. */
  get slope(): number {
    this.#slope ??= this.#fit();
    return this.#slope;
  }

  /** The line on which the highest values lie; undefined without one. */
  get line(): StraightLine | undefined {
    return this.slope > 0 ? straightLine(this.#times, this.#highs, this.#length, this.seconds) : undefined;
  }

  /** The slope is computed anew when it is asked for; until then it is that of earlier samples. */
  forgetSlope(): void {
    this.#slope = undefined;
  }

  /** Takes one finite sample that is newer than the last one. */
  append(time: number, value: number): void {
    const bin = Math.floor((time * binCount) / this.seconds + 1e-9);
    const newest = this.#length - 1;
    if (this.#length === 0 || bin !== this.#bins[newest]) {
      this.#begin(bin, time, value);
    } else {
      this.#times[newest] = time;
      this.#highs[newest] = Math.max(this.#highs[newest]!, value);
    }
    this.#highest = Math.max(this.#highest, value);
  }

  #begin(bin: number, time: number, value: number): void {
    if (this.#length === 0) this.#firstBin = bin;
    this.#forget(bin - binCount);
    this.#bins[this.#length] = bin;
    this.#times[this.#length] = time;
    this.#highs[this.#length++] = value;
  }

  #fit(): number {
    const last = this.#length - 1;
    const isWatched = this.#bins[last]! - this.#firstBin >= binCount - 1;
    if (!isWatched || this.#length < leastBins) return 0;
    let falls = 0;
    for (let bin = 1; bin <= last; bin++) if (this.#highs[bin]! < this.#highs[bin - 1]!) falls++;
    return falls <= maxFallShare * last ? medianSlope(this.#times, this.#highs, this.#length) : 0;
  }

  /** Forgets the bins up to this one. */
  #forget(bin: number): void {
    let forgotten = 0;
    while (forgotten < this.#length && this.#bins[forgotten]! <= bin) forgotten++;
    if (forgotten === 0) return;
    for (const kept of [this.#bins, this.#times, this.#highs]) kept.copyWithin(0, forgotten, this.#length);
    this.#length -= forgotten;
    this.#highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#length; i++) this.#highest = Math.max(this.#highest, this.#highs[i]!);
  }
}
