import type { CollectdCache } from './collectd-cache.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { type SampleReader, StoreError, type Entries, type Entry } from './sample-reader.ts';
import { ArrivalGaps } from './arrival-gaps.ts';
import type { LostHosts } from './lost-hosts.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** A third of the seconds after which Redis is behind while a series' interval is not known: collectd's default. */
const unknownSeconds = 10 / 3;
/** A Redis that has been behind for less than this is merely slow. */
const minBehindSeconds = 3;
/** Interval at which the cache is asked for series that it lacks; its answer is long where there are many series. */
const recheckSeconds = 10;
/** A series that was not asked for in this time is forgotten. */
const forgottenSeconds = 60;

/** The state of collectd's cache: it has newer samples than Redis, none, does not answer, or is not to be asked. */
export type CacheState = 'newer' | 'nothing-newer' | 'no-answer' | 'off';

const found = { isFromCache: false, isNowhere: false, wasStored: true };
const nothing: Entries = { entries: [], malformed: [] };

export interface FallbackParts {
  readonly redis: SampleReader;
  readonly isRedisOpen: () => boolean;
  /** (Default: Redis alone is read) */
  readonly cache: CollectdCache | undefined;
  readonly log: TransitionLog;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly roundSeconds: number;
  /** The hosts that Redis lost before this process started (default: nobody knows). */
  readonly lost?: LostHosts | undefined;
}

/** The state of a series that is read in each round; times by the monotonic clock. */
interface Track {
  readonly gaps: ArrivalGaps;
  /** When Redis last had something new, if it was stored ever, or the series was asked for first. */
  stored: number;
  wasStored: boolean;
  asked: number;
  /** The cache has something new, and Redis does not. */
  isFromCache: boolean;
  /** Neither has something new. */
  isNowhere: boolean;
}

/**
 * Reads Redis, and collectd's own cache for series that Redis has had nothing new of for three intervals: write_redis
 * never reconnects after a restart of Redis, while collectd keeps collecting.
 *
 * While Redis cannot be read, only the past is unknown.
 */
export class FallbackReader implements SampleReader {
  readonly #parts: FallbackParts;
  readonly #reading: LogSubject;
  readonly #tracks = new Map<string, Track>();
  #quietUntil = Number.NEGATIVE_INFINITY;
  /** True when series came from the cache at the last call of {@link names}. */
  #isBehind = false;

  constructor(parts: FallbackParts) {
    this.#parts = parts;
    this.#reading = parts.log.subject('reading Redis');
  }

