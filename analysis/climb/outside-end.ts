const restHorizons = 0.1;
const restSteps = 5;
/** More ends than these within that many horizons come from the series itself: nobody restarts a process that often. */
export const maxEnds = 5;
export const rememberedHorizons = 30;

/** The least seconds of rest after an end from outside: a tenth of the horizon, and five steps. */
export function minRestSeconds(horizonSeconds: number, stepSeconds: number): number {
  return Math.max(restHorizons * horizonSeconds, restSteps * stepSeconds);
}

/**
 * Tells whether the newest end of a climb came from outside: a process was killed or restarted, or somebody acted on
 * an alert. Such an end says nothing about how far the climb would have gone.
 *
 * It looks like the drop of a sawtooth (a collection of garbage, a log rotation) until the next climb begins: a
 * sawtooth climbs on at once, a restarted process rests first. An end is therefore judged again and again, until the
 * next climb has ended as well.
 */
export class OutsideEnd {
  readonly #horizonSeconds: number;
  /** Times of the newest ends from outside, oldest first. */
  readonly #earlier: number[] = [];
  /** Time of the newest end; NaN when it came from the series itself for certain. */
  #time = Number.NaN;
  #isOutside = false;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  /** The newest end came from outside, as far as is known. */
  get isOutside(): boolean {
    return this.#isOutside;
  }

  /** The newest end may have come from outside. */
  get isOpen(): boolean {
    return !Number.isNaN(this.#time);
  }

  /**
   * Takes the end of a climb. What was last said of the one before it is final.
   *
   * @param time of the first point after the drop, in seconds
   * @param isSurprising the climb was about to reach the limit and went on until it ended
   */
  append(time: number, isSurprising: boolean): void {
    if (this.#isOutside) this.#earlier.push(this.#time);
    this.#isOutside = false;
    const since = time - rememberedHorizons * this.#horizonSeconds;
    while (this.#earlier.length > 0 && this.#earlier[0]! < since) this.#earlier.shift();
    this.#time = isSurprising && this.#earlier.length < maxEnds ? time : Number.NaN;
  }

  /**
   * Judges the newest end by the climb after it.
   *
   * @param beginTime when that climb began, in seconds
   * @param stepSeconds the usual time between two points
   */
  judge(beginTime: number, stepSeconds: number): void {
    this.#isOutside = beginTime - this.#time >= minRestSeconds(this.#horizonSeconds, stepSeconds);
  }
}
