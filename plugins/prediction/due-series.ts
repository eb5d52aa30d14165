import type { PredictedSeries } from '../series/predicted-series.ts';
import { RestingSeries } from './resting-series.ts';

/** A series rests for no longer than this, in seconds. */
const maxRestSeconds = 30;
/** A series rests when it has samples this many rounds apart. */
const minRounds = 2;
/** A sample may come before its time by this share of the shortest gap. */
const earlyShare = 0.02;
/** Number of hosts of which a resting series is asked in one round. */
const maxSentries = 500;

/** Until then rests a series that does not. */
const never = Number.NEGATIVE_INFINITY;

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
  #entries: readonly PredictedSeries[] = [];
  #hosts = new Map<string, Host>();
  /** The first of the entries that are in their groups. */
  #grouped = 0;
  #resting: RestingSeries;
  /** The series that the last round asked: some of them do not rest. */
  #asked: readonly PredictedSeries[] = [];
  #sentries: Host[] = [];
  #next = 0;
  #woken: PredictedSeries[] = [];

  constructor(roundSeconds: number) {
    this.#roundSeconds = roundSeconds;
    this.#resting = new RestingSeries(roundSeconds);
  }

  /** The series that are due, and some sentries. @param now monotonic seconds */
  of(entries: readonly PredictedSeries[], now: number): readonly PredictedSeries[] {
    // After a round that was interrupted; they are due by their time.
    this.#woken = [];
    const due = this.#asked.filter(({ restsUntil }) => restsUntil === never);
    this.#group(entries, now, due);
    this.#resting.takeDue(now, due);
    this.#asked = due;
    if (due.length === entries.length) return due;
    const count = Math.min(maxSentries, this.#sentries.length);
    for (let i = 0; i < count; i++) {
      const host = this.#sentries[this.#next++ % this.#sentries.length]!;
      const entry = host.entries[host.turn++ % host.entries.length]!;
      if (entry.restsUntil > now) due.push(entry);
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
    if (entry.restsUntil > monotonicNow) this.#wake(entry, monotonicNow);
    const rest = this.#restSeconds(entry, now);
    entry.restsUntil = never;
    if (rest > 0) this.#resting.add(entry, monotonicNow + rest);
  }

  /** The series that need not rest, because a sample of their host has come early; each is given once. */
  takeWoken(): readonly PredictedSeries[] {
    const woken = this.#woken;
    this.#woken = [];
    // They are asked in this round as well, and some do not rest again.
    if (woken.length > 0) this.#asked = [...new Set([...this.#asked, ...woken])];
    return woken;
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
      if (entry === early || entry.restsUntil <= now) continue;
      this.#resting.add(entry, now);
      this.#woken.push(entry);
    }
  }

  /** The same array may have grown. @param due takes the new ones that do not rest; emptied where all are new */
  #group(entries: readonly PredictedSeries[], now: number, due: PredictedSeries[]): void {
    if (entries !== this.#entries) {
      this.#entries = entries;
      this.#grouped = 0;
      this.#hosts = new Map();
      this.#sentries = [];
      this.#resting = new RestingSeries(this.#roundSeconds);
      due.length = 0;
    }
    for (; this.#grouped < entries.length; this.#grouped++) {
      const entry = entries[this.#grouped]!;
      if (entry.restsUntil > now) {
        this.#resting.add(entry, entry.restsUntil);
      } else {
        entry.restsUntil = never;
        due.push(entry);
      }
      const { host } = entry.series.identifier;
      const known = this.#hosts.get(host);
      if (known) {
        known.entries.push(entry);
        continue;
      }
      const first = { entries: [entry], turn: 0 };
      this.#hosts.set(host, first);
      this.#sentries.push(first);
    }
  }
}
