import type { Sample } from '../../analysis/window.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import type { ClockReading } from '../samples/series-clock.ts';
import type { SeriesSource } from '../samples/series-source.ts';
import { ArrivalSplit } from '../samples/arrival-split.ts';
import type { HeldEntries } from '../samples/held-entries.ts';
import type { MixedCause } from './mixed-cause.ts';
import type { SeriesToPredict } from './series-start.ts';
import type { SplitSeries, WriterOfSeries } from './split-series.ts';
import { dangerOf } from './danger.ts';
import type { TargetSeries } from './target-series.ts';

/** A writer without a sample for this many seconds has ended; for one that was hardly heard, and in its intervals. */
const [endedSeconds, unheardSeconds, endedIntervals] = [120, 30, 10];
/** One whose clock was ahead has ended when it is silent, and another comes this near, in its intervals. */
const reachIntervals = 2;
/** Samples of each of two writers that have to arrive before anybody is told. */
const minArrivals = 2;
/** Least time stamp between two value lists of one series. */
const minStepSeconds = 0.001;

const nobody: ReadonlySet<TargetSeries> = new Set();

/**
 * A series that is predicted, and the source of its samples. Of several writers each is predicted by itself, and the
 * larger danger counts.
 */
export class PredictedSeries {
  readonly found: SeriesToPredict;
  readonly source: SeriesSource;
  /** Names of the series whose sum is read as the capacity of each sample; undefined where it does not move. */
  readonly movingParts: string | undefined;
  /** True when its past has been read. */
  isLoaded = false;
  /** Monotonic seconds of the last look for several writers. */
  lookedAt = Number.NEGATIVE_INFINITY;
  /** The number of its entries in the store; undefined while it was not counted. */
  held: HeldEntries | undefined;
  /** About as many entries the store keeps when it removes others; 0 where it was not seen to. */
  keptCount = 0;
  /** True when nothing has come behind the newest entry since its past was read. */
  isCalm = false;
  /** Its row among the series that rounds ask; -1 before it is one of them. */
  dueRow = -1;
  /** Monotonic seconds when it was last asked for samples. */
  #askedAt = Number.POSITIVE_INFINITY;
  #single: TargetSeries;
  #split: SplitSeries | undefined;
  #silent = nobody;
  /** Others that are not predicted, and monotonic seconds when they were seen. */
  #others: { readonly cause: MixedCause; readonly at: number } | undefined;
  #givenTime = 0;
  #asked: ClockReading | undefined;

  constructor(found: SeriesToPredict, series: TargetSeries, source: SeriesSource, movingParts?: string) {
    this.found = found;
    this.source = source;
    this.movingParts = movingParts;
    this.#single = series;
  }

