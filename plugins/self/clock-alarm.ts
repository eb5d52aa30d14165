import type { Notification } from '../collectd/notification.ts';
import { finish, sliceSize, type SlicedWork } from '../process/sliced-work.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { describeClocks, judgeClocks, type ClockVerdict } from '../samples/host-clocks.ts';
import { nothingLeft } from './raw-data-alarm.ts';
import { selfMessage, selfNotification } from './self-notification.ts';
import type { TargetSeries } from '../series/target-series.ts';

/** Seconds between two looks. */
const lookSeconds = 2;
/**
 * A clock is wrong when it has been for this long. An outage ends with late samples; nothing makes them come early, or
 * hours late.
 */
const minWrongSeconds = [
  { lateBelow: 300, seconds: 30 },
  { lateBelow: 3600, seconds: 10 },
] as const;
const minCertainSeconds = 3;
/** It is right again after this long. */
const minRightSeconds = 10;
/** Nothing is said of clocks that are right before this time, because an alarm of an earlier process may go on. */
const minClearSeconds = 35;
/** Other clocks are waited for so long, because ours is wrong when all others are. */
const maxWaitSeconds = 60;
/** A series without a sample for longer says nothing about its clock, unless it is a slow one. */
const maxSilentSeconds = 3;
const maxSilentIntervals = 2;
/** Seconds between two notifications of one alarm. */
const minRepeatSeconds = 60;

export interface ClockAlarmParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  /** collectd's name of this machine (default: `host`). */
  readonly ownHost?: string | undefined;
  readonly notify: (notification: Notification) => void;
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** A host, as its series show its clock. */
interface HostClock {
  /** Seconds, of the series that shows the least, when it was wrong last. */
  readonly offset: number;
  readonly isWrong: boolean;
  /** Monotonic seconds since when it is wrong. */
  readonly wrongSince: number;
  /** Monotonic seconds since when it seems otherwise than `isWrong`; undefined while it does not. */
  readonly changing: number | undefined;
}

/**
 * Sends a notification when clocks are wrong, ours or those of hosts, and one when all are right again, as
 * `<host>/dma-self/gauge-wrong_clocks`. It is sent again, at most once a minute, when there are further hosts.
 *
 * The first notification is an OKAY, because an earlier process may have raised the alarm.
 */
export class ClockAlarm {
  readonly #parts: ClockAlarmParts;
  readonly #clocks: LogSubject;
  readonly #hosts = new Map<string, HostClock>();
  #started: number | undefined;
  #looked = Number.NEGATIVE_INFINITY;
  #verdict: ClockVerdict = judgeClocks(new Map());
  #known: boolean | undefined;
  /** The clocks that this alarm has told of. */
  readonly #told = new Set<string>();
  /** Monotonic seconds. */
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(parts: ClockAlarmParts) {
    this.#parts = parts;
    this.#clocks = parts.log.subject('clocks:');
  }

  /** Number of clocks that are wrong: 1 when it is ours. */
  get wrongCount(): number {
    return this.#verdict.isOurs ? 1 : this.#verdict.wrong.length;
  }

  /** Compares the clocks with what was last notified. @param monotonicNow seconds of the monotonic clock */
  look(series: readonly TargetSeries[], monotonicNow: number): void {
    finish(this.looking(series, monotonicNow));
  }

