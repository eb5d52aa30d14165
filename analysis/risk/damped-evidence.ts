/** Evidence of this probability raises an alert, once it has lasted. */
export const leastProbability = 0.7;
/** The mean of the recent evidence has to be this share of it. */
export const meanShare = 0.76;
/** The most that a single point adds to the mean: one alone raises nothing, however rare points are. */
const maxFresh = 0.5;

/** The running mean of evidence, which has to follow before an alert is raised, and the time since there was any. */
export class DampedEvidence {
  #mean = 0;
  #time = Number.NaN;
  #lastTime = Number.NEGATIVE_INFINITY;

  /** From 0 to 1. */
  get mean(): number {
    return this.#mean;
  }

  /** True when evidence has lasted. @param least of it (default: {@link leastProbability}) */
  lasts(least = leastProbability): boolean {
    return this.#mean >= meanShare * least;
  }

  /**
   * Takes the evidence at a point.
   *
   * @param time epoch seconds, increasing
   * @param probability from 0 to 1
   * @param dampingSeconds the time constant of the mean, above 0
   */
  take(time: number, probability: number, dampingSeconds: number): void {
    const elapsed = Number.isNaN(this.#time) ? 0 : time - this.#time;
    this.#time = time;
    const fresh = Math.min(maxFresh, 1 - Math.exp(-elapsed / dampingSeconds));
    this.#mean += fresh * (probability - this.#mean);
    if (probability >= leastProbability) this.#lastTime = time;
  }

  /** Something else than evidence keeps the alert on: the mean begins anew. */
  hold(time: number): void {
    this.#time = time;
    this.#mean = 0;
    this.stayAt(time);
  }

  /** Something else than evidence keeps the alert on. */
  stayAt(time: number): void {
    this.#lastTime = time;
  }

  /** True when there has been no evidence for some seconds. */
  isGone(time: number, seconds: number): boolean {
    return time - this.#lastTime >= seconds;
  }
}
