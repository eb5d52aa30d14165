const firstSeconds = 60;
const longestSeconds = 900;

interface Step {
  /** Epoch seconds until which the episode is left out. */
  readonly until: number;
  /** Failures while other events were delivered. */
  readonly failures: number;
  /** Deliveries of whatever event before the last failure. */
  readonly deliveries: number;
}

/**
 * The episodes whose events failed again and again. Each is left out for a while, at most a quarter of an hour, and all
 * of its events with it, so that their order stays.
 *
 * While nothing at all is delivered it is the sink that is down: then they come back at once when it is up.
 */
export class SteppedOver {
  readonly #steps = new Map<string, Step>();
  #deliveries = 0;

  has(id: string): boolean {
    return this.#steps.has(id);
  }

  /** @param now epoch seconds */
  isSkipped(id: string, now: number): boolean {
    const step = this.#steps.get(id);
    // A clock that was set back does not make it longer.
    return step !== undefined && now < step.until && step.until - now <= longestSeconds;
  }

  failed(id: string, now: number): void {
    const before = this.#steps.get(id);
    const isItsFault = before !== undefined && before.deliveries < this.#deliveries;
    const failures = (before?.failures ?? 0) + (isItsFault ? 1 : 0);
    const seconds = Math.min(longestSeconds, firstSeconds * 2 ** Math.max(0, failures - 1));
    this.#steps.set(id, { until: now + seconds, failures, deliveries: this.#deliveries });
  }

  /** @param ids of the episodes whose events have been delivered */
  succeeded(ids: readonly string[]): void {
    this.#deliveries += 1;
    for (const id of ids) this.#steps.delete(id);
    for (const [id, step] of this.#steps) if (step.failures === 0) this.#steps.set(id, { ...step, until: 0 });
  }

  get size(): number {
    return this.#steps.size;
  }

  clear(): void {
    this.#steps.clear();
  }
}
