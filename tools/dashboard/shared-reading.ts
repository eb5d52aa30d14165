/** The upper bound of readings that are kept, each under its key. */
const maxKept = 200;

interface Kept<Value> {
  readonly value: Promise<Value>;
  /** Monotonic seconds until which it is given out; Infinity while it is read. */
  until: number;
}

/**
 * Readings that many clients share: one at a time for each key, and no other before it has got old. A reading that took
 * long is kept for longer, so that work never fills all of the time.
 */
export class SharedReading<Value> {
  readonly #read: (key: string) => Promise<Value>;
  readonly #keptSeconds: number;
  readonly #rest: number;
  readonly #monotonic: () => number;
  readonly #kept = new Map<string, Kept<Value>>();

  /**
   * @param keptSeconds for which a reading is given out at least
   * @param rest a reading is given out for this many times the time that it took, at least
   * @param monotonic seconds of the monotonic clock
   */
  constructor(
    read: (key: string) => Promise<Value>,
    keptSeconds: number,
    rest: number,
    monotonic: () => number,
  ) {
    this.#read = read;
    this.#keptSeconds = keptSeconds;
    this.#rest = rest;
    this.#monotonic = monotonic;
  }

  /** Rejects as the reading does; a failed one is not kept. */
  of(key: string): Promise<Value> {
    const begun = this.#monotonic();
    const known = this.#kept.get(key);
    if (known && begun < known.until) return known.value;
    const kept: Kept<Value> = { value: this.#read(key), until: Number.POSITIVE_INFINITY };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= maxKept) break;
      this.#kept.delete(oldest);
    }
    void this.#settle(kept, begun);
    return kept.value;
  }

  /** The next one is read anew. */
  forget(): void {
    this.#kept.clear();
  }

  async #settle(kept: Kept<Value>, begun: number): Promise<void> {
    try {
      await kept.value;
      const end = this.#monotonic();
      kept.until = end + Math.max(this.#keptSeconds, this.#rest * (end - begun));
    } catch {
      // Who asked is told.
      kept.until = Number.NEGATIVE_INFINITY;
    }
  }
}
