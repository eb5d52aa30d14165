import type { Sample } from '../../analysis/window.ts';
import type { SeriesIsolation } from './sample-reader.ts';

/** Length of the past that is read of a new series, in horizons. */
export const pastHorizons = 60;
/** The newest horizons are read in full; the older past is thinned to this many samples a horizon. */
const exactHorizons = 5;
const olderPerHorizon = 240;
/** Approximate number of entries that one call reads: a fraction of a second, so that other series are not delayed. */
const entriesPerCall = 20_000;

/** A series whose past is being read. */
export interface Loading {
  readonly name: string;
  readonly horizonSeconds: number;
  /** The past in pages, oldest first. */
  readonly pages: AsyncIterator<readonly Sample[]>;
  append(samples: readonly Sample[]): void;
  /** Called when the past has been read. */
  onLoaded(): void;
  /** Called when the past cannot be read, because of the series or of Redis. */
  onFailed(): void;
}

/**
 * Replays the past of new series from Redis, some of it in each round. Series with short horizons come first, because
 * their alerts are the most urgent.
 */
export class PastLoader {
  readonly #isolation: SeriesIsolation;
  readonly #queue: Loading[] = [];

  constructor(isolation: SeriesIsolation) {
    this.#isolation = isolation;
  }

  /** True while some of the past is still to be read. */
  get isLoading(): boolean {
    return this.#queue.length > 0;
  }

  add(loading: Loading): void {
    const place = this.#queue.findIndex(({ horizonSeconds }) => horizonSeconds > loading.horizonSeconds);
    this.#queue.splice(place < 0 ? this.#queue.length : place, 0, loading);
  }

  /** Reads about {@link entriesPerCall} more entries. Rejects when Redis cannot be read. */
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
 * Makes a filter that keeps all samples of the last five horizons before `end`, and one sample for each 240th part of a
 * horizon of the older ones: a disk that is read every second would take minutes to replay.
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
