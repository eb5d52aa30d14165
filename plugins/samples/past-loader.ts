import type { Sample } from '../../analysis/window.ts';
import type { SeriesIsolation } from './sample-reader.ts';

/** Length of the past that is read of a new series, in horizons. */
export const pastHorizons = 60;
/** The newest horizons are read in full; the older past is thinned to this many samples a horizon. */
const exactHorizons = 5;
const olderPerHorizon = 240;
/** Approximate number of entries that one call reads: a fraction of a second, so that other series are not delayed. */
const entriesPerCall = 20_000;
/** Approximate number of entries that are asked for at once, and the maximum number of series of which. */
const [entriesAtOnce, maxSeriesAtOnce] = [2000, 64];

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
  /** Short pasts are read side by side: each waits for Redis. */
  #seriesAtOnce = 1;

  constructor(isolation: SeriesIsolation) {
    this.#isolation = isolation;
  }

  /** True while some of the past is still to be read. */
  get isLoading(): boolean {
    return this.#queue.length > 0;
  }

  add(loading: Loading): void {
    const place = this.#queue.findLastIndex(({ horizonSeconds }) => horizonSeconds <= loading.horizonSeconds);
    this.#queue.splice(place + 1, 0, loading);
  }

  /** Reads about {@link entriesPerCall} more entries. Rejects when Redis cannot be read. */
  async load(): Promise<void> {
    for (let read = 0; this.#queue.length > 0 && read < entriesPerCall;) {
      const some = this.#queue.slice(0, this.#seriesAtOnce);
      const ended = new Set<Loading>();
      const pages = await Promise.allSettled(some.map((loading) => this.#nextPage(loading, ended)));
      this.#queue.splice(0, some.length, ...some.filter((one) => !ended.has(one)));
      const counts = pages.flatMap((page) => (page.status === 'fulfilled' && page.value) || []);
      const entries = counts.reduce((sum, count) => sum + count, 0);
      if (entries > 0) {
        const fitting = Math.floor((entriesAtOnce * counts.length) / entries);
        this.#seriesAtOnce = Math.max(1, Math.min(maxSeriesAtOnce, fitting));
      }
      read += entries;
      const failure = pages.find((page) => page.status === 'rejected');
      if (failure) throw failure.reason;
    }
  }

  /** Returns the number of entries. */
  async #nextPage(loading: Loading, ended: Set<Loading>): Promise<number> {
    let page: IteratorResult<readonly Sample[]> | undefined;
    try {
      page = await this.#isolation.run(loading.name, () => loading.pages.next());
    } finally {
      if (!page || page.done) ended.add(loading);
      if (!page) loading.onFailed();
    }
    if (!page) return 0;
    if (page.done) {
      loading.onLoaded();
      return 0;
    }
    loading.append(page.value);
    return page.value.length;
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
