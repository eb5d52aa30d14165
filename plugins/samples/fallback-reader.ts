import type { CollectdCache } from './collectd-cache.ts';
import type { Entry } from './entry.ts';
import {
  seriesFault,
  SeriesError,
  StoreError,
  type Answer,
  type Entries,
  type IsWanted,
  type PastQuestion,
  type Question,
  type SampleReader,
} from './sample-reader.ts';
import type { PackedEntries, NewestQuestion } from './packed-entries.ts';
import { StoredTracks, type StoredTrack } from './stored-tracks.ts';
import { LoggedReads, refusalIn, type LoggedReadsParts } from './logged-reads.ts';
import type { LostHosts } from './lost-hosts.ts';

/** Interval at which the cache is asked for series that it lacks; its answer is long where there are many series. */
const recheckSeconds = 10;
/** The state of collectd's cache: it has newer samples than Redis, none, does not answer, or is not to be asked. */
export type CacheState = 'newer' | 'nothing-newer' | 'no-answer' | 'off';

const nothing: Entries = { entries: [], malformed: [] };

export interface FallbackParts extends LoggedReadsParts {
  /** (Default: Redis alone is read) */
  readonly cache: CollectdCache | undefined;
  /** The hosts that Redis lost before this process started (default: nobody knows). */
  readonly lost?: LostHosts | undefined;
}

/**
 * Reads Redis, and collectd's own cache for series that Redis has had nothing new of for three intervals: write_redis
 * never reconnects after a restart of Redis, while collectd keeps collecting.
 *
 * While Redis cannot be read, only the past is unknown.
 */
export class FallbackReader implements SampleReader {
  readonly #parts: FallbackParts;
  readonly #stored: LoggedReads;
  /** Of nothing where there is no cache. */
  readonly #tracks: StoredTracks;
  /** True when series came from the cache at the last call of {@link names}. */
  #isBehind = false;
  /** Those of Redis when it could be read last. */
  #storedNames: readonly string[] = [];
  areNamesWhole = true;

  constructor(parts: FallbackParts) {
    this.#parts = parts;
    this.#tracks = new StoredTracks(parts);
    this.#stored = new LoggedReads(parts);
  }

  /**
   * Number of series that are read from collectd's cache because Redis has been behind for seconds. A series that has
   * nothing new there either, such as that of a host that went meanwhile, does not count.
   */
  get fromCache(): number {
    return this.#tracks.fromCache;
  }

  /** True for a series that is read from collectd's cache. */
  isFromCache(name: string): boolean {
    return this.#tracks.isFromCache(name);
  }

  get isReadable(): boolean {
    return this.#stored.isReadable || this.fromCache > 0;
  }

  /** Why Redis cannot be read although there is a connection; undefined while it can. */
  get readFailure(): string | undefined {
    return this.#stored.failure;
  }

  get cacheState(): CacheState {
    const { cache } = this.#parts;
    if (!cache) return 'off';
    if (cache.isSilent) return 'no-answer';
    return this.fromCache > 0 ? 'newer' : 'nothing-newer';
  }

