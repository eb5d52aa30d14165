/** Climbs that are remembered. */
const maxClimbs = 256;
/** A climb that was this many times faster or slower is no precedent: a bulk allocation says nothing of a leak. */
const paceRatio = 5;

/** Earlier climbs at a similar pace that came as far as the present one, and as far as that one still needs. */
export interface Precedents {
  readonly gotThisFar: number;
  readonly reached: number;
}

/** The share of the precedents that went on to the limit, in which the probability without any counts as one climb. */
export function shareGoingOn({ gotThisFar, reached }: Precedents, unprecedented: number): number {
  return (unprecedented + reached) / (1 + gotThisFar);
}

/** Units of the value per second; what takes no time at all takes as long as a step. */
export function paceOf(height: number, seconds: number, stepSeconds: number): number {
  return height / Math.max(seconds, stepSeconds);
}

/** A climb that is compared with earlier ones. */
export interface ComparedClimb {
  /** The rise so far, in the series' own unit. */
  readonly rise: number;
  readonly value: number;
  /** Above `value`. */
  readonly limit: number;
  /** In units of the value per second. */
  readonly pace: number;
}

/** The heights and tops of the climbs that have ended, as precedents for one at a similar pace. O(256) to ask. */
export class EarlierClimbs {
  readonly #heights = new Float64Array(maxClimbs);
  readonly #tops = new Float64Array(maxClimbs);
  readonly #paces = new Float64Array(maxClimbs);
  readonly #isCutShort = new Uint8Array(maxClimbs);
  #recorded = 0;

  /**
   * @param top the highest value of the climb
   * @param pace in units of the value per second
   */
  record(height: number, top: number, pace: number): void {
    const slot = this.#recorded++ % maxClimbs;
    this.#heights[slot] = height;
    this.#tops[slot] = top;
    this.#paces[slot] = pace;
    this.#isCutShort[slot] = 0;
  }

  /** Says of the newest climb, of which there has to be one, whether it was ended from outside. */
  markNewest(isCutShort: boolean): void {
    this.#isCutShort[(this.#recorded - 1) % maxClimbs] = isCutShort ? 1 : 0;
  }

  /** The number of climbs at a similar pace that were at least this high. */
  countAtLeast(height: number, pace: number): number {
    let count = 0;
    for (let i = 0; i < this.#length; i++) if (this.#heights[i]! >= height && this.#isAlike(i, pace)) count++;
    return count;
  }

  /**
   * The precedents of a climb: by its height or by its level, whichever speaks more against it. What beats just under
   * its limit has climbed far enough each time, and yet has never gone beyond its level. At a level where no climb
   * has been there is no such precedent. A climb is no precedent against one that has left its top behind by more than
   * is missing to the limit: it began lower, and says nothing of this level.
   *
   * @param unprecedented the probability that the climb goes on, were there no precedents
   */
  precedents({ rise, value, limit, pace }: ComparedClimb, unprecedented: number): Precedents {
    const need = limit - value;
    const byHeight = this.#precedents(this.#heights, rise, rise + need, pace, value - need);
    const byLevel = this.#precedents(this.#tops, value, limit, pace, value - need);
    const isWorse =
      byLevel.gotThisFar > 0 && shareGoingOn(byLevel, unprecedented) < shareGoingOn(byHeight, unprecedented);
    return isWorse ? byLevel : byHeight;
  }

  /**
   * Nobody knows how far a climb would have gone that was cut short on the way.
   *
   * @param leastTop of a climb that speaks against another one
   */
  #precedents(reaches: Float64Array, from: number, to: number, pace: number, leastTop: number): Precedents {
    let gotThisFar = 0;
    let reached = 0;
    for (let i = 0; i < this.#length; i++) {
      if (reaches[i]! < from || !this.#isAlike(i, pace)) continue;
      const isReached = reaches[i]! >= to;
      if (isReached) reached++;
      if (isReached || (this.#isCutShort[i] === 0 && this.#tops[i]! >= leastTop)) gotThisFar++;
    }
    return { gotThisFar, reached };
  }

  get #length(): number {
    return Math.min(this.#recorded, maxClimbs);
  }

  #isAlike(index: number, pace: number): boolean {
    return this.#paces[index]! <= paceRatio * pace && this.#paces[index]! * paceRatio >= pace;
  }
}
