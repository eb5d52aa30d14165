import { grownArray, roomAfter } from '../maths/grown-array.ts';

/** The number of entries kept; of more, every other one of the older ones is forgotten, so that the past fades. */
const maxEntries = 256;
/** An entry is kept when this share of the needed rise has come. */
const keptShare = 0.8;
/** The assumption before there is a record: two of three were kept. */
const prior = { kept: 2, made: 3 };

/**
 * The record of a trend: each entry says "at this slope that much will have been added within the time". Tells how many
 * of the entries made near the same value for at least as much were kept.
 *
 * O(1) an entry, O(256) to ask; its arrays grow up to 256 entries.
 */
export class TrendRecord {
  readonly #seconds: number;
  readonly #dueSeconds: number;
  #times = new Float64Array(0);
  #values = new Float64Array(0);
  #rises = new Float64Array(0);
  #highs = new Float64Array(0);
  #weights = new Float64Array(0);
  #suspended = new Uint8Array(0);
  #length = 0;
  /** Entries before this one are past their time. */
  #open = 0;

  /**
   * @param seconds time within which the rise of an entry has to come
   * @param dueSeconds age from which an entry counts, at most `seconds`
   */
  constructor(seconds: number, dueSeconds: number) {
    this.#seconds = seconds;
    this.#dueSeconds = dueSeconds;
  }

  /** Takes one point, before an entry is made at it. */
  observe(time: number, value: number): void {
    while (this.#open < this.#length && time - this.#times[this.#open]! > this.#seconds) this.#open++;
    for (let i = this.#open; i < this.#length; i++) if (value > this.#highs[i]!) this.#highs[i] = value;
  }

  /**
   * @param rise what is to come within the time, above 0
   * @param weight of this entry beside others, above 0
   */
  make(time: number, value: number, rise: number, weight: number): void {
    if (this.#length === maxEntries) this.#thin();
    else if (this.#length === this.#times.length) this.#grow();
    const i = this.#length++;
    this.#times[i] = time;
    this.#values[i] = value;
    this.#rises[i] = rise;
    this.#highs[i] = Number.NEGATIVE_INFINITY;
    this.#weights[i] = weight;
    this.#suspended[i] = 0;
  }

  /** The climb has ended before the time of its entries: those that are not kept yet may not count. */
  suspend(limit: number): void {
    for (let i = this.#open; i < this.#length; i++) {
      const asked = Math.min(this.#rises[i]!, limit - this.#values[i]!);
      if (this.#highs[i]! - this.#values[i]! < keptShare * asked) this.#suspended[i] = 1;
    }
  }

  /** Forgets the suspended entries, or makes them count again. */
  settle(isForgotten: boolean): void {
    let length = 0;
    let open = 0;
    for (let i = 0; i < this.#length; i++) {
      if (isForgotten && this.#suspended[i] === 1) continue;
      this.#move(i, length);
      this.#suspended[length++] = 0;
      if (i < this.#open) open = length;
    }
    this.#length = length;
    this.#open = open;
  }

  /**
   * The share of entries for at least `need`, made near `value`, that were kept; two thirds without a record.
   *
   * @param withSuspended whether suspended entries count
   */
  keptShare(time: number, value: number, need: number, withSuspended = true): number {
    let kept = prior.kept;
    let made = prior.made;
    for (let i = 0; i < this.#length && time - this.#times[i]! >= this.#dueSeconds; i++) {
      if (this.#rises[i]! < need || (!withSuspended && this.#suspended[i] === 1)) continue;
      const distance = (value - this.#values[i]!) / (need / 2);
      const weight = this.#weights[i]! / (1 + distance * distance);
      made += weight;
      // What was made nearer to the limit has kept it when the limit was reached.
      const asked = Math.min(need, value + need - this.#values[i]!);
      if (this.#highs[i]! - this.#values[i]! >= keptShare * asked) kept += weight;
    }
    return kept / made;
  }

  /** Forgets every other one of the older ones that are past their time, or the oldest one. */
  #thin(): void {
    const thinned = Math.min(this.#open, maxEntries / 2) >> 1;
    const removed = Math.max(thinned, 1);
    for (let i = 0; i < this.#length - removed; i++) {
      this.#move(i < thinned ? 2 * i + 1 : i + removed, i);
    }
    this.#length -= removed;
    this.#open = Math.max(0, this.#open - removed);
  }

  /** Most series never go towards their limit, and make no entry. */
  #grow(): void {
    const room = roomAfter(this.#length, maxEntries);
    this.#times = grownArray(this.#times, room);
    this.#values = grownArray(this.#values, room);
    this.#rises = grownArray(this.#rises, room);
    this.#highs = grownArray(this.#highs, room);
    this.#weights = grownArray(this.#weights, room);
    const suspended = new Uint8Array(room);
    suspended.set(this.#suspended);
    this.#suspended = suspended;
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from]!;
    this.#values[to] = this.#values[from]!;
    this.#rises[to] = this.#rises[from]!;
    this.#highs[to] = this.#highs[from]!;
    this.#weights[to] = this.#weights[from]!;
    this.#suspended[to] = this.#suspended[from]!;
  }
}

/** A crossing is in sight within this many horizons at the present slope; an entry is about that time. */
export const sightHorizons = 2.4;
/** The evidence of an alert is damped for this share of the horizon at most. */
export const maxDampingHorizons = 0.11;
/**
 * Robust slopes are not worth their cost where this many times the steepest plain one leads to no crossing in sight.
 */
const screenFactor = 4;

/**
 * The least slope between thirds, in units of the value per second, that a past has over some look-back where its trend
 * is evidence.
 *
 * @param need what is missing to the limit, above 0
 */
export function leastPlainSlope(need: number, horizonSeconds: number): number {
  return need / (screenFactor * sightHorizons * horizonSeconds);
}

/** Entries for less than this share of the needed rise are not worth keeping. */
const rememberedShare = 0.8;
/** The entries of one horizon weigh as much as this many. */
const entriesPerHorizon = 4;

/** The record of a slope, from point to point of a series. */
export class SlopeRecord {
  readonly #horizonSeconds: number;
  readonly #sightSeconds: number;
  readonly #record: TrendRecord;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#sightSeconds = sightHorizons * horizonSeconds;
    this.#record = new TrendRecord(this.#sightSeconds, horizonSeconds);
  }

  /** Takes one point, before an entry is made at it. */
  observe(time: number, value: number): void {
    this.#record.observe(time, value);
  }

  /**
   * Makes an entry for a slope, if it leads to the limit or nearly so.
   *
   * @param need what is missing to the limit
   * @param slope in units of the value per second
   * @param stepSeconds between this point and the one before it
   */
  make(time: number, value: number, need: number, slope: number, stepSeconds: number): void {
    const promised = slope * this.#sightSeconds;
    if (promised < rememberedShare * need) return;
    const weight = Math.min(1, (entriesPerHorizon * stepSeconds) / this.#horizonSeconds);
    this.#record.make(time, value, promised, weight);
  }

  /** A climb has ended before the time of its entries; see {@link TrendRecord.suspend}. */
  suspend(limit: number): void {
    this.#record.suspend(limit);
  }

  /** Forgets the suspended entries, or makes them count again. */
  settle(isForgotten: boolean): void {
    this.#record.settle(isForgotten);
  }

  /** As {@link TrendRecord.keptShare}. */
  keptShare(time: number, value: number, need: number, withSuspended = true): number {
    return this.#record.keptShare(time, value, need, withSuspended);
  }
}
