import { grownArray, roomAfter } from '../maths/grown-array.ts';

/** Levels that are told apart; of more, those closest to each other are dropped. */
const maxLevels = 128;

/** Levels and when they were reached, both increasing, so that a look-up is a binary search. */
export class RisingLevels {
  #times = new Float64Array(0);
  #levels = new Float64Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  /** @param index from 0 to below `length` */
  timeAt(index: number): number {
    return this.#times[index]!;
  }

  levelAt(index: number): number {
    return this.#levels[index]!;
  }

  /** Takes a level above the highest one, at a later time. */
  push(time: number, level: number): void {
    if (this.#length === maxLevels) this.#thin();
    else if (this.#length === this.#times.length) {
      const room = roomAfter(this.#length, maxLevels);
      this.#times = grownArray(this.#times, room);
      this.#levels = grownArray(this.#levels, room);
    }
    this.#times[this.#length] = time;
    this.#levels[this.#length] = level;
    this.#length++;
  }

  /** Forgets the highest level; there has to be one. */
  pop(): void {
    this.#length--;
  }

  /** The number of levels below this one. */
  countBelow(level: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#levels[middle]! < level) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Drops what leaves no gap of more than a fair share of all levels behind. */
  #thin(): void {
    const last = this.#length - 1;
    const most = (this.#levels[last]! - this.#levels[0]!) / ((3 * maxLevels) / 8);
    let kept = 1;
    for (let i = 1; i <= last; i++) {
      if (i < last && this.#levels[i + 1]! - this.#levels[kept - 1]! <= most) continue;
      this.#times[kept] = this.#times[i]!;
      this.#levels[kept++] = this.#levels[i]!;
    }
    this.#length = kept;
  }
}

/**
 * When a series first reached a level, for any level, since it was last reset. Keeps the new highs, which increase.
 * O(1) a sample; a climb of more than 128 highs is remembered more coarsely.
 */
export class FirstAbove {
  readonly #highs = new RisingLevels();

  reset(): void {
    this.#highs.reset();
  }

  append(time: number, value: number): void {
    const { length } = this.#highs;
    if (length > 0 && value <= this.#highs.levelAt(length - 1)) return;
    this.#highs.push(time, value);
  }

  /** The first time at or above `level`; undefined when there was none. */
  timeOf(level: number): number | undefined {
    const below = this.#highs.countBelow(level);
    return below < this.#highs.length ? this.#highs.timeAt(below) : undefined;
  }
}

/**
 * When a series was last at or below a level, for any level, since it was last reset.
 *
 * Keeps the samples after which nothing lower came: their values increase towards now. O(1) a sample on average; a
 * climb of more than 128 levels is remembered more coarsely.
 */
export class LastBelow {
  readonly #levels = new RisingLevels();

  reset(): void {
    this.#levels.reset();
  }

  append(time: number, value: number): void {
    const levels = this.#levels;
    while (levels.length > 0 && levels.levelAt(levels.length - 1) >= value) levels.pop();
    levels.push(time, value);
  }

  /** The last time at or below `level`; undefined when there was none. */
  timeOf(level: number): number | undefined {
    const levels = this.#levels;
    const below = levels.countBelow(level);
    if (below < levels.length && levels.levelAt(below) === level) return levels.timeAt(below);
    return below > 0 ? levels.timeAt(below - 1) : undefined;
  }

  /**
   * As `timeOf`, on the straight line between the two levels around it: many levels are forgotten in a long climb.
   *
   * @param origin the time from which it is counted, in seconds: near it, no digits are lost
   */
  interpolatedTimeOf(level: number, origin = 0): number | undefined {
    const levels = this.#levels;
    const below = levels.countBelow(level);
    if (below === 0 || below === levels.length) {
      const time = this.timeOf(level);
      return time === undefined ? undefined : time - origin;
    }
    const [low, high] = [levels.levelAt(below - 1), levels.levelAt(below)];
    const [from, to] = [levels.timeAt(below - 1), levels.timeAt(below)];
    return from - origin + ((level - low) / (high - low)) * (to - from);
  }
}
