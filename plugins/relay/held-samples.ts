/** The bounds of what write_redis keeps of a series, by its commands. */
export interface SetLimits {
  /** The second bound of ZREMRANGEBYRANK, such as `-3601`; undefined without MaxSetSize. */
  ranks?: string | undefined;
  /** MaxSetDuration; undefined without. */
  seconds?: number | undefined;
}

/** One series, by its key in Redis. Characters stand for bytes. */
export interface HeldSeries {
  readonly key: string;
  /** As the connection says that wrote to it last. */
  limits: SetLimits;
  /** Monotonic seconds at which its name was added to Redis and its set was cut; -Infinity for never. */
  keptUpAt: number;
}

/** Samples of one series in the order in which they came. */
export interface HeldBatch {
  readonly series: HeldSeries;
  readonly scores: readonly string[];
  readonly members: readonly string[];
}

export interface HeldBounds {
  readonly maxSamplesPerSeries: number;
  /** Bytes of memory for all of them, as estimated. */
  readonly maxBytes: number;
}

interface Entry extends HeldSeries {
  scores: string[];
  members: string[];
  isQueued: boolean;
}

/** Memory that a sample and a series take beside their characters, by measurement of the heap. */
const [sampleBytes, seriesBytes] = [64, 400];
/** Samples of one series that are handed over at once, so that all series get on alike. */
const maxBatch = 500;
/** After the bound of memory was reached, this share of it is used, so that it is not reached again at once. */
const reducedShare = 0.75;

/** The samples that are not in Redis yet, within bounds: the newest of each series are kept. */
export class HeldSamples {
  bounds: HeldBounds;
  readonly #series = new Map<string, Entry>();
  #queue: Entry[] = [];
  #bytes = 0;
  #count = 0;
  #dropped = 0;
  #onFirst: (() => void) | undefined;

  constructor(bounds: HeldBounds) {
    this.bounds = bounds;
  }

  /** Number of samples that are held. */
  get count(): number {
    return this.#count;
  }

  /** Number of series with samples that are held. */
  get seriesCount(): number {
    return this.#queue.length;
  }

  /** Estimated bytes of memory, names of series included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Number of samples that were dropped since the start, because there was no room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds the newest sample of a series; the oldest ones make room for it. */
  add(key: string, score: string, member: string, limits: SetLimits): void {
    const entry = this.#entry(key, limits);
    if (entry === undefined) {
      this.#dropped++;
      return;
    }
    entry.limits = limits;
    entry.scores.push(score);
    entry.members.push(member);
    this.#count++;
    this.#bytes += sizeOf(score, member);
    if (!entry.isQueued) this.#enqueue(entry);
    if (entry.scores.length > this.bounds.maxSamplesPerSeries) this.#dropOldest(entry, 1);
    if (this.#bytes > this.bounds.maxBytes) this.#makeRoom();
  }

  /** Settles when there is a sample, at once or later, or when the signal is aborted. */
  async filled(signal: AbortSignal): Promise<void> {
    if (this.#queue.length > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.#onFirst = undefined;
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.#onFirst = end;
      signal.addEventListener('abort', end, { once: true });
    });
  }

  /** Takes the oldest samples of the series that have waited longest, about `count` in all. */
  take(count: number): HeldBatch[] {
    const batches: HeldBatch[] = [];
    const again: Entry[] = [];
    let taken = 0;
    let looked = 0;
    for (; looked < this.#queue.length && taken < count; looked++) {
      const entry = this.#queue[looked]!;
      const scores = entry.scores.splice(0, maxBatch);
      const members = entry.members.splice(0, maxBatch);
      for (const [index, score] of scores.entries()) this.#bytes -= sizeOf(score, members[index]!);
      taken += scores.length;
      batches.push({ series: entry, scores, members });
      entry.isQueued = entry.scores.length > 0;
      if (entry.isQueued) again.push(entry);
    }
    this.#count -= taken;
    this.#queue = [...this.#queue.slice(looked), ...again];
    return batches;
  }

  /** Puts samples back that Redis has not taken, before newer ones of the same series. */
  giveBack(batches: readonly HeldBatch[]): void {
    for (const { series, scores, members } of batches) {
      const entry = this.#entry(series.key, series.limits);
      if (entry === undefined) {
        this.#dropped += scores.length;
        continue;
      }
      entry.scores = [...scores, ...entry.scores];
      entry.members = [...members, ...entry.members];
      this.#count += scores.length;
      for (const [index, score] of scores.entries()) this.#bytes += sizeOf(score, members[index]!);
      if (!entry.isQueued) this.#enqueue(entry);
      this.#dropOldest(entry, entry.scores.length - this.bounds.maxSamplesPerSeries);
    }
    if (this.#bytes > this.bounds.maxBytes) this.#makeRoom();
  }

  /** @returns undefined when there is no room for one more series */
  #entry(key: string, limits: SetLimits): Entry | undefined {
    const known = this.#series.get(key);
    if (known) return known;
    const size = seriesBytes + key.length;
    if (this.#bytes + size > this.bounds.maxBytes) this.#makeRoom();
    if (this.#bytes + size > this.bounds.maxBytes) return undefined;
    const entry: Entry = {
      key,
      limits,
      keptUpAt: Number.NEGATIVE_INFINITY,
      scores: [],
      members: [],
      isQueued: false,
    };
    this.#series.set(key, entry);
    this.#bytes += size;
    return entry;
  }

  #enqueue(entry: Entry): void {
    entry.isQueued = true;
    this.#queue.push(entry);
    this.#onFirst?.();
  }

  #dropOldest(entry: Entry, count: number): void {
    if (count <= 0) return;
    const scores = entry.scores.splice(0, count);
    const members = entry.members.splice(0, count);
    for (const [index, score] of scores.entries()) this.#bytes -= sizeOf(score, members[index]!);
    this.#count -= scores.length;
    this.#dropped += scores.length;
  }

  /** Forgets series of which nothing is held, then drops the older half of those that have most, as often as needed. */
  #makeRoom(): void {
    const enough = reducedShare * this.bounds.maxBytes;
    for (const [key, entry] of this.#series) {
      if (this.#bytes <= enough) return;
      if (entry.isQueued) continue;
      this.#series.delete(key);
      this.#bytes -= seriesBytes + key.length;
    }
    let most = this.#queue.reduce((max, { scores }) => Math.max(max, scores.length), 0);
    while (this.#bytes > enough && most > 1) {
      most = Math.ceil(most / 2);
      for (const entry of this.#queue) this.#dropOldest(entry, entry.scores.length - most);
    }
  }
}

function sizeOf(score: string, member: string): number {
  return sampleBytes + score.length + member.length;
}
