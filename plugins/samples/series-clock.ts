import { latestTime } from '../../notifiers/event/iso-time.ts';
import { noted, nothingOdd, type ClockOddities } from './clock-oddities.ts';
import { SeriesError } from './sample-reader.ts';

/** A sample that is ahead of the clock by less is not from the future. */
export const minAheadSeconds = 1;
/** An entry from further ahead of its host's clock is left out until newer ones follow it: it may be a stray one. */
export const maxAheadSeconds = 300;
/** The same while entries from before the clock was set back are there. */
export const maxAheadOfGhostsSeconds = 5;
/** A clock is right when it is ahead by no more; no sample arrives before its time. */
const aheadSlackSeconds = 3;
/** A clock is right when its samples are late by no more; samples take a while on their way. */
const lateSlackSeconds = 10;
/** An entry from far ahead that none follows for this long is a stray one. */
const straySeconds = 20;
/** The newest entry may come this much further than time went on, because samples come in bursts. */
const burstSeconds = 300;
/** An arrival that is ahead by no more shows that entries from far ahead are strays. */
const refutingSeconds = 200;

/** The fault of a series that has entries of impossible times alone, which something else than collectd wrote. */
const impossibleTimes = 'its times are no epoch seconds, but perhaps milliseconds; mend what writes it';

/** Entries from far ahead that go on at this many looks are of another machine, even if others arrive as well. */
const certainSteps = 3;

/** A clock is wrong for certain when this many arrivals in a row show it. */
const certainArrivals = 3;

/** The present, by two clocks. */
export interface ClockReading {
  /** Epoch seconds. */
  readonly now: number;
  /** Seconds of the monotonic clock when the store was asked. */
  readonly monotonic: number;
}

/** The kind of an entry from far ahead: none, not known yet, one that is left out, or of a clock that is ahead. */
export type Beyond = 'none' | 'unknown' | 'stray' | 'followed';

/**
 * Seconds by which the clock that dated a sample is certainly wrong: above 0 when it is ahead of ours, below 0 when it
 * is behind, or the sample came late; 0 when nothing is wrong as far as can be seen.
 *
 * @param time epoch seconds of a sample that has just arrived
 * @param now epoch seconds
 * @param unseenSeconds seconds since the store was last seen without it
 * @param lateSeconds how late samples may be as a rule
 */
export function clockOffset(time: number, now: number, unseenSeconds: number, lateSeconds = 0): number {
  const ahead = time - now;
  if (ahead > aheadSlackSeconds) return ahead;
  const late = -ahead - unseenSeconds;
  return late > Math.max(lateSlackSeconds, lateSeconds) ? -late : 0;
}

/** @param newest the newest entries of a series. @throws SeriesError where no time can be one */
export function checkTimes(newest: readonly { readonly time: number }[]): void {
  if (newest.length > 0 && newest.every(({ time }) => time > latestTime))
    throw new SeriesError(impossibleTimes);
}

/**
 * How far the clock that dates the samples of one series is from ours, as arrivals show it.
 *
 * Samples that arrive are used, whatever time they tell. A single entry from far ahead may be a stray one and would
 * hide all that come later, so it counts when a newer one follows it.
 */
export class SeriesClock {
  #offset = 0;
  #newest = Number.NEGATIVE_INFINITY;
  /** Monotonic seconds. */
  #looked = Number.NEGATIVE_INFINITY;
  #oddities = nothingOdd;
  readonly #isTold: boolean;

  /** @param isTold false for one whose offset is told otherwise (default: true) */
  constructor(isTold = true) {
    this.#isTold = isTold;
  }

  /** See {@link clockOffset}. */
  get offsetSeconds(): number {
    return this.#offset;
  }

