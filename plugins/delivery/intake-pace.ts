/** The time that taking notifications may block deliveries: answers that are under way have to be read. */
const maxIntakeSeconds = 2;
const maxCount = 100;

/**
 * Adapts the number of notifications per round to the disk. On a disk that syncs slowly, a hundred would take longer
 * than the timeout of a request, whose event would then be sent again.
 */
export class IntakePace {
  #count = 10;

  get count(): number {
    return this.#count;
  }

  /** After an error, such as a full disk: a single one may succeed. */
  failed(): void {
    this.#count = 1;
  }

  /**
   * @param seconds the duration of the last round
   * @param isMore true when more notifications were waiting
   */
  took(seconds: number, isMore: boolean): void {
    if (seconds > maxIntakeSeconds) this.#count = Math.max(1, Math.floor(this.#count / 2));
    else if (isMore && seconds < maxIntakeSeconds / 2) this.#count = Math.min(maxCount, this.#count * 2);
  }
}
