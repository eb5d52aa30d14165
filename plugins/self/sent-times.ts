/** collectd keeps a time to the millisecond of what it is given. */
const slackSeconds = 0.0015;

/** The times under which values of one series were given to collectd, the newest ones. */
export class SentTimes {
  readonly #times: number[] = [];
  readonly #kept: number;

  /** @param kept how many are remembered */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Takes the time of a value, in epoch seconds. */
  add(time: number): void {
    if (this.#times.length === this.#kept) this.#times.shift();
    this.#times.push(time);
  }

  /** True for a time that is none of these. */
  isForeign(time: number): boolean {
    return this.#times.every((sent) => Math.abs(sent - time) > slackSeconds);
  }
}
