/** Time that passes only when nothing is left to do: timers run in their order, as fast as the machine can. */
export class SimulatedTime {
  /** Seconds of the monotonic clock. */
  seconds = 0;
  /** Added to the epoch seconds by a clock that is set. */
  clockError = 0;
  readonly #timers: { readonly due: number; readonly action: () => void }[] = [];

  /** Epoch seconds, to the millisecond as collectd prints them. */
  get epoch(): number {
    return Math.round((1.8e9 + this.seconds + this.clockError) * 1000) / 1000;
  }

  /** Runs `action` after that many seconds. */
  after(seconds: number, action: () => void): void {
    const timer = { due: this.seconds + Math.max(0, seconds), action };
    let index = this.#timers.length;
    while (index > 0 && this.#timers[index - 1]!.due > timer.due) index--;
    this.#timers.splice(index, 0, timer);
  }

  /** Settles after that many seconds, at once when aborted; never rejects. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = (): void => {
        signal?.removeEventListener('abort', end);
        resolve();
      };
      signal?.addEventListener('abort', end);
      this.after(seconds, end);
    });
  }

  /** Lets that many seconds pass, with everything that happens in them. */
  async pass(seconds: number): Promise<void> {
    const end = this.seconds + seconds;
    for (;;) {
      await settled();
      const next = this.#timers[0];
      if (!next || next.due > end) break;
      this.#timers.shift();
      this.seconds = next.due;
      next.action();
    }
    this.seconds = end;
  }
}

/** Settles when no promise is left that could be settled without time passing. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
