import type { Sample } from '../../analysis/window.ts';
import type { SeriesIsolation } from './sample-reader.ts';

/** What is read of a series' past, in horizons, as far as Redis holds it. */
export const pastHorizons = 60;
/** The newest part of the past is taken as it is, in horizons; of what is older, only so many samples a horizon. */
const exactHorizons = 5;
const olderPerHorizon = 240;
/** Entries that one call reads, about: a fraction of a second, so that other series are not delayed by it. */
const entriesPerCall = 20_000;

/** A series whose past is being read. */
export interface Loading {
  readonly name: string;
  readonly horizonSeconds: number;
  /** The past in pages, oldest first. */
  readonly pages: AsyncIterator<readonly Sample[]>;
  append(samples: readonly Sample[]): void;
  /** The past has been read. */
  onLoaded(): void;
  /** It cannot be read: the series is at fault, or Redis. */
  onFailed(): void;
}

/**
 * Replays what Redis holds of the past of new series, a bit in each round and one series after the other, those with
 * short horizons first: there the least time is to be lost.
 */
export class PastLoader {
  readonly #isolation: SeriesIsolation;
  readonly #queue: Loading[] = [];

  constructor(isolation: SeriesIsolation) {
    this.#isolation = isolation;
  }

  /** Whether some of the past is yet to be read. */
  get isLoading(): boolean {
    return this.#queue.length > 0;
  }

  add(loading: Loading): void {
    const place = this.#queue.findIndex(({ horizonSeconds }) => horizonSeconds > loading.horizonSeconds);
    this.#queue.splice(place < 0 ? this.#queue.length : place, 0, loading);
  }

  /** Goes on for about {@link entriesPerCall} entries. Rejects when Redis cannot be read. */
  async load(): Promise<void> {
    let read = 0;
    while (this.#queue.length > 0 && read < entriesPerCall) {
      const loading = this.#queue[0]!;
      let page: IteratorResult<readonly Sample[]> | undefined;
      try {
        page = await this.#isolation.run(loading.name, () => loading.pages.next());
      } finally {
        if (!page || page.done) this.#queue.shift();
        if (!page) loading.onFailed();
      }
      if (!page) continue;
      if (page.done) {
        loading.onLoaded();
        continue;
      }
      loading.append(page.value);
      read += page.value.length;
    }
  }
}

/**
 * Lets through all of the last five horizons before `end`, and of what is older a sample for every 240th part of a
 * horizon: a disk that is read every second is not to be replayed for minutes.
 */
export function thinner(horizonSeconds: number, end: number): (samples: readonly Sample[]) => Sample[] {
  const exactFrom = end - exactHorizons * horizonSeconds;
  const minGapSeconds = horizonSeconds / olderPerHorizon;
  let last = Number.NEGATIVE_INFINITY;
  return (samples) =>
    samples.filter(({ time }) => {
      if (time < exactFrom && time - last < minGapSeconds) return false;
      last = time;
      return true;
    });
}
