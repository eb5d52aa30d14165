import { RisingLevels } from './rising-levels.ts';

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
}
