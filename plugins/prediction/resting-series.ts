import { NumberRows } from '../../analysis/maths/number-rows.ts';
import { sliceSize, type SlicedWork } from '../process/sliced-work.ts';

/** Series that rest until about the same time. */
interface Spoke {
  readonly rows: number[];
  /** Until when each was to rest as it was added: that may have changed since. */
  readonly untils: number[];
}

/** Until then rests a series that does not. */
export const never = Number.NEGATIVE_INFINITY;

/**
 * The series that rest, by the time until which they do: a wheel, so that nobody has to look at all of them. Each is a
 * row of a table: to look at as many objects, which are all over the memory, would hold up a round of very many.
 */
export class RestingSeries {
  readonly #spokeSeconds: number;
  readonly #spokes = new Map<number, Spoke>();
  /** Monotonic seconds until which each rests. */
  readonly #untils = new NumberRows(1);

  /** @param spokeSeconds seconds that are looked at together */
  constructor(spokeSeconds: number) {
    this.#spokeSeconds = spokeSeconds;
  }

  /** The row of a new series, which does not rest. */
  join(): number {
    const row = this.#untils.add();
    this.#untils.set(row, 0, never);
    return row;
  }

  /** The row may be given to another series from now on. */
  leave(row: number): void {
    this.#untils.set(row, 0, Number.NaN);
    this.#untils.remove(row);
  }

  /** Monotonic seconds until which it rests; {@link never} for one that does not, NaN for one that has left. */
  untilOf(row: number): number {
    return this.#untils.get(row, 0);
  }

  /** Lets a series rest; an earlier time no longer counts. @param until monotonic seconds */
  rest(row: number, until: number): void {
    this.#untils.set(row, 0, until);
    const number = Math.floor(until / this.#spokeSeconds);
    let spoke = this.#spokes.get(number);
    if (!spoke) this.#spokes.set(number, (spoke = { rows: [], untils: [] }));
    spoke.rows.push(row);
    spoke.untils.push(until);
  }

  wake(row: number): void {
    this.#untils.set(row, 0, never);
  }

  /** Wakes the series whose time has come. @param now monotonic seconds @param take gets the row of each */
  *wakingDue(now: number, take: (row: number) => void): SlicedWork<undefined> {
    const present = Math.floor(now / this.#spokeSeconds);
    const numbers = [...this.#spokes.keys()];
    for (const number of numbers) {
      if (number > present) continue;
      const { rows, untils } = this.#spokes.get(number)!;
      this.#spokes.delete(number);
      for (let place = 0; place < rows.length; place++) {
        if (place % sliceSize === sliceSize - 1) yield;
        const row = rows[place]!;
        const until = untils[place]!;
        if (this.untilOf(row) !== until) continue;
        if (until > now) {
          this.rest(row, until);
          continue;
        }
        this.wake(row);
        take(row);
      }
    }
  }
}
