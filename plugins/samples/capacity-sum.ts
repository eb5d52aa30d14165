import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import { totalOf } from './entry.ts';
import { endedSeconds, type SampleReader } from './sample-reader.ts';
import { minAheadSeconds } from './series-clock.ts';
import type { NamedSeries } from './series-names.ts';

/** A part counts with its newest value until it is older than the others by this many seconds. */
const lateSeconds = 60;
/** The same in intervals of the part. */
const lateIntervals = 3;
/** A part has ended after {@link endedSeconds}, or this many of its intervals. */
const endedIntervals = 10;
/** A longer interval is taken for a hole. */
const maxIntervalSeconds = 600;
/** A set of parts is whole when each has been written for this many seconds: they do not all appear at once. */
const ripeSeconds = 30;
/** The same in intervals of the part. */
const ripeIntervals = 2.5;
/** The same by our own clock, where the store holds too little of the past to tell. */
const ripeWaitSeconds = 180;
/** A capacity that is older than its series by this many seconds, and by ten of its intervals, is no longer written. */
const silentSeconds = 3600;
/** Two entries of one series are further apart than this. */
const minIntervalSeconds = 0.001;

/**
 * The capacity of a series, as far as it is known: `young` while further parts may be about to appear, `unknown` when
 * the parts make no sum.
 */
export type Capacity =
  | {
      readonly kind: 'known' | 'young';
      /** Above 0, in the series' own unit. */
      readonly value: number;
      /** Names of parts that do not count, because they have ended. */
      readonly ended: readonly string[];
    }
  | {
      readonly kind: 'unknown';
      readonly problem: string;
      /** True when the sum is 0: there is nothing of the resource. */
      readonly isZero?: boolean;
    };

export interface CapacityQuestion {
  /** The predicted series. */
  readonly series: NamedSeries;
  /** The target's `capacity` glob. */
  readonly sumOf: string;
  /** The series that it stands for. */
  readonly parts: readonly NamedSeries[];
  /** The data sources to add up, counted from 0. */
  readonly dataSources: readonly number[];
  /** The data source that is predicted. */
  readonly dataSource: number;
  /** Epoch seconds of the newest entry of the predicted series (default: not known). */
  readonly newestTime?: number | undefined;
  /** Epoch seconds. */
  readonly now: number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: number;
}

interface Part {
  readonly series: NamedSeries;
  /** Epoch seconds of its newest entry. */
  readonly time: number;
  /** NaN where collectd's value is unknown; undefined without the data source. */
  readonly value: number | undefined;
}

type Reader = Pick<SampleReader, 'newestEntry'>;

/**
 * Adds up the capacity of one series from the newest values of its parts.
 *
 * A store keeps the names of series that are no longer written, and the parts of a new host come one after another. So
 * parts that are far older than the newest are left out, and a set of parts counts when each of them has been written
 * for some intervals, or at once when the glob names all of them.
 */
export class CapacitySum {
  /** Names of the parts that were added up last. */
  #whole: string | undefined;
  /** Names of the parts that are waited for to become whole, and monotonic seconds since when. */
  #young: { readonly names: string; readonly since: number } | undefined;

  /** Looks at the newest values. Rejects as the reader does. */
  async read(reader: Reader, question: CapacityQuestion): Promise<Capacity> {
    const { sumOf, dataSources, monotonic } = question;
    const { parts, until } = await newestParts(reader, question);
    const latest = Math.max(...parts.map(({ time }) => time));
    const ages = await Promise.all(parts.map((part) => ageOf(reader, part, latest)));
    const counted = parts.filter((_, index) => ages[index] !== 'ended');
    if (counted.length === 0) return unknown(`there are no samples of series like ${sumOf}`);
    const late = parts.find((_, index) => ages[index] === 'late');
    if (late) return unknown(`${late.series.name} is late`);
    const bad = counted.find(({ value }) => !Number.isFinite(value));
    if (bad) {
      const lacks = bad.value === undefined ? `data source ${dataSources.join(' or ')}` : 'value';
      return unknown(`${bad.series.name} has no ${lacks}`);
    }
    const silent = await silentPart(reader, counted, question, until);
    if (silent) return unknown(`${silent.series.name} is no longer written`);
    if (isAlone(counted, question))
      return unknown(`there are no samples of series like ${sumOf} except its own`);
    const value = counted.reduce((sum, part) => sum + part.value!, 0);
    if (value <= 0)
      return {
        ...unknown(
          `series like ${sumOf} add up to ${value}, as swap that is off does; predicted once they do not`,
        ),
        isZero: value === 0,
      };
    const names = counted.map((part) => part.series.name);
    const all = question.parts.map(({ name }) => name);
    const ended = all.filter((name) => !names.includes(name));
    const isWhole = await this.#isWhole(reader, counted, sumOf, monotonic);
    return { kind: isWhole ? 'known' : 'young', value, ended };
  }

