/** Taking notifications may hold up deliveries for so long: a request that is under way has to be looked after. */
const longestSeconds = 2;
const most = 100;

/**
 * How many notifications to take at once. On a disk that is slow to sync, a hundred would take longer than a sink has to
 * answer: its answer would not be looked at in time, and the event sent again.
 */
export class IntakePace {
  #count = 10;

  get count(): number {
    return this.#count;
  }

  /** After it was not possible, as on a disk that is full: one may be. */
  failed(): void {
    this.#count = 1;
  }

  /** @param seconds that the last ones took @param isMore whether more were waiting */
  took(seconds: number, isMore: boolean): void {
    if (seconds > longestSeconds) this.#count = Math.max(1, Math.floor(this.#count / 2));
    else if (isMore && seconds < longestSeconds / 2) this.#count = Math.min(most, this.#count * 2);
  }
}
