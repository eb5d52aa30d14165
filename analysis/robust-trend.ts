/** Pieces that the look-back is averaged into before slopes are taken. */
const blocks = 12;
/** Fewer filled pieces than this say nothing about a trend. */
const minimumBlocks = 4;
/** Kept however old they are, for series that are sampled more slowly than the look-back. */
const leastSamples = 6;
/** Samples closer together than this share of the look-back are averaged as they come. */
const finestShare = 1 / 60;

/**
 * The slope that most of the recent past agrees on: Theil and Sen's estimator over block means.
 *
 * The look-back is cut into 12 blocks of equal time; the answer is the median of the slopes between all pairs of
 * block means. Growth that fills less than about 29 % of the look-back does not move the median: a bulk allocation
 * is a step, and a step is not a trend.
 *
 * Source: Sen (1968), Estimates of the regression coefficient based on Kendall's tau, JASA 63.
 */
export class RobustTrend {
  readonly #lookBackSeconds: number;
  readonly #times = new Float64Array(capacity);
  readonly #values = new Float64Array(capacity);
  readonly #weights = new Float64Array(capacity);
  readonly #slopes = new Float64Array((blocks * (blocks - 1)) / 2);
  readonly #blockTimes = new Float64Array(blocks);
  readonly #blockValues = new Float64Array(blocks);
  #length = 0;
  #newest = 0;

  /** @param lookBackSeconds how much of the past is asked, above 0; never fewer than the 12 newest samples */
  constructor(lookBackSeconds: number) {
    this.#lookBackSeconds = lookBackSeconds;
  }

  /**
   * Takes one finite sample that is newer than the last one. A value below all that is remembered takes its
   * place: what had grown has been given back, and growth from here on counts against a flat past.
   */
  append(time: number, value: number): void {
    this.#newest = time;
    this.#forgetAbove(value);
    const last = this.#length - 1;
    if (last > 0 && time - this.#times[last - 1]! < this.#lookBackSeconds * finestShare) {
      const weight = this.#weights[last]! + 1;
      this.#values[last]! += (value - this.#values[last]!) / weight;
      this.#times[last]! += (time - this.#times[last]!) / weight;
      this.#weights[last] = weight;
      return;
    }
    this.#forgetOld();
    this.#times[this.#length] = time;
    this.#values[this.#length] = value;
    this.#weights[this.#length] = 1;
    this.#length++;
  }

  /** Units of the value per second; undefined while the past is too short to say. */
  get slope(): number | undefined {
    const filled = this.#fillBlocks();
    if (filled < minimumBlocks) return undefined;
    let count = 0;
    for (let i = 1; i < filled; i++) {
      for (let j = 0; j < i; j++) {
        this.#slopes[count++] =
          (this.#blockValues[i]! - this.#blockValues[j]!) / (this.#blockTimes[i]! - this.#blockTimes[j]!);
      }
    }
    const sorted = this.#slopes.subarray(0, count).sort();
    return count % 2 === 1 ? sorted[(count - 1) / 2]! : (sorted[count / 2 - 1]! + sorted[count / 2]!) / 2;
  }

  /** The plain slope over the newer half of the look-back; undefined while the past is too short to say. */
  get latestSlope(): number | undefined {
    if (this.#length < minimumBlocks) return undefined;
    const last = this.#length - 1;
    let first = last - 1;
    while (first > 0 && this.#newest - this.#times[first]! < this.#lookBackSeconds / 2) first--;
    return (this.#values[last]! - this.#values[first]!) / (this.#times[last]! - this.#times[first]!);
  }

  /** Remembers a new low in place of all that was above it. */
  #forgetAbove(value: number): void {
    for (let i = 0; i < this.#length; i++) if (this.#values[i]! < value) return;
    this.#values.fill(value, 0, this.#length);
  }

  #forgetOld(): void {
    let old = 0;
    while (this.#length - old > leastSamples && this.#times[old]! < this.#newest - this.#lookBackSeconds)
      old++;
    if (this.#length - old === capacity) old++;
    if (old === 0) return;
    for (const array of [this.#times, this.#values, this.#weights]) array.copyWithin(0, old, this.#length);
    this.#length -= old;
  }

  /** Averages what is remembered into the blocks; answers how many are not empty. */
  #fillBlocks(): number {
    if (this.#length === 0) return 0;
    const start = this.#times[0]!;
    const width = (this.#times[this.#length - 1]! - start) / blocks;
    let filled = 0;
    let count = 0;
    let current = -1;
    for (let i = 0; i < this.#length; i++) {
      const block = width > 0 ? Math.min(blocks - 1, Math.floor((this.#times[i]! - start) / width)) : 0;
      if (block !== current) {
        current = block;
        count = 0;
        this.#blockTimes[filled] = 0;
        this.#blockValues[filled] = 0;
        filled++;
      }
      count++;
      this.#blockTimes[filled - 1]! += (this.#times[i]! - this.#blockTimes[filled - 1]!) / count;
      this.#blockValues[filled - 1]! += (this.#values[i]! - this.#blockValues[filled - 1]!) / count;
    }
    return filled;
  }
}

const capacity = 64;