  /** As {@link look}. */
  *looking(series: readonly TargetSeries[], monotonicNow: number): SlicedWork<undefined> {
    if (monotonicNow - this.#looked < lookSeconds) return;
    this.#looked = monotonicNow;
    // While nothing arrives, nothing is known of clocks.
    if (!(yield* this.#observe(series, monotonicNow))) return;
    this.#started ??= monotonicNow;
    if (this.#isWaiting(monotonicNow)) return;
    this.#verdict = judgeClocks(this.#offsets(), this.#parts.ownHost ?? this.#parts.host);
    const text = describeClocks(this.#verdict);
    if (text === undefined) {
      const isClear = this.#known === true || monotonicNow - this.#started > minClearSeconds;
      if (this.#known === false || !isClear) return;
      this.#clear('no clock is wrong');
      return;
    }
    const subjects = this.#verdict.isOurs ? ['ours'] : this.#verdict.wrong.map(({ host }) => `of ${host}`);
    const isTold = subjects.every((subject) => this.#told.has(subject));
    if (this.#known && (isTold || monotonicNow - this.#toldAt < minRepeatSeconds)) return;
    this.#known = true;
    this.#toldAt = monotonicNow;
    for (const subject of subjects) this.#told.add(subject);
    const { meaning, names, ...cause } = text;
    const message = selfMessage(meaning, names, cause);
    this.#clocks.failing(message);
    this.#notify('WARNING', message);
  }

  /** No host is left whose clock could be wrong. */
  end(): void {
    this.#verdict = judgeClocks(new Map());
    if (this.#known !== false) this.#clear(nothingLeft);
  }

  #clear(message: string): void {
    this.#known = false;
    this.#told.clear();
    this.#clocks.recovered();
    this.#notify('OKAY', message);
  }

  /**
   * Takes the offsets of the hosts whose samples arrive; of the others, the last ones stay. Returns false when there is
   * no such host.
   */
  *#observe(series: readonly TargetSeries[], now: number): SlicedWork<boolean> {
    const seen = new Map<string, number>();
    const hosts = new Set<string>();
    // Of very many series, those of one host follow each other.
    let last: string | undefined;
    let least: number | undefined;
    for (let place = 0; place < series.length; place++) {
      if (place % sliceSize === sliceSize - 1) yield;
      const one = series[place]!;
      const { host } = one.identifier;
      if (host !== last) {
        hosts.add(host);
        last = host;
        least = seen.get(host);
      }
      const maxSilent = Math.max(maxSilentSeconds, maxSilentIntervals * (one.intervalSeconds ?? 0));
      if (!one.isHeard || !one.clock.isCertain || one.silentSeconds(now) > maxSilent) continue;
      const offset = one.clock.offsetSeconds;
      if (least === undefined || Math.abs(offset) < Math.abs(least)) seen.set(host, (least = offset));
    }
    for (const host of this.#hosts.keys()) if (!hosts.has(host)) this.#hosts.delete(host);
    for (const [host, offset] of seen) this.#hosts.set(host, advance(this.#hosts.get(host), offset, now));
    return seen.size > 0;
  }

  /** True while some clocks seem to be wrong, and it is not long enough to tell. */
  #isWaiting(now: number): boolean {
    const hosts = [...this.#hosts.values()];
    const isYoung = hosts.some(({ isWrong, changing }) => !isWrong && changing !== undefined);
    const isNew = hosts.every(({ isWrong, wrongSince }) => !isWrong || now - wrongSince < maxWaitSeconds);
    return isYoung && isNew;
  }

  /** By host; 0 for a clock that is right, and without the hosts whose clocks are not known yet. */
  #offsets(): ReadonlyMap<string, number> {
    const known = [...this.#hosts].filter(([, { isWrong, changing }]) => isWrong || changing === undefined);
    return new Map(known.map(([host, { isWrong, offset }]) => [host, isWrong ? offset : 0]));
  }

  #notify(severity: Notification['severity'], message: string): void {
    const { host, notify, now } = this.#parts;
    notify(selfNotification(host, 'wrong_clocks', severity, now(), message));
  }
}

function advance(known: HostClock | undefined, offset: number, now: number): HostClock {
  const before = known ?? { offset: 0, isWrong: false, wrongSince: now, changing: undefined };
  const isWrong = offset !== 0;
  const newest = isWrong ? offset : before.offset;
  if (isWrong === before.isWrong) return { ...before, offset: newest, changing: undefined };
  const changing = before.changing ?? now;
  if (now - changing < (isWrong ? secondsToTell(offset) : minRightSeconds))
    return { ...before, offset: newest, changing };
  return { offset: newest, isWrong, wrongSince: changing, changing: undefined };
}

function secondsToTell(offset: number): number {
  if (offset > 0) return minCertainSeconds;
  return minWrongSeconds.find(({ lateBelow }) => -offset < lateBelow)?.seconds ?? minCertainSeconds;
}
