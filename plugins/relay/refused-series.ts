/** A series that was refused and does not come any more is over after this, in seconds. */
const refusedSeconds = 3600;
/** Names may come without end: of more, the one that was refused longest ago is over. */
const maxRefused = 10_000;

/** The keys of series whose newest samples Redis has refused. */
export class RefusedSeries {
  /** Monotonic seconds of the last refusal by key, the oldest first. */
  readonly #times = new Map<string, number>();

  get count(): number {
    return this.#times.size;
  }

  has(key: string): boolean {
    return this.#times.has(key);
  }

  /** @param now monotonic seconds */
  refuse(key: string, now: number): void {
    this.#times.delete(key);
    this.#times.set(key, now);
    if (this.#times.size > maxRefused) this.#times.delete(this.#times.keys().next().value!);
  }

  take(key: string): void {
    this.#times.delete(key);
  }

  /** Forgets those that no longer come. @param now monotonic seconds */
  forgetOld(now: number): void {
    for (const [key, time] of this.#times) {
      if (now - time <= refusedSeconds) return;
      this.#times.delete(key);
    }
  }
}
