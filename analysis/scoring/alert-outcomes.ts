import type { LimitSide } from '../series-predictor.ts';
import {
  horizonsAfter,
  horizonsBefore,
  maxPauseSeconds,
  type AlertEpisode,
  type AnnouncedCrossing,
  type PendingEpisode,
} from './alert-episode.ts';
import { CutShortAlerts, maxDropSeconds } from './cut-short-alerts.ts';
import { CrossingFinder, leastSeconds } from './crossings.ts';

export interface AlertOutcomesOptions {
  /** The horizon of the alerts in seconds, above 0. */
  readonly horizonSeconds: number;
  /** The side of the limit on which the resource is exhausted (default: upper). */
  readonly limitSide?: LimitSide | undefined;
  /** Is told of each episode once its outcome is known. */
  readonly onEpisode: (episode: AlertEpisode) => void;
  /** Is told of each crossing once it is known who warned of it. */
  readonly onCrossing: (crossing: AnnouncedCrossing) => void;
}

/**
 * The outcome of each alert and the warning of each crossing: the one definition for the live self-report, the backtest
 * and the evaluation.
 *
 * An alert counts while the value is on the good side of the limit. It is true when a crossing comes during it or
 * within two horizons after its end, and at most ten horizons after its start; otherwise it is a false alarm. It
 * warns of that crossing when it was raised at least 5 s or one interval before. An alert that is on when the value
 * comes back from the limit has one horizon to clear. An alert whose climb was ended from outside is not false:
 * somebody may have acted on it.
 * Keeps only the episodes that a later crossing can still concern.
 */
export class AlertOutcomes {
  readonly #options: AlertOutcomesOptions;
  readonly #crossings: CrossingFinder;
  readonly #cuts: CutShortAlerts;
  /** Oldest first; the last one may still go on. */
  readonly #episodes: PendingEpisode[] = [];
  /** Crossings without a warning that the last episode will have been about, if it goes on. */
  #undecided: number[] = [];
  #newest = Number.NaN;
  #intervalSeconds = 0;
  /** The longest pause before the newest sample that does not end an alert, in seconds. */
  #maxPause = maxPauseSeconds(0);
  #isOn = false;
  #wasOnBeyond = false;
  /** When the value came back from the limit with the alert on; NaN unless that still excuses the alert. */
  #tailSince = Number.NaN;

  constructor(options: AlertOutcomesOptions) {
    this.#options = options;
    this.#crossings = new CrossingFinder(options.horizonSeconds, options.limitSide);
    this.#cuts = new CutShortAlerts(options.horizonSeconds, options.limitSide);
  }

