import type { Sample } from '../../analysis/window.ts';
import type { PackedEntries } from './packed-entries.ts';
import type { PastQuestion, SampleReader, SeriesIsolation } from './sample-reader.ts';

/** Length of the past that is read of a new series, in horizons. */
export const pastHorizons = 60;
/** The newest horizons are read in full; the older past is thinned to this many samples a horizon. */
const exactHorizons = 5;
const olderPerHorizon = 240;
/** Approximate number of entries that one call reads: a fraction of a second, so that other series are not delayed. */
const entriesPerCall = 20_000;
/** The same while many series wait: the pauses between calls would take most of the time. */
const [manySeries, entriesPerLongCall] = [2000, 100_000];
/** The number of series whose whole past is asked for at once. */
const wholeAtOnce = 128;
/** With as many batches of them in the queue, the next one is asked for before the last one has been taken. */
const manyBatches = 2;
/** Approximate number of entries that are asked for at once, and the maximum number of series of which. */
const [entriesAtOnce, maxSeriesAtOnce] = [2000, 64];

/** A past that may be read by one answer. */
export interface WholePast {
  readonly question: PastQuestion;
  /** The samples of that answer, or of any other that has them. */
  take(entries: PackedEntries): readonly Sample[];
}

/** A series whose past is being read. */
export interface Loading {
  readonly name: string;
  readonly horizonSeconds: number;
  /** The past in pages, oldest first. */
  readonly pages: AsyncIterator<readonly Sample[]>;
  /** Instead of the pages, where that is possible; undefined where it is not. */
  readonly whole?: WholePast | undefined;
  append(samples: readonly Sample[]): void;
  /** Called when the past has been read. */
  onLoaded(): void;
  /** Called when the past cannot be read, because of the series or of Redis. */
  onFailed(): void;
}

/** Series whose whole past was asked for; the answers are in their order. */
interface Asked {
  readonly some: ReadonlySet<Loading>;
  readonly answers: ReturnType<SampleReader['pastEach']>;
}

const nobody: ReadonlySet<Loading> = new Set();

/**
 * Replays the past of new series from Redis, some of it in each round. Series with short horizons come first, because
 * their alerts are the most urgent.
 */
export class PastLoader {
  readonly #isolation: SeriesIsolation;
  readonly #reader: Pick<SampleReader, 'pastEach'> | undefined;
  readonly #queue: Loading[] = [];
  /** Those whose whole past is not to be asked for: it is too long, or cannot be read like that. */
  readonly #paged = new WeakSet<Loading>();
  /** Whole pasts that are asked for before those ahead of them have been taken. */
  #asked: Asked | undefined;
  /** Short pasts are read side by side: each waits for Redis. */
  #seriesAtOnce = 1;

  /** @param reader reads the whole pasts of many (default: they are read in pages) */
  constructor(isolation: SeriesIsolation, reader?: Pick<SampleReader, 'pastEach'>) {
    this.#isolation = isolation;
    this.#reader = reader;
  }

  /** True while some of the past is still to be read. */
  get isLoading(): boolean {
    return this.#queue.length > 0;
  }

  /** Number of series whose past is still to be read. */
  get waiting(): number {
    return this.#queue.length;
  }

  add(loading: Loading): void {
    const place = this.#queue.findLastIndex(({ horizonSeconds }) => horizonSeconds <= loading.horizonSeconds);
    this.#queue.splice(place + 1, 0, loading);
  }

  /** Takes the past of a series that is known already. Returns false where it has to be {@link add | added}. */
  take(loading: Loading, known: PackedEntries): boolean {
    if (!loading.whole) return false;
    if (!known.isWholeFrom(loading.whole.question.from)) return false;
    this.#takeWhole(loading, known);
    return true;
  }

  /** Reads about {@link entriesPerCall} more entries. Rejects when Redis cannot be read. */
  async load(): Promise<void> {
    const maxEntries = this.#queue.length > manySeries ? entriesPerLongCall : entriesPerCall;
    for (let read = 0; this.#queue.length > 0 && read < maxEntries;) {
      const waiting = this.#queue.length;
      read += await this.#loadWhole();
      if (this.#queue.length < waiting) continue;
      const some = this.#queue.slice(0, this.#seriesAtOnce);
      for (const one of some) this.#paged.add(one);
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

  /** Reads whole pasts from the beginning of the queue. Returns the number of entries. */
  async #loadWhole(): Promise<number> {
    const asked = this.#asked ?? this.#askWhole(nobody);
    this.#asked = undefined;
    if (!asked) return 0;
    const answers = await asked.answers;
    // The store answers the next ones while these are taken.
    if (this.#queue.length > manyBatches * wholeAtOnce) this.#asked = this.#askWhole(asked.some);
    let read = 0;
    const done = new Set<Loading>();
    let index = 0;
    for (const one of asked.some) {
      const answer = answers[index++];
      if (!answer) {
        this.#paged.add(one);
        continue;
      }
      read += answer.count;
      this.#takeWhole(one, answer);
      done.add(one);
    }
    this.#leave(done);
    return read;
  }

  #takeWhole(one: Loading, entries: PackedEntries): void {
    this.#isolation.runNow(one.name, () => one.append(one.whole!.take(entries)));
    one.onLoaded();
  }

  /** Asks for whole pasts from the beginning of the queue. @param others are left out: they are asked for already */
  #askWhole(others: ReadonlySet<Loading>): Asked | undefined {
    const some = new Set<Loading>();
    for (const one of this.#queue) {
      if (others.has(one)) continue;
      if (some.size === wholeAtOnce || !this.#isWhole(one)) break;
      some.add(one);
    }
    if (some.size === 0) return undefined;
    const answers = this.#reader!.pastEach([...some].map(({ whole }) => whole!.question));
    // Who takes them gets the error.
    answers.catch(() => undefined);
    return { some, answers };
  }

  #leave(done: ReadonlySet<Loading>): void {
    let left = 0;
    for (const one of this.#queue) if (!done.has(one)) this.#queue[left++] = one;
    this.#queue.length = left;
  }

  #isWhole(loading: Loading): boolean {
    return this.#reader !== undefined && loading.whole !== undefined && !this.#paged.has(loading);
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
export function thinner(
  horizonSeconds: number,
  end: number,
): (samples: readonly Sample[]) => readonly Sample[] {
  const exactFrom = end - exactHorizons * horizonSeconds;
  const minGapSeconds = horizonSeconds / olderPerHorizon;
  let last = Number.NEGATIVE_INFINITY;
  const isKept = ({ time }: Sample): boolean => {
    if (time < exactFrom && time - last < minGapSeconds) return false;
    last = time;
    return true;
  };
  return (samples) => {
    // Nearly always it is all of them.
    const place = samples.findIndex((one) => !isKept(one));
    return place < 0 ? samples : [...samples.slice(0, place), ...samples.slice(place + 1).filter(isKept)];
  };
}
