import type { Front } from '../samples/behind-seen.ts';
import { minAheadSeconds } from '../samples/series-clock.ts';
import { mayBeSetBack, setBackFront, setBackFrontOfHost } from '../samples/set-back-evidence.ts';
import type { Stretch, Suspect } from './behind-suspects.ts';
import type { PredictedSeries } from './predicted-series.ts';

/** A silence is excused this long where its samples may come behind, in seconds, and in all; in arrivals as well. */
const [excuseSeconds, maxExcuseSeconds, maxExcuseGaps] = [5, 40, 6];
/** The first entries of the clock may have come this long before the first that was seen; in arrivals as well. */
const [unseenSeconds, unseenGaps] = [60, 10];
/** The present of a host is looked for this far before it, in seconds, and as far after it as it gets meanwhile. */
const [aroundSeconds, maxSuspectSeconds] = [30, 150];
/** Two entries of one series are further apart. */
const minStepSeconds = 0.001;

/** The clock of a series that was set back below its newest entry, as what comes shows it. */
export interface KnownSetBack {
  /** Epoch seconds by that clock when it was set: later entries are of before. */
  readonly after: number;
  /** Epoch seconds of later ones that have come since. */
  readonly own: ReadonlySet<number>;
  /** Seconds by which it is ahead of ours: below 0. */
  readonly offsetSeconds: number;
  /** Monotonic seconds when that was seen. */
  readonly monotonic: number;
}

export interface SetBackSeries {
  readonly entry: PredictedSeries;
  readonly known: KnownSetBack;
}

/** Decides which of the series that get nothing newer are of hosts whose clocks were set back. */
export class SetBackWatch {
  readonly #roundSeconds: number;
  readonly #now: () => number;
  /** Epoch seconds by its clock at 0 monotonic seconds, by host whose clock was set back. */
  readonly #hostTimes = new Map<string, number>();

  /** @param now epoch seconds */
  constructor(roundSeconds: number, now: () => number) {
    this.#roundSeconds = roundSeconds;
    this.#now = now;
  }

  /** Something has come, or may have: until it is known what, nobody is told that nothing comes. */
  excuse(entry: PredictedSeries, suspect: Suspect | undefined, now: number): void {
    if (this.#isHidden(entry)) return;
    const { series } = entry;
    const arrivalSeconds = series.gaps.arrivalSeconds(now);
    const seconds = suspect ? now - suspect.evidence.since : series.silentSeconds(now);
    const isLong = seconds > Math.max(maxExcuseSeconds, maxExcuseGaps * arrivalSeconds);
    // Where that was told already, an end of it has to be certain.
    if (isLong || series.isStale(now, this.#roundSeconds)) return;
    if (suspect && !mayBeSetBack(suspect.evidence.came)) return;
    series.gaps.excuse(now + excuseSeconds);
  }

  /** The entries that may be of its host's present, where another series has shown it; undefined where none has. */
  stretchOf({ series }: PredictedSeries, now: number): Stretch | undefined {
    const hostTime = this.#hostTimes.get(series.identifier.host);
    if (hostTime === undefined) return undefined;
    const arrivalSeconds = series.gaps.arrivalSeconds(now);
    const around = hostTime + now;
    return { from: around - Math.max(aroundSeconds, 3 * arrivalSeconds), until: around + maxSuspectSeconds };
  }

  /** Undefined while it is not certain that its clock was set back. @param now monotonic seconds */
  find(entry: PredictedSeries, { evidence, silence }: Suspect, now: number): SetBackSeries | undefined {
    if (this.#isHidden(entry)) return undefined;
    const { host } = entry.series.identifier;
    const hostTime = this.#hostTimes.get(host);
    const { came } = evidence;
    const ofHost = hostTime === undefined ? undefined : setBackFrontOfHost(came, hostTime);
    const front = ofHost ?? setBackFront(came, silence);
    if (!front) return undefined;
    this.#hostTimes.set(host, front.newest - front.at);
    return { entry, known: this.#knownOf(entry, front, now) };
  }

  /** Nothing of its series came where the clock of the host was: that may have been set since. */
  refute({ series }: PredictedSeries, { within }: Suspect): void {
    if (within) this.#hostTimes.delete(series.identifier.host);
  }

  /** An entry from the future hides what comes, whatever its clock: that is found otherwise. */
  #isHidden({ source }: PredictedSeries): boolean {
    return source.newestTime > this.#now() + minAheadSeconds;
  }

  #knownOf({ series }: PredictedSeries, { newest, at, times }: Front, now: number): KnownSetBack {
    const heardAt = now - series.silentSeconds(now);
    const first = times[0]!;
    const arrivalSeconds = series.gaps.arrivalSeconds(now);
    const unseen = Math.max(unseenSeconds, unseenGaps * arrivalSeconds);
    const begin = Math.max(newest - (at - heardAt), first - unseen);
    return {
      after: Math.min(begin, first) - minStepSeconds,
      own: new Set(times),
      offsetSeconds: newest - (this.#now() - (now - at)),
      monotonic: at,
    };
  }
}
