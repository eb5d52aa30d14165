/** Climbs that are remembered. */
const maxClimbs = 256;
/** A climb that was this many times faster or slower is no precedent: a bulk allocation says nothing of a leak. */
const paceRatio = 5;

/** Earlier climbs at a similar pace that came as far as the present one, and as far as that one still needs. */
export interface Precedents {
  readonly gotThisFar: number;
  readonly reached: number;
}

/** The heights of the climbs that have ended, as precedents for one at a similar pace. O(256) to ask. */
export class EarlierClimbs {
  readonly #heights = new Float64Array(maxClimbs);
  readonly #paces = new Float64Array(maxClimbs);
  readonly #isCutShort = new Uint8Array(maxClimbs);
  #recorded = 0;

  /** @param pace in units of the value per second */
  record(height: number, pace: number): void {
    const slot = this.#recorded++ % maxClimbs;
    this.#heights[slot] = height;
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

  /** The number of climbs at a similar pace that were cut short from `from` on, and below `to`. */
  countCutShort(from: number, to: number, pace: number): number {
    let count = 0;
    for (let i = 0; i < this.#length; i++) {
      const height = this.#heights[i]!;
      if (this.#isCutShort[i] === 1 && height >= from && height < to && this.#isAlike(i, pace)) count++;
    }
    return count;
  }

  /**
   * The precedents of a climb that has risen by `rise` and needs `need` more. Nobody knows how far one would have gone
   * that was cut short on this way.
   */
  precedents(rise: number, need: number, pace: number): Precedents {
    const height = rise + need;
    const gotThisFar = this.countAtLeast(rise, pace) - this.countCutShort(rise, height, pace);
    return { gotThisFar, reached: gotThisFar > 0 ? this.countAtLeast(height, pace) : 0 };
  }

  get #length(): number {
    return Math.min(this.#recorded, maxClimbs);
  }

  #isAlike(index: number, pace: number): boolean {
    return this.#paces[index]! <= paceRatio * pace && this.#paces[index]! * paceRatio >= pace;
  }
}
