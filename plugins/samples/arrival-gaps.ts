import { withNewestCounted } from '../../analysis/maths/tight-numbers.ts';
import { UsualInterval } from './usual-interval.ts';

/** Samples are overdue after this many usual gaps. */
export const overdueGaps = 3;
/** The share of the gaps that the usual gap is not below; nine of ten bursts are no surprise. */
const usualShare = 0.9;
/** Number of gaps between arrivals that are remembered. */
const gapsKept = 32;
/** Room for the longest of them, of which the usual gap is the shortest, and one more. */
const longest = new Float64Array(Math.ceil((1 - usualShare) * gapsKept) + 1);
/** Places of the time stamp when it was found, of arrivals, of the silence at the last look, and of the gaps. */
const [found, arrived, firstArrived, seenSilence, gapCount, firstGap] = [0, 1, 2, 3, 4, 5];
/** The gaps are known from this number on, when they have been observed for some time. */
const gapsNeeded = 4;
const observedSeconds = 20;
/** Meanwhile a sender may be one that fills its packets first: about ten intervals, but not for ever. */
const burstIntervals = 10;
/** The longest such time, as a multiple of `startSeconds`. */
const maxBurstShare = 4;
/** A silence may be followed by one that is longer by half. */
const longerShare = 1.5;
/** Seconds for which a silence that was wrongly taken for the end is remembered. */
const lessonSeconds = 3600;
/** A longer silence may have been an outage, and is remembered as this long, or as twice what was usual. */
const outageSeconds = 60;
const outageShare = 2;

/**
 * How far apart the samples of one series arrive, and the silence after which they are overdue.
 *
 * Samples may arrive in bursts, at irregular times, and faster or slower than before. Usual is what nine of ten of the
 * newest 32 gaps are not above; overdue are three times as much. A longer silence that ends by itself counts at once:
 * among the newest four gaps in full, and for an hour up to a minute, or twice what would have been overdue.
 *
 * Before arrivals are observed, the samples' own time stamps stand in. All other times are seconds of a monotonic
 * clock.
 */
export class ArrivalGaps {
  readonly #interval = new UsualInterval();
  /** In one array, as fields that are numbers cost an object each. */
  #numbers: number[];
  #isHeard = false;
  /** The silence to expect until then, after one that was wrongly taken for the end. */
  #lesson: { readonly seconds: number; readonly until: number } | undefined;

  /**
   * @param now when the series was found; its silence counts from then
   * @param foundTime the newest time stamp then, in epoch seconds (default: there was none)
   */
  constructor(now: number, foundTime = Number.NEGATIVE_INFINITY) {
    this.#numbers = [foundTime, now, Number.NaN, 0, 0];
  }

  /** The usual seconds between the time stamps of samples; undefined before the second. */
  get intervalSeconds(): number | undefined {
    return this.#interval.seconds;
  }

  /** The shortest of the newest gaps between time stamps, in seconds; 0 while few are known. */
  get shortestGap(): number {
    return this.#interval.shortest;
  }

