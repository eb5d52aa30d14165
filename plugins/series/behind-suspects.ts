import { BehindEvidence } from '../samples/behind-evidence.ts';
import type { PredictedSeries } from './predicted-series.ts';
import { unknownSeconds } from './target-gaps.ts';

/** Seconds between two looks at a series into which something comes behind the newest entry. */
const lookSeconds = 2;
/** Such series that are watched at a time; those that get nothing else do not count. */
const [maxSuspects, maxQuiet] = [20, 1000];
/** A suspicion that is not confirmed ends after these seconds, and usual gaps between the arrivals of the series. */
const [maxSeconds, maxGaps] = [120, 20];
/** The next one is later by these seconds; of one that gets nothing else, it costs less. */
const [restSeconds, quietRestSeconds] = [600, 60];
/** The series of a host wait this long for the first of them. */
const hostSeconds = 30;
/** Of a series that gets nothing else, entries are read this far behind the last one, in seconds and per second. */
const [windowSeconds, windowPace] = [60, 3];

/** A stretch of the entries of a series, in epoch seconds. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** The evidence of one of them. */
export interface Suspect {
  readonly evidence: BehindEvidence;
  /** True for one that got nothing else when it began. */
  readonly isQuiet: boolean;
  /** True when only a stretch of its entries has been read since. */
  isNarrow: boolean;
  /** The entries that were read when it began; undefined for all. */
  readonly within: Stretch | undefined;
  /** Seconds without a sample when it began. */
  readonly silence: number;
}

/** Series into which something comes behind the newest entry, which may be of another writer or a clock set back. */
export class BehindSuspects {
  /** Those that were not looked at for longest come first. */
  readonly #all = new Map<PredictedSeries, Suspect>();
  /** Series whose suspicion was not confirmed, and monotonic seconds until which there is no other one. */
  readonly #resting = new WeakMap<PredictedSeries, number>();
  #looked = Number.NEGATIVE_INFINITY;

  /** Those whose turn it is. @param now monotonic seconds */
  *due(now: number): Generator<PredictedSeries> {
    if (now - this.#looked < lookSeconds) return;
    this.#looked = now;
    yield* this.#all.keys();
  }

  get(entry: PredictedSeries): Suspect | undefined {
    return this.#all.get(entry);
  }

  /** The others have their turn before it. */
  putLast(entry: PredictedSeries, suspect: Suspect): void {
    this.#all.delete(entry);
    this.#all.set(entry, suspect);
  }

  /** True where another series of its host, which gets nothing else, will soon show what there is of the clock. */
  waits({ series: { identifier } }: PredictedSeries, now: number): boolean {
    for (const [{ series }, { isQuiet, evidence }] of this.#all)
      if (isQuiet && series.identifier.host === identifier.host && now - evidence.since < hostSeconds)
        return true;
    return false;
  }

  /** @param isQuiet true for one that gets nothing else */
  mayBegin(entry: PredictedSeries, now: number, isQuiet: boolean): boolean {
    const room = isQuiet ? maxQuiet : maxSuspects;
    let count = 0;
    for (const one of this.#all.values()) if (one.isQuiet === isQuiet) count++;
    return count < room && now >= (this.#resting.get(entry) ?? now);
  }

  /** @param times epoch seconds of the entries that were read */
  begin(
    entry: PredictedSeries,
    times: readonly number[],
    now: number,
    { isQuiet, within }: Pick<Suspect, 'isQuiet' | 'within'>,
  ): void {
    const { series, source } = entry;
    const { intervalSeconds = unknownSeconds } = series;
    const evidence = new BehindEvidence(times, source.firstRead.newestRead, now, intervalSeconds);
    const silence = series.silentSeconds(now);
    this.#all.set(entry, { evidence, isQuiet, within, isNarrow: within !== undefined, silence });
  }

  delete(entry: PredictedSeries): void {
    this.#all.delete(entry);
  }

  /**
   * Late samples of the writer itself may come for ever: then others have their turn.
   *
   * @returns false while it is under suspicion
   */
  endIfOver(entry: PredictedSeries, { evidence, isQuiet }: Suspect, now: number): boolean {
    const arrivalSeconds = entry.series.gaps.arrivalSeconds(now);
    const isLong = now - evidence.since > Math.max(maxSeconds, maxGaps * arrivalSeconds);
    if (isLong) this.#resting.set(entry, now + (isQuiet ? quietRestSeconds : restSeconds));
    const isOver = isLong || evidence.isOver(now, arrivalSeconds);
    if (isOver) this.#all.delete(entry);
    return isOver;
  }

  /** The entries that have to be read again of one that gets nothing else; undefined for all. */
  stretchOf({ evidence, within }: Suspect, now: number): Stretch | undefined {
    const { seen, newest } = evidence.came;
    if (seen.length === 0) return within;
    const from = Math.min(...seen.map(({ times }) => times[0]!));
    const ends = seen.map(({ times, at }) => times.at(-1)! + windowSeconds + windowPace * (now - at));
    return { from: from - 1, until: Math.min(within?.until ?? newest, Math.max(...ends)) };
  }
}
