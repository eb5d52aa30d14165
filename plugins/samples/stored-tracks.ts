import { ArrivalGaps } from './arrival-gaps.ts';
import type { LostHosts } from './lost-hosts.ts';
import type { Entries } from './sample-reader.ts';

/** A third of the seconds after which Redis is behind while a series' interval is not known: collectd's default. */
const unknownSeconds = 10 / 3;
/** A Redis that has been behind for less than this is merely slow. */
const minBehindSeconds = 3;
/** A series that was not asked for in this time is forgotten. */
const forgottenSeconds = 60;

const found = { isFromCache: false, isNowhere: false, wasStored: true };

/** The state of a series that is read in each round; times by the monotonic clock. */
export interface StoredTrack {
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

export interface StoredTracksParts {
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly roundSeconds: number;
  /** The hosts that Redis lost before this process started (default: nobody knows). */
  readonly lost?: LostHosts | undefined;
}

/** When Redis had something new of each series, and for which of them it is overdue. */
export class StoredTracks {
  readonly #parts: StoredTracksParts;
  readonly #tracks = new Map<string, StoredTrack>();
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(parts: StoredTracksParts) {
    this.#parts = parts;
  }

  /** See {@link FallbackReader.fromCache}. */
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

  /** See {@link FallbackReader.isFromCache}. */
  isFromCache(name: string): boolean {
    return this.#tracks.get(name)?.isFromCache ?? this.#parts.lost?.isLost(name) ?? false;
  }

  /** Names of the series that Redis has had something new of within the last minute. */
  get fresh(): string[] {
    const from = this.#parts.monotonic() - forgottenSeconds;
    return [...this.#tracks].flatMap(([name, one]) => (one.wasStored && one.stored >= from ? [name] : []));
  }

  /** See {@link SampleReader.quietUntil}. */
  quietUntil(until: number): void {
    this.#quietUntil = until;
  }

  /** The track of a series that is asked for now. */
  ask(name: string): StoredTrack {
    const now = this.#parts.monotonic();
    const track = this.#tracks.get(name) ?? this.#newTrack(name, now);
    if (track.asked < this.#quietUntil) track.gaps.look(this.#quietUntil);
    track.asked = now;
    return track;
  }

  #newTrack(name: string, now: number): StoredTrack {
    // Nothing of a lost host comes into Redis: three intervals need not pass.
    const isFromCache = this.#parts.lost?.isLost(name) ?? false;
    const state = { stored: now, wasStored: false, asked: now, isFromCache, isNowhere: false };
    this.#tracks.set(name, { gaps: new ArrivalGaps(now), ...state });
    return this.#tracks.get(name)!;
  }

  /** Redis has entries of it. */
  note(track: StoredTrack, { entries }: Pick<Entries, 'entries'>): void {
    for (const { time } of entries) track.gaps.stamp(time);
    track.stored = this.#parts.monotonic();
    track.gaps.arrive(track.stored, this.#parts.roundSeconds);
    Object.assign(track, found);
  }

  /** Redis has nothing new of it: true where the cache is to be asked. */
  needsCache(track: StoredTrack): boolean {
    track.gaps.look(this.#parts.monotonic());
    return track.isFromCache || this.isOverdue(track);
  }

  isOverdue({ gaps }: StoredTrack): boolean {
    const { monotonic, roundSeconds } = this.#parts;
    return gaps.isOverdue(monotonic(), roundSeconds, unknownSeconds);
  }
}
