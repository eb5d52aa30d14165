import type { PredictedSeries } from '../series/predicted-series.ts';

/** Series that rest until about the same time. */
interface Spoke {
  readonly entries: PredictedSeries[];
  /** Until when each was to rest as it was added: that may have changed since. */
  readonly untils: number[];
}

/** The series that rest, by the time until which they do: a wheel, so that nobody has to look at all of them. */
export class RestingSeries {
  readonly #spokeSeconds: number;
  readonly #spokes = new Map<number, Spoke>();

  /** @param spokeSeconds seconds that are looked at together */
  constructor(spokeSeconds: number) {
    this.#spokeSeconds = spokeSeconds;
  }

  /** Lets a series rest; an earlier time no longer counts. @param until monotonic seconds */
  add(entry: PredictedSeries, until: number): void {
    entry.restsUntil = until;
    const number = Math.floor(until / this.#spokeSeconds);
    let spoke = this.#spokes.get(number);
    if (!spoke) this.#spokes.set(number, (spoke = { entries: [], untils: [] }));
    spoke.entries.push(entry);
    spoke.untils.push(until);
  }

  /** Removes the series that no longer rest, and adds them to `due`. @param now monotonic seconds */
  takeDue(now: number, due: PredictedSeries[]): void {
    const present = Math.floor(now / this.#spokeSeconds);
    const numbers = [...this.#spokes.keys()];
    for (const number of numbers) {
      if (number > present) continue;
      const { entries, untils } = this.#spokes.get(number)!;
      this.#spokes.delete(number);
      for (let place = 0; place < entries.length; place++) {
        const [entry, until] = [entries[place]!, untils[place]!];
        if (entry.restsUntil !== until) continue;
        if (until > now) {
          this.add(entry, until);
          continue;
        }
        entry.restsUntil = Number.NEGATIVE_INFINITY;
        due.push(entry);
      }
    }
  }
}
