/** A crossing has to last this long to be one, and an alert to come this long before it to be of use. */
const leastSeconds = 5;
/** An alert that comes back within this time, or two intervals, has not been away. */
const mergeSeconds = 30;
/** An alert is right when the crossing comes within this many horizons after its end. */
const graceHorizons = 2;

export interface AlertScorecardOptions {
  /** How far ahead alerts look, in seconds, above 0. */
  readonly horizonSeconds: number;
  /** Whether the value runs out above the limit or below it (default: upper). */
  readonly limitSide?: 'upper' | 'lower';
}

/** What an alert gained. */
export interface Warning {
  /** Epoch seconds. */
  readonly crossedAt: number;
  /** From the alert, or from the value's return to the good side if that was later. */
  readonly leadSeconds: number;
}

/** One time that an alert was on. */
interface Episode {
  readonly since: number;
  until: number;
  /** The limit was reached during it or soon after. */
  isRight: boolean;
}

/**
 * Compares alerts with what came: warnings in time, false alarms, misses, and the lead time gained.
 *
 * A crossing: the value reaches the limit and is still there 5 s or one interval later; after the first one, only once
 * the value has been on the good side for half a horizon. It was warned of when an alert was raised at least 5 s before
 * it, and was on within the two horizons before; else it was missed. A false alarm is an alert that has
 * been over for two horizons without the limit being reached, however briefly, during it or since. A pause of an alert of up to 30 s or
 * two intervals does not end it.
 */
export class AlertScorecard {
  readonly #horizonSeconds: number;
  readonly #sign: 1 | -1;
  /** Those of which it is not yet clear what they were, oldest first; the last one may be on. */
  readonly #episodes: Episode[] = [];
  #newest = Number.NaN;
  /** Since when the value has been on the good side of the limit; NaN while it is at the limit. */
  #safeSince = Number.NaN;
  /** When the limit was reached, and since when it had been safe, until it is clear whether that lasts; NaN otherwise. */
  #reachedAt = Number.NaN;
  #safeBefore = Number.NaN;
  #warned = 0;
  #missed = 0;
  #falseAlarms = 0;
  #lastWarning: Warning | undefined;

  constructor({ horizonSeconds, limitSide = 'upper' }: AlertScorecardOptions) {
    this.#horizonSeconds = horizonSeconds;
    this.#sign = limitSide === 'upper' ? 1 : -1;
  }

  /** Crossings that an alert preceded in time. */
  get warned(): number {
    return this.#warned;
  }

  /** Crossings that none did. */
  get missed(): number {
    return this.#missed;
  }

  /** Alerts that no crossing followed. */
  get falseAlarms(): number {
    return this.#falseAlarms;
  }

  /** The newest crossing that was warned of; undefined before the first. */
  get lastWarning(): Warning | undefined {
    return this.#lastWarning;
  }

  /**
   * Takes what was known after a sample.
   *
   * @param time epoch seconds, increasing
   * @param raised whether an alert was on
   */
  observe(time: number, value: number, limit: number, raised: boolean): void {
    const gap = Number.isNaN(this.#newest) ? 0 : time - this.#newest;
    this.#newest = time;
    const isAtLimit = this.#sign * (value - limit) >= 0;
    if (raised) this.#extend(time, gap, isAtLimit);
    if (isAtLimit) this.#beAtLimit(time);
    else this.#beSafe(time);
    if (Number.isNaN(this.#reachedAt)) this.#judgeOld(time);
  }

  #extend(time: number, gap: number, isAtLimit: boolean): void {
    let episode = this.#episodes.at(-1);
    if (!episode || time - episode.until > Math.max(mergeSeconds, 2 * gap)) {
      episode = { since: time, until: time, isRight: false };
      this.#episodes.push(episode);
    }
    episode.until = time;
    episode.isRight ||= isAtLimit;
  }

  #beSafe(time: number): void {
    if (!Number.isNaN(this.#reachedAt)) this.#safeSince = this.#safeBefore;
    else if (Number.isNaN(this.#safeSince)) this.#safeSince = time;
    this.#reachedAt = Number.NaN;
  }

  #beAtLimit(time: number): void {
    if (!Number.isNaN(this.#safeSince)) {
      this.#reachedAt = time;
      this.#safeBefore = this.#safeSince;
      this.#safeSince = Number.NaN;
    } else if (time - this.#reachedAt >= leastSeconds) {
      this.#countCrossing();
      this.#reachedAt = Number.NaN;
    }
  }

  #countCrossing(): void {
    const at = this.#reachedAt;
    const isFirst = this.#warned + this.#missed === 0;
    if (isFirst || at - this.#safeBefore >= this.#horizonSeconds / 2) {
      const alert = this.#episodes.find(({ since }) => since <= at - leastSeconds);
      if (alert) {
        this.#warned++;
        this.#lastWarning = { crossedAt: at, leadSeconds: at - Math.max(alert.since, this.#safeBefore) };
      } else this.#missed++;
    }
    for (const episode of this.#episodes) episode.isRight = true;
  }

  #judgeOld(time: number): void {
    for (;;) {
      const oldest = this.#episodes[0];
      if (!oldest || time - oldest.until <= graceHorizons * this.#horizonSeconds) return;
      this.#episodes.shift();
      if (!oldest.isRight) this.#falseAlarms++;
    }
  }
}
