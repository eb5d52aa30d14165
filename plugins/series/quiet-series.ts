import type { PredictedSeries } from './predicted-series.ts';

/** Seconds between two looks at a series that gets no samples, at first and after a while. */
const [lookSeconds, laterSeconds, firstSeconds] = [2, 10, 60];
/** One that was not noted for longer, in seconds, is read no more. */
const goneSeconds = 60;
/** Nobody is told of the silence before it has been looked at, in rounds. */
const excuseRounds = 2;
/** Such series that are remembered, and that are looked at in one round. */
const [maxSeries, maxLooks] = [2000, 500];

/** Series that get no samples, perhaps because they come where nobody reads them. */
export class QuietSeries {
  /** Monotonic seconds since when, when it was noted last, and of the last look. */
  readonly #all = new Map<PredictedSeries, { readonly since: number; noted: number; looked: number }>();
  readonly #roundSeconds: number;

  constructor(roundSeconds: number) {
    this.#roundSeconds = roundSeconds;
  }

  /** True for a series whose next sample should have come. @param now monotonic seconds */
  has({ series }: PredictedSeries, now: number): boolean {
    return series.gaps.areQuiet(now, this.#roundSeconds);
  }

  /** Nothing has come at the last look. */
  note(entry: PredictedSeries, now: number): void {
    const known = this.#all.get(entry);
    if (known) known.noted = now;
    else if (this.#all.size < maxSeries && this.has(entry, now)) {
      this.#all.set(entry, { since: now, noted: now, looked: Number.NEGATIVE_INFINITY });
      // The next round looks.
      entry.series.gaps.excuse(now + excuseRounds * this.#roundSeconds);
    }
  }

  /** It is read no more. */
  delete(entry: PredictedSeries): void {
    this.#all.delete(entry);
  }

  /** Those whose turn it is. */
  *due(now: number): Generator<PredictedSeries> {
    let looks = 0;
    for (const [entry, one] of this.#all) {
      if (!this.has(entry, now) || now - one.noted > goneSeconds) {
        this.#all.delete(entry);
        continue;
      }
      const pause = now - one.since < firstSeconds ? lookSeconds : laterSeconds;
      if (now - one.looked < pause || looks++ >= maxLooks) continue;
      one.looked = now;
      yield entry;
    }
  }
}
