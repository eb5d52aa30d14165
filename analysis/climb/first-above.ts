import { RisingLevels } from './rising-levels.ts';

/**
 * When a series first reached a level, for any level, since it was last reset. Keeps the new highs, which increase. O(1)
 * a sample; a climb of more than 128 highs is remembered more coarsely.
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
