/** Pauses that are remembered; each is shorter than the one before it, so that few are ever needed. */
const maxPauses = 32;

/**
 * The times that a climbing series goes without a new high. A staircase pauses, and goes on; a bulk allocation that
 * has ended pauses longer than it ever did on the way.
 */
export class Pauses {
  readonly #starts = new Float64Array(maxPauses);
  readonly #lengths = new Float64Array(maxPauses);
  #count = 0;
  #high = Number.NEGATIVE_INFINITY;
  #highTime = 0;

  /** Forgets everything and begins at this sample. */
  restart(time: number, value: number): void {
    this.#count = 0;
    this.#high = value;
    this.#highTime = time;
  }

  append(time: number, value: number): void {
    if (value <= this.#high) return;
    this.#remember(this.#highTime, time - this.#highTime);
    this.#high = value;
    this.#highTime = time;
  }

  /** The newest high, and when it was. */
  get high(): number {
    return this.#high;
  }

  get highTime(): number {
    return this.#highTime;
  }

  /** Seconds since the newest high. */
  current(time: number): number {
    return time - this.#highTime;
  }

  /** The longest pause, in seconds, that began at `since` or later and has ended; 0 when there was none. */
  longestSince(since: number): number {
    for (let i = 0; i < this.#count; i++) if (this.#starts[i]! >= since) return this.#lengths[i]!;
    return 0;
  }

  #remember(start: number, length: number): void {
    while (this.#count > 0 && this.#lengths[this.#count - 1]! <= length) this.#count--;
    if (this.#count === maxPauses) {
      this.#starts.copyWithin(0, 1);
      this.#lengths.copyWithin(0, 1);
      this.#count--;
    }
    this.#starts[this.#count] = start;
    this.#lengths[this.#count] = length;
    this.#count++;
  }
}
