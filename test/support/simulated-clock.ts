interface Timer {
  readonly time: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to go on: programs that sleep by it take no time. */
export class SimulatedClock {
  #time: number;
  /** The next one last. */
  readonly #timers: Timer[] = [];

  /** @param time epoch seconds */
  constructor(time: number) {
    this.#time = time;
  }

  readonly now = (): number => this.#time;

  /** Settles when the clock has come so far, at once when aborted; never rejects. */
  readonly sleep = (seconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer: Timer = {
        time: this.#time + Math.max(0, seconds),
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        const index = this.#timers.indexOf(timer);
        if (index >= 0) this.#timers.splice(index, 1);
        resolve();
      };
      signal?.addEventListener('abort', abort);
      // Of those of the same time, the first one that slept wakes first.
      let index = this.#timers.length;
      while (index > 0 && this.#timers[index - 1]!.time <= timer.time) index--;
      this.#timers.splice(index, 0, timer);
    });

  /** Lets time pass while nobody sleeps, as a slow disk does. */
  pass(seconds: number): void {
    this.#time += seconds;
  }

  /** The time of the next one that wakes. */
  get nextTime(): number | undefined {
    return this.#timers.at(-1)?.time;
  }

  /** Goes on to the next one that sleeps, and wakes it. @returns false when nobody sleeps */
  next(): boolean {
    const timer = this.#timers.pop();
    if (!timer) return false;
    this.#time = Math.max(this.#time, timer.time);
    timer.wake();
    return true;
  }
}