  /** The series; of several writers, the one in the larger danger. A writer that is silent counts when all are. */
  get series(): TargetSeries {
    if (!this.#split) return this.#single;
    const all = this.#split.writers.map(({ series }) => series);
    const going = all.filter((one) => !this.#silent.has(one));
    const [first, ...others] = going.length > 0 ? going : all;
    return others.reduce((worst, one) => (dangerOf(one) > dangerOf(worst) ? one : worst), first!);
  }

  /** The writers of a series that has several; empty for one. */
  get writers(): readonly WriterOfSeries[] {
    return this.#split?.writers ?? [];
  }

  /** The reason why there are several writers; undefined for one. */
  get mixedCause(): MixedCause | undefined {
    return this.#split?.cause ?? this.#others?.cause;
  }

  /** Those of several writers that are silent. */
  get silent(): ReadonlySet<TargetSeries> {
    return this.#silent;
  }

  /** Reads the writers whose clocks are far behind that of the first one; undefined where none are. */
  get arrivals(): ArrivalSplit | undefined {
    const split = this.#split?.split;
    return split instanceof ArrivalSplit ? split : undefined;
  }

  /** True for several writers that may be one. */
  get isDoubtful(): boolean {
    return this.#split !== undefined && this.#split.certainty !== 'sure';
  }

  /** True when samples of what are probably several writers go on arriving. */
  get isMixed(): boolean {
    if (this.#others) return true;
    if (!this.#split || this.#split.certainty === 'possible' || this.#split.hasEnded) return false;
    return this.writers.filter(({ arrived }) => arrived >= minArrivals).length > 1;
  }

  /** True when a round has asked for new samples. */
  get isAsked(): boolean {
    return this.#asked !== undefined;
  }

  /** Predicts each writer by itself from now on. */
  splitInto(split: SplitSeries): void {
    // That there are several is known: nobody waits for samples of each once more.
    if (this.isMixed) for (const writer of split.writers) writer.arrived = minArrivals;
    this.#split = split;
  }

  /** There are others as well, which cannot be predicted. @param now monotonic seconds */
  noteOthers(cause: MixedCause, now: number): void {
    this.#others = { cause, at: now };
  }

  /** Forgets the others that were not seen for long. @param now monotonic seconds */
  forgetOthers(now: number): void {
    if (!this.#others) return;
    const goneSeconds = Math.max(endedSeconds, endedIntervals * (this.#single.intervalSeconds ?? 0));
    if (now - this.#others.at > goneSeconds) this.#others = undefined;
  }

  /** Predicts the writers as one from now on: the one in the larger danger goes on with the samples of all. */
  join(): void {
    this.#goOnAs(this.series);
  }

  /** Compares new samples with our clock. @param at the present, when they were asked for */
  lookAtClock(samples: readonly Sample[], at: ClockReading): void {
    this.#asked = at;
    // It is the clock of the source as well. Where the clocks are far apart, each writer's looks at its own samples.
    if (!this.arrivals) this.#single.lookAtClock(samples, at);
  }

  /**
   * It is asked for samples now.
   *
   * @param now monotonic seconds
   * @param quietUntil monotonic seconds until which a series that was not asked had nothing due
   */
  ask(now: number, quietUntil: number): void {
    if (this.#askedAt < quietUntil) this.series.gaps.look(quietUntil);
    this.#askedAt = now;
  }

  /**
   * Takes samples, oldest first; of several writers, they may have been taken before.
   *
   * @param now monotonic seconds
   * @returns how many were used
   */
  append(samples: readonly Sample[], now: number, roundSeconds: number): number {
    this.forgetOthers(now);
    if (!this.#split) return this.#single.append(samples, now, roundSeconds);
    const { writers, split } = this.#split;
    const own: Sample[][] = writers.map(() => []);
    for (const { writer, sample } of samples.flatMap((one) => split.take(one))) own[writer]!.push(sample);
    let used = 0;
    for (const [index, writer] of writers.entries()) {
      if (this.#asked) writer.series.lookAtClock(own[index]!, this.#asked);
      used += writer.series.append(own[index]!, now, roundSeconds);
      for (const { time } of own[index]!) {
        writer.arrived++;
        writer.previousTime = writer.newestTime;
        writer.newestTime = time;
      }
      writer.roomSeconds = this.arrivals?.roomSecondsOf(index) ?? writer.roomSeconds;
    }
    const all = writers.map(({ series }) => series);
    this.#silent = new Set(all.filter((one) => one.isStale(now, roundSeconds)));
    this.#endSilent(now);
    return used;
  }

  /** Value lists of the present state, for collectd, which takes no value twice at one time. */
  values(roundSeconds: number): ValueList[] {
    const { series } = this;
    const lists = series.values(roundSeconds);
    if (!this.#split) return lists;
    // By our clock: those of the writers may differ.
    const time = Math.max(...this.writers.map((one) => one.newestTime - one.series.clock.offsetSeconds));
    if (time < this.#givenTime + minStepSeconds) return [];
    this.#givenTime = time;
    return lists.map((list) => ({ ...list, time }));
  }

  /** True for a writer whose next samples are those that the source reads: what is newer than the first one's last. */
  #isReached({ newestTime, intervalSeconds }: WriterOfSeries): boolean {
    return !this.arrivals || this.source.newestTime - newestTime <= reachIntervals * intervalSeconds;
  }

  /** The writer that goes on where the first one, whose clock was ahead, has ended: what comes next is its own. */
  get #reaching(): WriterOfSeries | undefined {
    if (!this.arrivals || !this.#silent.has(this.writers[0]!.series)) return undefined;
    return this.writers.find((one) => !this.#silent.has(one.series) && this.#isReached(one));
  }

  /** When the others have ended, the last writer is the series. */
  #endSilent(now: number): void {
    if (this.#reaching) return this.#goOnAs(this.#reaching.series);
    const going = this.writers.filter(
      ({ series, intervalSeconds, arrived }) =>
        series.silentSeconds(now) <=
        Math.max(arrived < minArrivals ? unheardSeconds : endedSeconds, endedIntervals * intervalSeconds),
    );
    this.#split!.hasEnded = going.length === 1;
    if (going.length === 1 && this.#isReached(going[0]!)) this.#goOnAs(going[0]!.series);
  }

  #goOnAs(single: TargetSeries): void {
    this.#single = single;
    this.#split = undefined;
    this.source.forgetLate();
  }
}
