import { hostOf } from '../collectd/identifier.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { CollectdCache } from './collectd-cache.ts';
import { SeriesError, type SampleReader } from './sample-reader.ts';
import { StoredHosts, type StoredHostsParts } from './stored-hosts.ts';

/** Seconds that a value in collectd's cache may take to reach Redis. */
const writingSeconds = 8;
/** Seconds to wait for the first answer of collectd. */
const maxUnknownSeconds = 60;
/** collectd lists times in milliseconds, Redis has them in full. */
const timeSlackSeconds = 0.001;
/** Maximum age in seconds of collectd's list. */
const listSeconds = 5;

export interface LostHostsParts extends StoredHostsParts {
  readonly cache: Pick<CollectdCache, 'times'>;
  /** Reads Redis itself. */
  readonly stored: Pick<SampleReader, 'newestEntry'>;
  readonly log: TransitionLog;
}

/** Epoch seconds in collectd's cache at the first look, by series. */
type Awaited = ReadonlyMap<string, number>;

/**
 * Hosts whose series no longer come into Redis since before this process started: a Redis that was restarted empty
 * knows nothing of them, and write_redis does not reconnect. A host is lost when its series stood in Redis within the
 * last week, collectd's cache has them, and what the cache holds does not arrive.
 *
 * Series that never stood in Redis are not missed: a filter chain may keep them out, or Redis may be that of other
 * machines.
 */
export class LostHosts {
  readonly #parts: LostHostsParts;
  readonly #hosts: StoredHosts;
  /** Monotonic seconds of the first look. */
  #startedAt: number | undefined;
  /** Monotonic seconds when the cache was listed. */
  #listedAt: number | undefined;
  /** By host, until its series arrive in Redis. */
  readonly #awaited = new Map<string, Awaited>();
  #isJudged = false;

  constructor(parts: LostHostsParts) {
    this.#parts = parts;
    this.#hosts = new StoredHosts(parts);
  }

  /** True until it is known which hosts are lost. */
  get isUncertain(): boolean {
    return !this.#isJudged && this.#hosts.atStart.length > 0;
  }

  /** Number of remembered series of lost hosts. */
  get count(): number {
    if (!this.#isJudged) return 0;
    return [...this.#awaited.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** True for a series of a lost host. */
  isLost(name: string): boolean {
    return this.#isJudged && this.#awaited.size > 0 && this.#awaited.has(hostOf(name));
  }

  /**
   * Looks for lost hosts after a start, and then which of them are back; two looks are needed, some seconds apart.
   * Rejects with StoreError when Redis cannot be read.
   */
  async look(): Promise<void> {
    if (!this.isUncertain && this.#awaited.size === 0) return;
    const now = this.#parts.monotonic();
    this.#startedAt ??= now;
    if (this.#listedAt === undefined) await this.#list(now);
    else if (now - this.#listedAt >= writingSeconds) await this.#judge();
  }

  /** Remembers hosts. @param fresh names of the series that had something new in Redis within the last minute */
  note(fresh: () => readonly string[]): void {
    if (!this.isUncertain) this.#hosts.note(fresh, (host) => this.#awaited.has(host));
  }

  async #list(now: number): Promise<void> {
    const times = await this.#parts.cache.times(listSeconds);
    if (times === undefined) {
      // Without the cache there is nothing to fall back on.
      this.#isJudged = now - this.#startedAt! >= maxUnknownSeconds;
      return;
    }
    this.#listedAt = now;
    for (const { host, names } of this.#hosts.atStart) {
      const held = names.flatMap((name): [string, number][] => {
        const time = times.get(name);
        return time === undefined ? [] : [[name, time]];
      });
      if (held.length > 0) this.#awaited.set(host, new Map(held));
    }
    this.#isJudged = this.#awaited.size === 0;
  }

  async #judge(): Promise<void> {
    for (const [host, awaited] of this.#awaited) {
      const subject = this.#subjectOf(host);
      if (await this.#hasArrived(awaited)) {
        this.#awaited.delete(host);
        subject.recovered();
      } else subject.failing(`are in collectd's cache and no longer come into Redis; ${this.#remedy}`);
    }
    this.#isJudged = true;
  }

  /** True also where no key of the host can be read: that is another fault. */
  async #hasArrived(awaited: Awaited): Promise<boolean> {
    let readable = 0;
    for (const [name, time] of awaited)
      try {
        const newest = await this.#parts.stored.newestEntry(name);
        if (newest !== undefined && newest.time >= time - timeSlackSeconds) return true;
        readable++;
      } catch (error) {
        if (!(error instanceof SeriesError)) throw error;
      }
    return readable === 0;
  }

  get #remedy(): string {
    const { path } = this.#parts.memory;
    return `restart collectd, as write_redis does not reconnect. If that is meant to be, remove ${path} and restart dma predict`;
  }

  #subjectOf(host: string): LogSubject {
    return this.#parts.log.subject(`the series of ${host}`);
  }
}
