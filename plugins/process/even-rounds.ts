/** The interval and clock of even rounds. */
export interface EvenRoundsParts {
  readonly intervalSeconds: number;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** Runs one round an interval, the first one at once, until the signal is aborted. */
export async function runEvenRounds(
  { intervalSeconds, now, sleep }: EvenRoundsParts,
  round: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let due = now(); !signal.aborted; due += intervalSeconds) {
    await round();
    // A round that took longer than an interval, or a clock that was set: the next one is due from now on.
    if (Math.abs(now() - due) > intervalSeconds) due = now();
    await sleep(due + intervalSeconds - now(), signal);
  }
}