  async #isWhole(
    reader: Reader,
    counted: readonly Part[],
    sumOf: string,
    monotonic: number,
  ): Promise<boolean> {
    const all = counted.map(({ series }) => series.name);
    const names = all.join('\n');
    if (names === this.#whole) return true;
    if (names !== this.#young?.names) this.#young = { names, since: monotonic };
    const isWhole =
      new IdentifierPattern(sumOf).isNamedInFull(all) ||
      monotonic - this.#young.since >= ripeWaitSeconds ||
      (await Promise.all(counted.map((part) => isRipe(reader, part)))).every(Boolean);
    if (isWhole) this.#whole = names;
    return isWhole;
  }
}

/** True for a sum that is the predicted value itself. */
function isAlone(
  [part, ...more]: readonly Part[],
  { series, dataSources, dataSource }: CapacityQuestion,
): boolean {
  const isSame = part?.series.name === series.name && more.length === 0;
  return isSame && dataSources.every((one) => one === dataSource);
}

/** The newest part, when the predicted series has gone on for long without it, in the time that the parts were read. */
async function silentPart(
  reader: Reader,
  parts: readonly Part[],
  { newestTime }: CapacityQuestion,
  until: number,
): Promise<Part | undefined> {
  const [first, ...others] = parts;
  const newest = others.reduce((one, other) => (other.time > one.time ? other : one), first!);
  const silence = Math.min(newestTime ?? newest.time, until) - newest.time;
  if (silence <= silentSeconds) return undefined;
  const interval = (await intervalBefore(reader, newest.series.name, newest.time)) ?? 0;
  return silence > endedIntervals * interval ? newest : undefined;
}

function unknown(problem: string): Extract<Capacity, { kind: 'unknown' }> {
  return { kind: 'unknown', problem };
}

/** The parts that have entries, and the epoch seconds up to which they were read. */
async function newestParts(
  reader: Reader,
  { parts, dataSources, now, newestTime = Number.POSITIVE_INFINITY }: CapacityQuestion,
): Promise<{ readonly parts: readonly Part[]; readonly until: number }> {
  const read = async (until = Number.POSITIVE_INFINITY) => {
    const entries = await Promise.all(parts.map(({ name }) => reader.newestEntry(name, until)));
    const known = entries.flatMap((entry, index): Part | [] =>
      entry ? { series: parts[index]!, time: entry.time, value: totalOf(entry.values, dataSources) } : [],
    );
    return { parts: known, until };
  };
  const all = await read();
  const times = all.parts.map(({ time }) => time);
  // Those are of another machine with this name, whose clock is ahead.
  if (Math.max(...times) > newestTime + lateSeconds) return read(newestTime + minAheadSeconds);
  const areTogether = Math.max(...times) - Math.min(...times) <= lateSeconds;
  const areKnown = all.parts.every(({ value }) => Number.isFinite(value));
  // Entries from the future, as a clock that was set back leaves them, must not hide the others until then.
  const isAhead = Math.max(...times) > now + minAheadSeconds;
  return isAhead && !(areTogether && areKnown) ? read(now + minAheadSeconds) : all;
}

/** @param latest epoch seconds of the newest entry of all parts */
async function ageOf(
  reader: Reader,
  { series, time }: Part,
  latest: number,
): Promise<'fine' | 'late' | 'ended'> {
  const age = latest - time;
  if (age <= lateSeconds) return 'fine';
  const interval = (await intervalBefore(reader, series.name, time)) ?? 0;
  const usual = interval > maxIntervalSeconds ? 0 : interval;
  if (age <= lateIntervals * usual) return 'fine';
  return age > Math.max(endedSeconds, endedIntervals * usual) ? 'ended' : 'late';
}

/** True when a part has been written without a hole for as long as the others need to appear. */
async function isRipe(reader: Reader, { series, time }: Part): Promise<boolean> {
  const interval = await intervalBefore(reader, series.name, time);
  if (interval === undefined) return false;
  const ripe = Math.max(ripeSeconds, ripeIntervals * interval);
  const earlier = await reader.newestEntry(series.name, time - ripe);
  const age = earlier ? time - earlier.time : Number.POSITIVE_INFINITY;
  return age >= ripe && age <= Math.max(endedSeconds, 2 * ripe);
}

/** Seconds between an entry and the one before; undefined for the first entry. */
async function intervalBefore(reader: Reader, name: string, time: number): Promise<number | undefined> {
  const previous = await reader.newestEntry(name, time - minIntervalSeconds);
  // collectd's cache has the newest entry only.
  return previous && previous.time < time ? time - previous.time : undefined;
}