  /** An alert counts at the newest sample: it is on, and the value is on the good side of the limit. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** The alert at the newest sample has only not been cleared yet after the value came back. */
  get isExcused(): boolean {
    return !Number.isNaN(this.#tailSince);
  }

  /**
   * Takes what was known after a sample.
   *
   * @param time seconds, increasing
   * @param raised an alert is on
   * @param intervalSeconds the usual time between two samples; 0 while it is not known
   * @param intervalHere the same about this sample, where the series has several
   */
  observe(
    time: number,
    value: number,
    limit: number,
    raised: boolean,
    intervalSeconds: number,
    intervalHere = intervalSeconds,
  ): void {
    this.#newest = time;
    this.#intervalSeconds = intervalSeconds;
    this.#maxPause = maxPauseSeconds(intervalHere);
    const crossing = this.#crossings.observe(time, value, limit, intervalSeconds);
    this.#excuse(time, raised);
    this.#isOn = raised && !this.#crossings.isBeyond;
    if (this.#isOn) this.#extend(time);
    this.#cutShort(this.#cuts.observe(time, value, this.#isOn, intervalSeconds));
    if (crossing !== undefined) this.#cross(crossing);
    if (this.#undecided.length > 0) this.#decide();
    this.#settle();
  }

  /**
   * Ends the series: tells all that is still pending.
   *
   * @param endsMidway episodes raised within the last two horizons are `open` instead of `false`
   */
  finish(endsMidway: boolean): void {
    const crossing = this.#crossings.finish(this.#intervalSeconds);
    if (crossing !== undefined) this.#cross(crossing);
    for (const time of this.#undecided) this.#options.onCrossing({ time, leadSeconds: undefined });
    const openFrom = endsMidway
      ? this.#newest - horizonsAfter * this.#options.horizonSeconds
      : Number.POSITIVE_INFINITY;
    for (const episode of this.#episodes) this.#tell(episode, episode.start >= openFrom ? 'open' : 'false');
    this.#undecided = [];
    this.#episodes.length = 0;
  }

  #excuse(time: number, raised: boolean): void {
    if (this.#crossings.isBeyond) {
      this.#wasOnBeyond = raised;
      this.#tailSince = Number.NaN;
      return;
    }
    if (this.#wasOnBeyond && raised) this.#tailSince = time;
    if (!raised || time - this.#tailSince > this.#options.horizonSeconds) this.#tailSince = Number.NaN;
    this.#wasOnBeyond = false;
  }

  #extend(time: number): void {
    let episode = this.#episodes.at(-1);
    if (!episode || !this.#canGoOn(episode)) {
      const isNot = { isCutShort: false, isInTime: false, isTold: false };
      episode = { start: time, end: time, isExcused: true, crossedAt: undefined, ...isNot };
      this.#episodes.push(episode);
    }
    episode.end = time;
    episode.isExcused &&= this.isExcused;
  }

  /** @param time of the top of a climb that was ended from outside */
  #cutShort(time: number | undefined): void {
    if (time === undefined) return;
    for (const episode of this.#episodes)
      episode.isCutShort ||=
        episode.start <= time && time <= episode.end + maxDropSeconds(this.#intervalSeconds);
  }

  /** An alert now would belong to this one, the last. */
  #canGoOn({ end }: PendingEpisode): boolean {
    return this.#newest - end <= this.#maxPause;
  }

  #cross(time: number): void {
    const leadSeconds = this.#announce(time);
    const last = this.#episodes.at(-1);
    const isUndecided = leadSeconds === undefined && last && this.#canGoOn(last);
    if (isUndecided) this.#undecided.push(time);
    else this.#options.onCrossing({ time, leadSeconds });
  }

  /** Marks the episodes that are about a crossing, and returns the earliest lead in time. */
  #announce(time: number): number | undefined {
    const { horizonSeconds } = this.#options;
    const least = leastSeconds(this.#intervalSeconds);
    let leadSeconds: number | undefined;
    for (const episode of this.#episodes) {
      const { start, end } = episode;
      const isAbout =
        start <= time &&
        time <= end + horizonsAfter * horizonSeconds &&
        start >= time - horizonsBefore * horizonSeconds;
      if (!isAbout) continue;
      const isInTime = start <= time - least;
      if (isInTime) leadSeconds ??= time - start;
      if (episode.crossedAt === undefined || (isInTime && !episode.isInTime)) episode.crossedAt = time;
      episode.isInTime ||= isInTime;
    }
    return leadSeconds;
  }

  /** The last episode went on after a crossing, or can no longer. */
  #decide(): void {
    const last = this.#episodes.at(-1);
    const isOver = !last || !this.#canGoOn(last);
    this.#undecided = this.#undecided.filter((time) => {
      const leadSeconds = this.#announce(time);
      if (leadSeconds === undefined && !isOver) return true;
      this.#options.onCrossing({ time, leadSeconds });
      return false;
    });
  }

  /** Tells and forgets the episodes that no later crossing can concern. */
  #settle(): void {
    const { horizonSeconds } = this.#options;
    const knownUntil = this.#undecided[0] ?? this.#crossings.knownUntil;
    let settled = 0;
    for (const [index, episode] of this.#episodes.entries()) {
      const isOver = index < this.#episodes.length - 1 || !this.#canGoOn(episode);
      const isTooOld = knownUntil > episode.start + horizonsBefore * horizonSeconds;
      const isPast = isOver && knownUntil > episode.end + horizonsAfter * horizonSeconds;
      if (!isPast && !isTooOld) break;
      if (isOver || !episode.isExcused) this.#tell(episode, 'false');
      if (!isOver) break;
      settled++;
    }
    if (settled > 0) this.#episodes.splice(0, settled);
  }

  /** @param otherwise the outcome when no crossing followed and nothing excuses the alert */
  #tell(episode: PendingEpisode, otherwise: 'false' | 'open'): void {
    if (episode.isTold) return;
    episode.isTold = true;
    const { start, crossedAt, isInTime, isExcused, isCutShort } = episode;
    const unanswered = isExcused ? 'excused' : isCutShort ? 'ended' : otherwise;
    const outcome = crossedAt === undefined ? unanswered : isInTime ? 'true' : 'late';
    this.#options.onEpisode({ start, outcome, crossedAt });
  }
}