  /**
   * The usual seconds from one arrival to the next: the interval of the samples, unless more than one of ten gaps is
   * clearly longer, because samples come in bursts. Undefined before the second sample.
   */
  get usualSeconds(): number | undefined {
    const interval = this.#interval.seconds;
    const numbers = this.#numbers;
    if (interval === undefined || this.#numbers[gapCount]! < gapsNeeded) return interval;
    let longer = 0;
    for (let i = firstGap; i < this.#end; i++) if (numbers[i]! > longerShare * interval) longer++;
    return longer > (1 - usualShare) * this.#numbers[gapCount]! ? this.#usualGap() : interval;
  }

  /** True when a sample has come that was not there when the series was found. */
  get isHeard(): boolean {
    return this.#isHeard;
  }

  /** Takes the time stamp of a sample, of the past or new, in epoch seconds. */
  stamp(time: number): void {
    if (time > this.#numbers[found]!) this.#isHeard = true;
    this.#interval.add(time);
  }

  /** Takes the time stamp of a sample whose distance from the one before says nothing. */
  skipTo(time: number): void {
    this.#interval.skipTo(time);
  }

  /** Samples have arrived since the last look. @param roundSeconds seconds between two looks */
  arrive(now: number, roundSeconds: number): void {
    // The time between two looks says nothing.
    const gap = Math.min(now - this.#numbers[arrived]!, this.#numbers[seenSilence]! + roundSeconds);
    const isUnexpected = gap > overdueGaps * roundSeconds && this.#learn(gap, now, roundSeconds);
    const isFirst = Number.isNaN(this.#numbers[firstArrived]!);
    // The series may have been found at any time between two arrivals.
    if (!isFirst || isUnexpected) this.#numbers = withNewestCounted(this.#numbers, gap, gapsKept, gapCount);
    if (isFirst) this.#numbers[firstArrived] = now;
    this.#numbers[arrived] = now;
    this.#numbers[seenSilence] = 0;
  }

  /** Nothing has arrived since the last look. */
  look(now: number): void {
    this.#numbers[seenSilence] = this.silentSeconds(now);
  }

  /** Seconds since the last arrival, or since the series was found. */
  silentSeconds(now: number): number {
    return now - this.#numbers[arrived]!;
  }

  /**
   * True when samples are overdue.
   *
   * @param unknownSeconds stands for the interval until there is one
   * @param startSeconds the least silence that counts while the arrivals are not known yet (default: three intervals)
   */
  isOverdue(now: number, roundSeconds: number, unknownSeconds: number, startSeconds = 0): boolean {
    const silence = this.silentSeconds(now);
    // Nearly always so, and cheap.
    if (silence <= overdueGaps * roundSeconds) return false;
    if (this.#numbers[gapCount]! > 0 && silence <= longerShare * this.#numbers[this.#end - 1]!) return false;
    return silence > this.overdueSeconds(now, roundSeconds, unknownSeconds, startSeconds);
  }

  /** The same by what is usual alone, or a share of it: not by single silences, nor by an interval of two samples. */
  isLate(now: number, roundSeconds: number, unknownSeconds: number, startSeconds = 0, share = 1): boolean {
    const silence = this.silentSeconds(now) / share;
    if (silence <= overdueGaps * roundSeconds) return false;
    const interval = this.#interval.isSettled ? this.#interval.seconds : undefined;
    return silence > this.#usualSeconds(roundSeconds, unknownSeconds, startSeconds, interval);
  }

  /** The silence after which samples are overdue, in seconds; see {@link isOverdue}. */
  overdueSeconds(now: number, roundSeconds: number, unknownSeconds: number, startSeconds = 0): number {
    const usual = this.#usualSeconds(roundSeconds, unknownSeconds, startSeconds, this.#interval.seconds);
    return Math.max(this.#lessonAt(now), this.#recentSeconds(), usual);
  }

  #recentSeconds(): number {
    let recent = 0;
    const numbers = this.#numbers;
    for (let i = Math.max(firstGap, this.#end - gapsNeeded); i < this.#end; i++)
      recent = Math.max(recent, longerShare * numbers[i]!);
    if (this.#isKnown()) return recent;
    // The past may hold the first gaps of a slower interval, or an outage.
    const past = longerShare * this.#interval.longestOf(gapsNeeded);
    const maxPast = Math.max(outageSeconds, burstIntervals * (this.#interval.seconds ?? 0));
    return Math.max(recent, Math.min(past, maxPast));
  }

  #usualSeconds(
    roundSeconds: number,
    unknownSeconds: number,
    startSeconds: number,
    interval: number | undefined,
  ): number {
    const start = this.#isKnown() ? 0 : startSilence(interval, unknownSeconds, startSeconds);
    // One or two gaps are not usual yet.
    const gap = this.#numbers[gapCount]! < gapsNeeded ? 0 : this.#usualGap();
    return Math.max(start, overdueGaps * Math.max(gap, roundSeconds));
  }

  #isKnown(): boolean {
    return (
      this.#numbers[gapCount]! >= gapsNeeded &&
      this.#numbers[arrived]! - this.#numbers[firstArrived]! >= observedSeconds
    );
  }

  /** The place behind the newest gap. */
  get #end(): number {
    return firstGap + this.#numbers[gapCount]!;
  }

  #usualGap(): number {
    const length = this.#numbers[gapCount]!;
    if (length === 0) return 0;
    // Of a sorted copy, the number at that place; a copy would be most of the garbage.
    const count = length - Math.floor(usualShare * length);
    for (let i = 0; i < length; i++) {
      const gap = this.#numbers[firstGap + i]!;
      let place = Math.min(i, count);
      for (; place > 0 && longest[place - 1]! < gap; place--) longest[place] = longest[place - 1]!;
      longest[place] = gap;
    }
    return longest[count - 1]!;
  }

  /** Remembers a silence that has ended. Returns true when it was longer than expected. */
  #learn(gap: number, now: number, roundSeconds: number): boolean {
    const expected = Math.max(
      this.#recentSeconds(),
      this.#usualSeconds(roundSeconds, roundSeconds, 0, this.intervalSeconds),
    );
    if (gap <= expected) return false;
    const seconds = longerShare * Math.min(gap, Math.max(outageSeconds, outageShare * expected));
    const known = this.#lessonAt(now);
    // A much shorter one does not prolong it.
    if (known <= 2 * seconds)
      this.#lesson = { seconds: Math.max(known, seconds), until: now + lessonSeconds };
    return true;
  }

  #lessonAt(now: number): number {
    return this.#lesson && now < this.#lesson.until ? this.#lesson.seconds : 0;
  }
}

/** The silence after which samples are overdue while their arrivals are not known. */
function startSilence(interval: number | undefined, unknownSeconds: number, startSeconds: number): number {
  const maxBurst = maxBurstShare * startSeconds;
  if (interval === undefined) return Math.max(overdueGaps * unknownSeconds, maxBurst);
  return Math.max(overdueGaps * interval, Math.min(burstIntervals * interval, maxBurst), startSeconds);
}
