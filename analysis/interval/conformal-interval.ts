/** With this many residuals, tails are taken at half of their nominal probability; with more, at nearly all of it. */
const cautiousResiduals = 5;
/** The share beyond `lowest` and `highest`, on each side. */
const extremeTail = 0.05;
/** Residuals are taken this often, and remembered for this many horizons. */
const residualsPerHorizon = 6;
const memoryHorizons = 20;
/** Residuals of this many horizons make an interval the series' own. */
const calibratedHorizons = 1;
const maxResiduals = residualsPerHorizon * memoryHorizons;
/** Before there are residuals, the forecaster's own interval counts for one horizon of them... */
const ownPoints = [-1, -1, 0, 0, 1, 1] as const;
/** ...and what series in general do within a horizon, as shares of the scale, for most of another. */
const strangerPoints = [-0.4, -0.12, 0.12, 0.4] as const;
/** From this many residuals on, the interval goes by the series alone; its extremes never do. */
const ownResiduals = 30;
const maxPoints = maxResiduals + ownPoints.length + strangerPoints.length;

const points = new Float64Array(maxPoints);

/**
 * An interval that holds what it claims, around any forecaster's mean: quantiles of how wrong the forecasts of this
 * very series have been one horizon later, whatever their distribution (split conformal prediction, on a sliding
 * past).
 *
 * Residuals less than a horizon apart overlap, so that few of them are independent: while there are few, tails are
 * taken at less than their nominal probability, and they are joined by stand-ins: the forecaster's own interval, and
 * what a series may do that nobody has seen before.
 *
 * Source: Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World; for the sliding past: Xu and Xie
 * (2021), Conformal prediction interval for dynamic time-series. O(1) a sample, O(130 log 130) six times a horizon; no
 * allocation.
 */
export class ConformalInterval {
  readonly #horizonSeconds: number;
  readonly #tail: number;
  readonly #dues = new Float64Array(residualsPerHorizon + 2);
  readonly #means = new Float64Array(residualsPerHorizon + 2);
  #pending = 0;
  readonly #residuals = new Float64Array(maxResiduals);
  #recorded = 0;
  #previousTime = Number.NaN;
  #previousValue = 0;
  #askedTime = Number.NEGATIVE_INFINITY;
  /** The offset to add to the mean, at most 0. */
  lower = 0;
  /** The offset to add to the mean, at least 0. */
  upper = 0;
  /** The same for an interval of 90 %, whatever the level. */
  lowest = 0;
  highest = 0;

  /** @param level nominal coverage, between 0 and 1 */
  constructor(horizonSeconds: number, level: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#tail = (1 - level) / 2;
  }

  /** There are enough residuals for the interval to say more than its stand-ins. */
  get isCalibrated(): boolean {
    return this.#recorded >= calibratedHorizons * residualsPerHorizon;
  }

  /**
   * The share of remembered errors that are at least as far from the mean as this offset, on its side: 1 for errors at
   * or above it, -1 for errors at or below it. Between 0 and 1; `unknown` counts as one more error. O(120).
   */
  shareBeyond(offset: number, side: 1 | -1, unknown: number): number {
    const known = Math.min(this.#recorded, maxResiduals);
    let beyond = 0;
    for (let i = 0; i < known; i++) if (side * (this.#residuals[i]! - offset) >= 0) beyond++;
    return (beyond + unknown) / (known + 1);
  }

  /** The newest error: what came, less what was expected a horizon before; NaN before the first. */
  get newestResidual(): number {
    return this.#recorded === 0 ? Number.NaN : this.#residuals[(this.#recorded - 1) % maxResiduals]!;
  }

  /** True when {@link expect} would take a forecast after the newest sample. */
  get isDue(): boolean {
    return this.#previousTime - this.#askedTime >= this.#horizonSeconds / residualsPerHorizon - 1e-6;
  }

  /**
   * Takes the sample that a forecast is about to be made from: older forecasts may be due.
   *
   * @returns how many were
   */
  observe(time: number, value: number): number {
    let due = 0;
    while (due < this.#pending && this.#dues[due]! <= time) {
      const share = (this.#dues[due]! - this.#previousTime) / (time - this.#previousTime);
      const actual = this.#previousValue + share * (value - this.#previousValue);
      this.#residuals[this.#recorded++ % maxResiduals] = actual - this.#means[due]!;
      due++;
    }
    if (due > 0) {
      this.#dues.copyWithin(0, due, this.#pending);
      this.#means.copyWithin(0, due, this.#pending);
      this.#pending -= due;
    }
    this.#previousTime = time;
    this.#previousValue = value;
    return due;
  }

  /**
   * Takes the forecast made from the newest sample for one horizon later, and brings `lower` and `upper` up to date.
   *
   * @param ownLower the forecaster's own interval relative to its mean, at most 0
   * @param ownUpper likewise, at least 0
   * @param scale what an unknown series is measured by, at least 0, such as the limit
   */
  expect(mean: number, ownLower: number, ownUpper: number, scale: number): void {
    if (!this.isDue) return;
    const time = this.#previousTime;
    this.#askedTime = time;
    if (this.#pending < this.#dues.length) {
      this.#dues[this.#pending] = time + this.#horizonSeconds;
      this.#means[this.#pending++] = mean;
    }
    const count = this.#fillPoints(ownLower, ownUpper, scale);
    const sorted = points.subarray(0, count).sort();
    const known = Math.min(this.#recorded, maxResiduals);
    const tail = (this.#tail * known) / (known + cautiousResiduals);
    const isOwn = known >= ownResiduals;
    const cut = cutOf(tail, isOwn ? count - strangerPoints.length : count);
    this.lower = Math.min(0, sorted[isOwn ? beyondStrangers(sorted, cut, 1, scale) : cut]!);
    this.upper = Math.max(0, sorted[isOwn ? beyondStrangers(sorted, cut, -1, scale) : count - 1 - cut]!);
    const extremeCut = cutOf(extremeTail, count);
    this.lowest = Math.min(0, sorted[extremeCut]!);
    this.highest = Math.max(0, sorted[count - 1 - extremeCut]!);
  }

  #fillPoints(ownLower: number, ownUpper: number, scale: number): number {
    let count = Math.min(this.#recorded, maxResiduals);
    points.set(this.#residuals.subarray(0, count));
    for (const point of ownPoints) points[count++] = point < 0 ? ownLower : point * ownUpper;
    for (const point of strangerPoints) points[count++] = point * scale;
    return count;
  }
}

/** The number of `count` sorted points beyond the quantile that leaves `tail` out. */
function cutOf(tail: number, count: number): number {
  return Math.max(0, Math.ceil(tail * count) - 1);
}

/**
 * The index of the end of an interval that leaves out `cut` points, and the strangers beyond it, on its side: the lower
 * end for 1 and the upper one for -1.
 */
function beyondStrangers(sorted: Float64Array, cut: number, side: 1 | -1, scale: number): number {
  let index = side > 0 ? cut : sorted.length - 1 - cut;
  // The outermost stranger first: the index passes each that lies at or beyond it.
  for (let i = 0; i < strangerPoints.length / 2; i++) {
    const stranger = -side * Math.abs(strangerPoints[i]!) * scale;
    if (side * (sorted[index]! - stranger) >= 0) index += side;
  }
  return index;
}
