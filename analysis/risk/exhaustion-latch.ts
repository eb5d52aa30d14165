/** An exhausted resource counts as such until this share of the limit is free again: hovering there is one episode. */
const freeAgainShare = 0.02;
/** Where that is less, this share of the series' own range: as much where it has used half of the limit. */
const rangeShare = 0.04;
/** And more than its noise. */
const noiseChanges = 4;
/** The range is known after this many horizons. */
const rangeHorizons = 10;
/** A value that stays below the limit for this many horizons has left it, however near it stays. */
const maxHoverHorizons = 10;

/**
 * The end of an exhaustion: it lasts until the value has come back far enough, however flat the series has become, or
 * has stayed below the limit for ten horizons.
 *
 * Without an alert before, an exhaustion takes two samples near the limit: one alone is an outlier.
 */
export class ExhaustionLatch {
  /** The limit has been reached since the value came near it. */
  #hasReached = false;
  #wasNear = false;
  #time = Number.NaN;
  /** The newest sample at or above the limit. */
  #reachedTime = Number.NEGATIVE_INFINITY;
  /** The same by the limit alone, as the range may lie before the first sample. */
  #wasNearLimit = false;
  #hasBeenFree = false;
  /** Known from elsewhere to be exhausted: the range that counted then is not known. */
  #isRecalled = false;
  readonly #horizonSeconds: number;
  #firstTime = Number.NaN;
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  /**
   * Takes a sample.
   *
   * @param noise the usual change of the series from point to point
   * @param wasAlert an alert was on before this sample
   * @returns whether the resource is exhausted
   */
  append(time: number, value: number, limit: number, noise: number, wasAlert: boolean): boolean {
    const ofLimit = freeAgainShare * Math.abs(limit);
    const ofRange = this.#freeAgain(time, value, ofLimit, noise);
    const isNear = value >= limit - (this.#isRecalled ? ofLimit : ofRange);
    this.#isRecalled &&= isNear;
    this.#time = time;
    if (value >= limit) this.#reachedTime = time;
    const isRecent = time - this.#reachedTime <= maxHoverHorizons * this.#horizonSeconds;
    this.#hasReached = isNear && isRecent && (this.#hasReached || value >= limit);
    const exhausted = this.#hasReached && (wasAlert || this.#wasNear);
    this.#wasNear = isNear;
    this.#wasNearLimit = value >= limit - ofLimit;
    this.#hasBeenFree ||= !this.#wasNearLimit;
    return exhausted;
  }

  /** The distance to the limit from which on the resource is free again. */
  #freeAgain(time: number, value: number, ofLimit: number, noise: number): number {
    if (Number.isNaN(this.#firstTime)) this.#firstTime = time;
    this.#lowest = Math.min(this.#lowest, value);
    this.#highest = Math.max(this.#highest, value);
    if (time - this.#firstTime < rangeHorizons * this.#horizonSeconds) return ofLimit;
    return Math.min(ofLimit, Math.max(rangeShare * (this.#highest - this.#lowest), noiseChanges * noise));
  }

  /**
   * The limit was reached before the first sample, as is known from elsewhere.
   *
   * @returns false where that means nothing: the value has not been near the limit in all samples since
   */
  recall(): boolean {
    if (!this.#wasNearLimit || this.#hasBeenFree) return false;
    this.#hasReached = true;
    this.#reachedTime = this.#time;
    this.#wasNear = true;
    this.#isRecalled = true;
    return true;
  }
}