  /**
   * Number of series that are read from collectd's cache because Redis has been behind for seconds. A series that has
   * nothing new there either, such as that of a host that went meanwhile, does not count.
   */
  get fromCache(): number {
    const { monotonic, roundSeconds } = this.#parts;
    const now = monotonic();
    let count = 0;
    for (const [name, { asked, stored, isFromCache, gaps }] of this.#tracks) {
      if (now - asked > forgottenSeconds) this.#tracks.delete(name);
      else if (!isFromCache || now - stored < minBehindSeconds) continue;
      else if (!gaps.isLate(now, roundSeconds, unknownSeconds)) count++;
    }
    return Math.max(count, this.#parts.lost?.count ?? 0);
  }

  /** True for a series that is read from collectd's cache. */
  isFromCache(name: string): boolean {
    return this.#tracks.get(name)?.isFromCache ?? this.#parts.lost?.isLost(name) ?? false;
  }

  get cacheState(): CacheState {
    const { cache } = this.#parts;
    if (!cache) return 'off';
    if (cache.isSilent) return 'no-answer';
    return this.fromCache > 0 ? 'newer' : 'nothing-newer';
  }

  async names(): Promise<string[] | undefined> {
    const stored = await this.#fromRedis((redis) => redis.names());
    const { lost, cache } = this.#parts;
    if (stored) await this.#fromRedis(async () => lost?.look());
    lost?.note(() => this.#fresh());
    this.#isBehind = this.fromCache > 0;
    if (stored && stored.length > 0 && !this.#isBehind) return stored;
    const cached = await cache?.names(recheckSeconds);
    return stored || cached ? [...new Set([...(stored ?? []), ...(cached ?? [])])] : undefined;
  }

  /** Names of the series that Redis has had something new of within the last minute. */
  #fresh(): string[] {
    const from = this.#parts.monotonic() - forgottenSeconds;
    return [...this.#tracks].flatMap(([name, one]) => (one.wasStored && one.stored >= from ? [name] : []));
  }

  quietUntil(until: number): void {
    this.#quietUntil = until;
  }

  async after(name: string, time: number, count: number, until?: number): Promise<Entries> {
    const { cache, monotonic, roundSeconds } = this.#parts;
    const track = this.#track(name);
    const read = async (): Promise<Entries | undefined> => {
      const page = await this.#fromRedis((redis) => redis.after(name, time, count, until));
      if (page && page.entries.length > 0) this.#noteStored(track, page);
      return page;
    };
    const stored = await read();
    if (stored && stored.entries.length > 0) return stored;
    track.gaps.look(monotonic());
    if (!track.isFromCache && !this.#isOverdue(track)) return stored ?? nothing;
    // One answer for all that is asked in a round.
    const oldest = track.isNowhere ? recheckSeconds : roundSeconds / 2;
    const entry = await cache?.newestAfter(name, time, oldest);
    if (!entry || isAfter(entry, until)) {
      if (this.#isOverdue(track)) Object.assign(track, { isFromCache: false, isNowhere: true });
      return stored ?? nothing;
    }
    if (!track.isFromCache) {
      // It may have come since Redis was asked: collectd fills its cache first, and then Redis.
      const late = await read();
      if (late && late.entries.length > 0) return late;
    }
    Object.assign(track, { isFromCache: true, isNowhere: false });
    track.gaps.arrive(monotonic(), roundSeconds);
    track.gaps.stamp(entry.time);
    return { entries: [entry], malformed: stored?.malformed ?? [] };
  }

  #noteStored(track: Track, { entries }: Entries): void {
    for (const { time } of entries) track.gaps.stamp(time);
    track.stored = this.#parts.monotonic();
    track.gaps.arrive(track.stored, this.#parts.roundSeconds);
    Object.assign(track, found);
  }

  async *range(name: string, from: number, to: number): AsyncGenerator<Entries, void, undefined> {
    if (!this.#parts.isRedisOpen()) return;
    const { gaps } = this.#track(name);
    for await (const page of this.#parts.redis.range(name, from, to)) {
      for (const { time } of page.entries) gaps.stamp(time);
      yield page;
    }
  }

  async times(name: string, from: number, to: number): Promise<readonly number[]> {
    return (await this.#fromRedis((redis) => redis.times(name, from, to))) ?? [];
  }

  async newestEntry(name: string, until?: number): Promise<Entry | undefined> {
    const stored = await this.#fromRedis((redis) => redis.newestEntry(name, until));
    if (!this.#isBehind && (stored || (await this.#isStored(name, until)))) return stored;
    const cached = await this.#parts.cache?.newestAfter(name, stored?.time ?? 0, recheckSeconds);
    return cached && !isAfter(cached, until) ? cached : stored;
  }

  /** True where Redis has only newer entries than asked for: the cache, which keeps the newest one, has no older. */
  async #isStored(name: string, until: number | undefined): Promise<boolean> {
    if (until === undefined) return false;
    return (await this.#fromRedis((redis) => redis.newestEntry(name))) !== undefined;
  }

  #track(name: string): Track {
    const now = this.#parts.monotonic();
    const track = this.#tracks.get(name) ?? this.#newTrack(name, now);
    if (track.asked < this.#quietUntil) track.gaps.look(this.#quietUntil);
    track.asked = now;
    return track;
  }

  #newTrack(name: string, now: number): Track {
    // Nothing of a lost host comes into Redis: three intervals need not pass.
    const isFromCache = this.#parts.lost?.isLost(name) ?? false;
    const state = { stored: now, wasStored: false, asked: now, isFromCache, isNowhere: false };
    this.#tracks.set(name, { gaps: new ArrivalGaps(now), ...state });
    return this.#tracks.get(name)!;
  }

  #isOverdue({ gaps }: Track): boolean {
    const { monotonic, roundSeconds } = this.#parts;
    return gaps.isOverdue(monotonic(), roundSeconds, unknownSeconds);
  }

  /** Undefined when Redis cannot be read; logged here, or by the connection if it is closed. */
  async #fromRedis<Result>(read: (redis: SampleReader) => Promise<Result>): Promise<Result | undefined> {
    const { redis, isRedisOpen } = this.#parts;
    if (!isRedisOpen()) return undefined;
    try {
      const result = await read(redis);
      this.#reading.recovered();
      return result;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // The connection itself logs that it was lost.
      if (isRedisOpen()) this.#reading.failing(`is not possible: ${describeError(error)}`);
      return undefined;
    }
  }
}

function isAfter({ time }: Entry, until: number | undefined): boolean {
  return until !== undefined && time > until;
}