  /** True when it is not a single sample that shows the offset, and it is to be told. */
  get isCertain(): boolean {
    if (!this.#isTold) return false;
    return this.#offset === 0 || this.#oddities.wrongArrivals >= certainArrivals;
  }

  /** True while entries from far ahead are left out. */
  get hasStray(): boolean {
    return this.#oddities.stray !== undefined;
  }

  /** True while strays are left out that nobody knows of: a clock that was set back leaves some. */
  get hasNewStray(): boolean {
    const { wasSet, going } = this.#oddities;
    return this.hasStray && !wasSet && (going?.steps ?? 0) === 0;
  }

  /** The host's present time, in epoch seconds, but not before ours. */
  ahead(now: number): number {
    return now + Math.max(0, this.#offset);
  }

  /** Epoch seconds from which on a sample is from the future: a single one does not show a clock that is ahead. */
  future(now: number): number {
    return (this.isCertain ? this.ahead(now) : now) + minAheadSeconds;
  }

  /** Epoch seconds of the latest entry that is not from too far ahead. */
  latest(now: number): number {
    return this.ahead(now) + (this.#oddities.wasSet ? maxAheadOfGhostsSeconds : maxAheadSeconds);
  }

  /**
   * Takes the newest sample of a look at the series.
   *
   * @param newest epoch seconds; undefined when nothing new has come
   * @param lateSeconds how late samples may be as a rule, such as the time between two bursts
   */
  look(newest: number | undefined, { now, monotonic }: ClockReading, lateSeconds = 0): void {
    if (newest !== undefined && (newest !== this.#newest || this.#isTooFarAhead(newest, now))) {
      // An older one is newest where the store has lost what was newer; how long it has been there is not known.
      const unseen = newest < this.#newest ? Number.POSITIVE_INFINITY : monotonic - this.#looked;
      this.#newest = newest;
      this.#observe(newest, now, unseen, lateSeconds);
    }
    this.#looked = monotonic;
  }

  /** Takes the newest entry of all, which may be from far ahead. */
  lookBeyond(newest: number | undefined, { now, monotonic }: ClockReading): Beyond {
    if (newest === undefined || newest <= this.latest(now)) {
      if (this.#oddities !== nothingOdd)
        this.#note({ beyond: undefined, going: undefined, stray: undefined, wasSet: false });
      return 'none';
    }
    const before = this.#oddities.beyond;
    const isFollowed = before !== undefined && newest > before.time;
    const isInStep = isFollowed && newest - before.time <= monotonic - before.since + burstSeconds;
    if ((isInStep || this.#goesOn(newest, monotonic)) && newest <= latestTime) {
      this.#offset = newest - now;
      this.#note({ beyond: undefined, going: undefined, stray: undefined });
      return 'followed';
    }
    if (newest === this.#oddities.stray) return 'stray';
    if (before === undefined || newest !== before.time)
      this.#note({ beyond: { time: newest, since: monotonic } });
    else if (monotonic - before.since >= straySeconds) this.#note({ stray: newest });
    return newest === this.#oddities.stray ? 'stray' : 'unknown';
  }

  /**
   * Forgets everything, because the clock was set.
   *
   * @param known its offset where arrivals have shown it, and monotonic seconds of the last one (default: not known)
   */
  restart(known?: { readonly offsetSeconds: number; readonly monotonic: number }): void {
    this.#offset = known?.offsetSeconds ?? 0;
    this.#newest = Number.NEGATIVE_INFINITY;
    this.#looked = known?.monotonic ?? Number.NEGATIVE_INFINITY;
    const { wrongArrivals } = known ? { wrongArrivals: certainArrivals } : this.#oddities;
    this.#note({ beyond: undefined, going: undefined, wasSet: true, wrongArrivals });
  }

  /** True when entries from far ahead have gone on for long. */
  #goesOn(time: number, monotonic: number): boolean {
    const before = this.#oddities.going;
    if (time === before?.time) return false;
    const isInStep =
      before && time > before.time && time - before.time <= monotonic - before.since + burstSeconds;
    const steps = isInStep ? before.steps + 1 : 0;
    this.#note({ going: { time, since: monotonic, steps } });
    return steps >= certainSteps;
  }

  /** True for a time that is further ahead than is known: our clock was set back since it was seen first. */
  #isTooFarAhead(time: number, now: number): boolean {
    return time - now > Math.max(0, this.#offset) + aheadSlackSeconds;
  }

  #observe(newest: number, now: number, unseen: number, lateSeconds: number): void {
    const offset = clockOffset(newest, now, unseen, lateSeconds);
    const { wrongArrivals } = this.#oddities;
    if (offset !== 0 && wrongArrivals < certainArrivals) this.#note({ wrongArrivals: wrongArrivals + 1 });
    else if (offset === 0 && wrongArrivals > 0) this.#note({ wrongArrivals: 0 });
    const [least, most] = [newest - now, newest - now + unseen];
    const slack = aheadSlackSeconds;
    const isSteady = offset !== 0 && this.#offset >= least - slack && this.#offset <= most + slack;
    this.#offset = isSteady ? Math.min(most, Math.max(least, this.#offset)) : offset;
    const { beyond } = this.#oddities;
    if (least > refutingSeconds || beyond === undefined) return;
    this.#note({ stray: beyond.time, beyond: undefined });
  }

  #note(change: Partial<ClockOddities>): void {
    this.#oddities = noted(this.#oddities, change);
  }
}