  async names(isWanted?: IsWanted): Promise<string[] | undefined> {
    const stored = await this.#stored.run((redis) => redis.names(isWanted));
    const { lost, cache } = this.#parts;
    if (stored) await this.#stored.run(async () => lost?.look());
    lost?.note(() => this.#tracks.fresh);
    this.#isBehind = this.fromCache > 0;
    if (stored) this.#storedNames = stored;
    this.areNamesWhole = stored !== undefined;
    if (stored && stored.length > 0 && !this.#isBehind) return stored;
    const listed = await cache?.names(recheckSeconds);
    const cached = isWanted ? listed?.filter(isWanted) : listed;
    const all = [...new Set([...(stored ?? this.#storedNames), ...(cached ?? [])])];
    // An empty cache says nothing about a Redis that cannot be read.
    return stored || all.length > 0 ? all : undefined;
  }

  quietUntil(until: number): void {
    this.#tracks.quietUntil(until);
  }

  async after(name: string, time: number, count: number, until?: number): Promise<Entries> {
    const { cache, monotonic, roundSeconds } = this.#parts;
    const read = (): Promise<Entries | undefined> =>
      this.#stored.run((redis) => redis.after(name, time, count, until));
    if (!cache) return (await read()) ?? nothing;
    const track = this.#tracks.ask(name);
    const stored = await read();
    if (stored && this.#note(track, stored)) return stored;
    if (!this.#tracks.needsCache(track)) return stored ?? nothing;
    // One answer for all that is asked in a round.
    const oldest = track.isNowhere ? recheckSeconds : roundSeconds / 2;
    const entry = await cache.newestAfter(name, time, oldest);
    if (!entry || isAfter(entry, until)) {
      if (this.#tracks.isOverdue(track)) Object.assign(track, { isFromCache: false, isNowhere: true });
      return stored ?? nothing;
    }
    if (!track.isFromCache) {
      // It may have come since Redis was asked: collectd fills its cache first, and then Redis.
      const late = await read();
      if (late && this.#note(track, late)) return late;
    }
    Object.assign(track, { isFromCache: true, isNowhere: false });
    track.gaps.arrive(monotonic(), roundSeconds);
    track.gaps.stamp(entry.time);
    return { entries: [entry], malformed: stored?.malformed ?? [] };
  }

  /** Returns true when Redis has entries. */
  #note(track: StoredTrack, page: Entries): boolean {
    if (page.entries.length > 0) this.#tracks.note(track, page);
    return page.entries.length > 0;
  }

  async afterEach(questions: readonly Question[]): Promise<readonly Answer[]> {
    const stored = await this.#stored.run((redis) => redis.afterEach(questions), refusalIn);
    const answers: Answer[] = [];
    for (let place = 0; place < questions.length; place++) {
      const answer = stored?.[place] ?? nothing;
      const page = answer instanceof StoreError ? nothing : answer;
      const question = questions[place]!;
      answers.push(this.#needsCache(question, page) ? await this.#withCache(question) : page);
    }
    return answers;
  }

  /** True where the cache is to be asked, because the answer of Redis has no entries. */
  #needsCache({ name }: Question, page: Entries | SeriesError): boolean {
    if (!this.#parts.cache || page instanceof SeriesError) return false;
    const track = this.#tracks.ask(name);
    return !this.#note(track, page) && this.#tracks.needsCache(track);
  }

  /** A fault of the series concerns no other one. */
  async #withCache({ name, time, count, until }: Question): Promise<Answer> {
    try {
      return await this.after(name, time, count, until);
    } catch (error) {
      return seriesFault(error);
    }
  }

  async *range(name: string, from: number, to: number): AsyncGenerator<Entries, void, undefined> {
    if (!this.#parts.isRedisOpen()) return;
    const gaps = this.#parts.cache && this.#tracks.ask(name).gaps;
    for await (const page of this.#parts.redis.range(name, from, to)) {
      if (gaps) for (const { time } of page.entries) gaps.stamp(time);
      yield page;
    }
  }

  async pastEach(questions: readonly PastQuestion[]): Promise<readonly (PackedEntries | undefined)[]> {
    const pasts = (await this.#stored.run((redis) => redis.pastEach(questions))) ?? [];
    if (!this.#parts.cache) return pasts;
    for (const [index, past] of pasts.entries()) {
      if (!past) continue;
      const { gaps } = this.#tracks.ask(questions[index]!.name);
      for (let place = 0; place < past.count; place++) gaps.stamp(past.timeAt(place));
    }
    return pasts;
  }

  async times(name: string, from: number, to: number): Promise<readonly number[]> {
    return (await this.#stored.run((redis) => redis.times(name, from, to))) ?? [];
  }

  async newestEach(questions: readonly NewestQuestion[]): Promise<readonly (PackedEntries | undefined)[]> {
    if (this.#isBehind) return [];
    return (await this.#stored.run((redis) => redis.newestEach(questions))) ?? [];
  }

  noteUsed(name: string, entries: PackedEntries, from: number): void {
    if (this.#parts.cache) this.#tracks.note(this.#tracks.ask(name), { entries: entries.from(from) });
  }

  async newestEntry(name: string, until?: number): Promise<Entry | undefined> {
    const stored = await this.#stored.run((redis) => redis.newestEntry(name, until));
    if (!this.#isBehind && (stored || (await this.#isStored(name, until)))) return stored;
    const cached = await this.#parts.cache?.newestAfter(name, stored?.time ?? 0, recheckSeconds);
    return cached && !isAfter(cached, until) ? cached : stored;
  }

  /** True where Redis has only newer entries than asked for: the cache, which keeps the newest one, has no older. */
  async #isStored(name: string, until: number | undefined): Promise<boolean> {
    if (until === undefined) return false;
    return (await this.#stored.run((redis) => redis.newestEntry(name))) !== undefined;
  }
}

function isAfter({ time }: Entry, until: number | undefined): boolean {
  return until !== undefined && time > until;
}
