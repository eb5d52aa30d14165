import { sliceSize, type SlicedWork } from '../process/sliced-work.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';
import { never, RestingSeries } from './resting-series.ts';

/** A series rests for no longer than this, in seconds. */
const maxRestSeconds = 30;
/** A series rests when it has samples this many rounds apart. */
const minRounds = 2;
/** A sample may come before its time by this share of the shortest gap. */
const earlyShare = 0.02;
/** Number of hosts of which a resting series is asked in one round; of more, each is due sooner than in its turn. */
const maxSentries = 100;

interface Host {
  readonly entries: PredictedSeries[];
  turn: number;
}

/**
 * Chooses the series that a round asks for new samples.
 *
 * A series without risk rests until its next sample is due, by the shortest of its newest gaps. One resting series of
 * each host is asked all the same, in turns: when it has a sample before its time, the others of its host no longer
 * rest. Samples in bursts come late and not early, and a series that is late is asked in each round.
 *
 * A round costs what is due, and not what there is.
 */
export class DueSeries {
  readonly #roundSeconds: number;
  readonly #resting: RestingSeries;
  /** By row; undefined for one that is free. */
  readonly #members: (PredictedSeries | undefined)[] = [];
  /** The last round that asked each, by row. */
  readonly #askedIn: number[] = [];
  #count = 0;
  readonly #hosts = new Map<string, Host>();
  readonly #sentries: Host[] = [];
  #next = 0;
  #rounds = 0;
  /** Rows of the series that the last round asked, or that are new: some of them do not rest. */
  #asked: number[] = [];
  #woken: PredictedSeries[] = [];
  /** Of another predictor whose series join. */
  #followed: DueSeries | undefined;

  constructor(roundSeconds: number) {
    this.#roundSeconds = roundSeconds;
    this.#resting = new RestingSeries(roundSeconds);
  }

  /** From now on rounds ask the series. */
  join(entry: PredictedSeries): void {
    const until = this.#followed?.restsUntil(entry) ?? never;
    const row = this.#resting.join();
    this.#members[row] = entry;
    this.#askedIn[row] = 0;
    this.#count++;
    entry.dueRow = row;
    if (until === never) this.#asked.push(row);
    else this.#resting.rest(row, until);
    const { host } = entry.series.identifier;
    const known = this.#hosts.get(host);
    if (known) {
      known.entries.push(entry);
      return;
    }
    const first = { entries: [entry], turn: 0 };
    this.#hosts.set(host, first);
    this.#sentries.push(first);
  }

  /** Rounds no longer ask a series that has joined. */
  leave(entry: PredictedSeries): void {
    if (!this.#isMember(entry)) return;
    this.#resting.leave(entry.dueRow);
    this.#members[entry.dueRow] = undefined;
    this.#count--;
    const { host } = entry.series.identifier;
    const its = this.#hosts.get(host)!;
    its.entries.splice(its.entries.indexOf(entry), 1);
    if (its.entries.length > 0) return;
    this.#hosts.delete(host);
    this.#sentries.splice(this.#sentries.indexOf(its), 1);
  }

  /** Monotonic seconds until which a series rests; -Infinity for one that does not, or has not joined. */
  restsUntil(entry: PredictedSeries): number {
    return this.#isMember(entry) ? this.#resting.untilOf(entry.dueRow) : never;
  }

  /** Until the next round, series of another predictor that join rest on as they do there. */
  follow(other: DueSeries): void {
    this.#followed = other;
  }

  /** Finds the series that are due, and some sentries. @param now monotonic seconds */
  *finding(now: number): SlicedWork<readonly PredictedSeries[]> {
    this.#followed = undefined;
    // After a round that was interrupted; they are due by their time.
    this.#woken = [];
    this.#rounds++;
    const before = this.#asked;
    const asked: number[] = (this.#asked = []);
    for (let place = 0; place < before.length; place++) {
      if (place % sliceSize === sliceSize - 1) yield;
      const row = before[place]!;
      if (this.#resting.untilOf(row) === never) this.#ask(row);
    }
    yield* this.#resting.wakingDue(now, (row) => this.#ask(row));
    const sentries = asked.length === this.#count ? 0 : Math.min(maxSentries, this.#sentries.length);
    for (let i = 0; i < sentries; i++) {
      const host = this.#sentries[this.#next++ % this.#sentries.length]!;
      const { dueRow } = host.entries[host.turn++ % host.entries.length]!;
      if (this.#resting.untilOf(dueRow) > now) this.#ask(dueRow);
    }
    const due: PredictedSeries[] = [];
    for (let place = 0; place < asked.length; place++) {
      if (place % sliceSize === sliceSize - 1) yield;
      const entry = this.#members[asked[place]!];
      if (entry) due.push(entry);
    }
    return due;
  }

  /**
   * A series has had new samples: decides until when it rests.
   *
   * @param now epoch seconds
   * @param monotonicNow when it was asked
   */
  hasSamples(entry: PredictedSeries, now: number, monotonicNow: number): void {
    if (!this.#isMember(entry)) return;
    if (this.restsUntil(entry) > monotonicNow) this.#wake(entry, monotonicNow);
    const rest = this.#restSeconds(entry, now);
    if (rest > 0) {
      this.#resting.rest(entry.dueRow, monotonicNow + rest);
      return;
    }
    this.#resting.wake(entry.dueRow);
    // The answer of a round that was interrupted may come in a later one.
    this.#ask(entry.dueRow);
  }

  /** The series that need not rest, because a sample of their host has come early; each is given once. */
  takeWoken(): readonly PredictedSeries[] {
    const woken = this.#woken;
    this.#woken = [];
    // They are asked in this round as well, and some do not rest again.
    for (const { dueRow } of woken) this.#asked.push(dueRow);
    return woken;
  }

  /** Once a round: a series that was woken may have been asked before that. */
  #ask(row: number): void {
    if (this.#askedIn[row] === this.#rounds) return;
    this.#askedIn[row] = this.#rounds;
    this.#asked.push(row);
  }

  /** One that is gone may still get the answer to what it has asked. */
  #isMember(entry: PredictedSeries): boolean {
    return this.#members[entry.dueRow] === entry;
  }

  #restSeconds({ series, writers, source }: PredictedSeries, now: number): number {
    const { clock, gaps } = series;
    const { shortestGap } = gaps;
    const isQuiet = !series.isUnknown && series.riskPercent === 0 && !series.prediction.needsPast;
    if (
      !isQuiet ||
      writers.length > 0 ||
      source.ghostsAfter !== undefined ||
      clock.offsetSeconds !== 0 ||
      clock.hasStray
    )
      return 0;
    if (shortestGap < minRounds * this.#roundSeconds) return 0;
    const due = series.newestTime + (1 - earlyShare) * shortestGap;
    return Math.min(maxRestSeconds, shortestGap, Math.max(0, due - now));
  }

  #wake(early: PredictedSeries, now: number): void {
    for (const entry of this.#hosts.get(early.series.identifier.host)?.entries ?? []) {
      if (entry === early || this.restsUntil(entry) <= now) continue;
      this.#resting.rest(entry.dueRow, now);
      this.#woken.push(entry);
    }
  }
}
