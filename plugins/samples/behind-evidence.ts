import { areEven } from './alternating-writers.ts';
import {
  countOf,
  frontOf,
  intervalOf,
  isBehind,
  slackSeconds,
  type Front,
  type Seen,
} from './behind-seen.ts';
import { isOneComb } from './comb.ts';
import type { CameBehind } from './set-back-evidence.ts';
import { maxWriters } from './writer.ts';

/** The least number of entries of a writer, and the share of all that came which are of writers. */
const [minEntries, minCovered] = [5, 0.9];
/** A single source whose samples take two ways has as many, at even distances, which are shorter than one way's. */
const [wayEntries, maxWayShare] = [12, 0.75];
/** Entries have to come at the same pace as time goes on, in this many looks and seconds. */
const [minLooks, minSeconds] = [3, 6];
/** A backfill is faster or slower, by this factor at least. */
const maxPace = 1.5;
/** A writer whose entries come at other looks is waited for, in seconds and in its own intervals. */
const [pauseSeconds, pauseIntervals] = [10, 3];
/**
 * Finds out whether what comes behind the newest entry of a series is of another writer, whose clock is behind: its
 * entries go on as time does, while newer ones come as well. What is filled in later comes faster, and ends.
 */
export class BehindEvidence {
  /** Monotonic seconds of the first look. */
  readonly since: number;
  readonly #intervalSeconds: number;
  #known: ReadonlySet<number>;
  /** Epoch seconds. */
  #newest: number;
  /** Monotonic seconds of the last look, and of the last one at which something had come. */
  #at: number;
  #cameAt: number;
  #seen: Seen[] = [];

  /**
   * @param times of all entries up to `newest`, epoch seconds
   * @param at monotonic seconds
   * @param intervalSeconds of the series: those of one packet are as far apart (default: none comes in packets)
   */
  constructor(times: readonly number[], newest: number, at: number, intervalSeconds = 0) {
    this.#known = new Set(times);
    this.#intervalSeconds = intervalSeconds;
    this.#newest = newest;
    this.since = at;
    this.#at = at;
    this.#cameAt = at;
  }

  /** The entries that have come since the first look. */
  get came(): CameBehind {
    return { seen: this.#seen, newest: this.#newest };
  }

  /** Nothing has come since the last look. @param at monotonic seconds */
  pass(at: number): void {
    this.#at = at;
  }

  /**
   * Takes a later look; see the constructor. Returns the number of entries that have come behind.
   *
   * @param isWhole false for times of a stretch of the series (default: true)
   */
  look(times: readonly number[], newest: number, at: number, isWhole = true): number {
    const [before, pause] = [this.#newest, at - this.#at];
    const came = times.filter((time) => time <= before && !this.#known.has(time));
    const grown = new Set<Seen>();
    for (const time of came) grown.add(this.#take(time, at));
    for (const one of grown) {
      one.looks++;
      one.at = at;
      one.pause = pause;
      one.first ??= { at, pause, time: one.times.at(-1)!, newest };
    }
    if (came.length > 0) this.#cameAt = at;
    this.#known = isWhole ? new Set(times) : new Set([...this.#known, ...came]);
    this.#newest = newest;
    this.#at = at;
    return came.length;
  }

  /** True when nothing has come for some time. @param usualSeconds from one arrival of the series to the next */
  isOver(at: number, usualSeconds: number): boolean {
    return at - this.#cameAt > Math.max(pauseSeconds, pauseIntervals * usualSeconds);
  }

  /** The writers behind, the nearest first; undefined while they are not all certain. */
  get fronts(): readonly Front[] | undefined {
    const going = this.#seen.filter((one) => this.#isGoing(one));
    const certain = going.filter((one) => this.#isSteady(one) && !this.#isSecondWay(one));
    const others = going.filter(({ looks }) => looks > 1);
    if (certain.length === 0 || certain.length >= maxWriters || others.length > certain.length)
      return undefined;
    if (countOf(certain) < minCovered * countOf(this.#seen)) return undefined;
    return certain.map((one) => frontOf(one)).toSorted((a, b) => b.newest - a.newest);
  }

  /** The one that an entry belongs to. */
  #take(time: number, at: number): Seen {
    let [best, nearest] = [undefined as Seen | undefined, Number.POSITIVE_INFINITY];
    for (const one of this.#seen) {
      const distance = time - one.times.at(-1)!;
      const longest = 2 * (at - one.at) + slackSeconds + 2 * (intervalOf(one.times) || this.#intervalSeconds);
      if (distance > 0 && distance <= longest && distance < nearest) [best, nearest] = [one, distance];
    }
    if (best) {
      best.times.push(time);
      return best;
    }
    const seen: Seen = { times: [time], first: undefined, at: this.#at, pause: 0, looks: 0 };
    this.#seen.push(seen);
    return seen;
  }

  #isGoing({ at, times, first, looks }: Seen): boolean {
    // Packets are further apart than what is in them.
    const usual = Math.max(intervalOf(times) || 0, (at - (first?.at ?? at)) / Math.max(1, looks - 1));
    return this.#at - at <= Math.max(pauseSeconds, pauseIntervals * usual);
  }

  /** True for late samples of the writer itself: its other ones fill their gaps evenly. */
  #isSecondWay({ times }: Seen): boolean {
    const newest = times.at(-1)!;
    const all = [...this.#known].filter((time) => time <= newest).slice(-wayEntries);
    const share = intervalOf(all) / intervalOf(times);
    return all.length === wayEntries && share < maxWayShare && isOneComb(all.map((time) => ({ time })));
  }

  #isSteady(one: Seen): boolean {
    const { times, first, at, looks } = one;
    if (looks < minLooks || !first || times.length < minEntries || !areEven(times)) return false;
    const [seconds, advance] = [at - first.at, times.at(-1)! - first.time];
    const interval = intervalOf(times);
    const slack = interval + slackSeconds;
    // Either slack or factor: with both, a backfill at twice the pace would pass in the first seconds.
    const isPaced =
      advance <= Math.max(maxPace * seconds, seconds + slack) &&
      advance >= Math.min(seconds / maxPace, seconds - slack);
    return (
      seconds >= Math.max(minSeconds, 2 * interval) &&
      isPaced &&
      isBehind(one, this.#newest) &&
      this.#newest > first.newest
    );
  }
}
