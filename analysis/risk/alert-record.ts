import type { ClimbEvidence } from '../climb/evidence.ts';

/** False alerts of this many horizons are remembered, and no more of them than this. */
export const memoryHorizons = 60;
const maxEntries = 8;
/** After this many of them, an alert has to be about something new. */
const toleratedAlerts = 3;
/** A climb this many times faster than theirs, or this many times older, is new. */
const newRatio = 2;
/** An alert is about what comes within this many horizons after it. */
const aboutHorizons = 1;
/** The limit is crossed when the value stays there for this long; touching it is not crossing it. */
const crossedSeconds = 5;

interface FalseAlert {
  /** The last moment of the alert. */
  time: number;
  /** The highest level until it was due. */
  level: number;
  pace: number;
  ageSeconds: number;
  /** The number of climbs that had ended before it. */
  readonly climb: number;
}

/**
 * The series' own record of alerts: those that no crossing followed within a horizon. After three of them within 60
 * horizons, an alert has to be about something new: a level above theirs, or a climb that is faster or older.
 *
 * An alert whose climb was ended from outside does not count, for somebody may have acted on it. Causal: it is built
 * from the samples alone. O(8) a point; at most 8 entries.
 */
export class AlertRecord {
  readonly #horizonSeconds: number;
  #entries: FalseAlert[] = [];
  #isOpen = false;
  #endedClimbs = 0;
  #wasCutShort = false;
  #value = Number.NEGATIVE_INFINITY;
  /** The lesser of the two newest values: one alone is an outlier. */
  #level = Number.NEGATIVE_INFINITY;
  /** Start of the stay at or above the limit; NaN below it. */
  #beyondSince = Number.NaN;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  /**
   * The alerts before the present one that no crossing has followed yet, at most 8; without one whose climb was ended
   * from outside.
   */
  get earlier(): number {
    let count = this.#isOpen ? -1 : 0;
    for (const each of this.#entries) if (!this.#isCutShort(each, this.#wasCutShort)) count++;
    return Math.max(0, count);
  }

  /** Takes a point, before an alert is opened or closed at it. */
  observe(time: number, value: number, limit: number, evidence: ClimbEvidence): void {
    this.#level = Math.min(value, this.#value);
    this.#value = value;
    this.#extend(time, evidence);
    this.#settle(evidence);
    if (value < limit) this.#beyondSince = Number.NaN;
    else if (Number.isNaN(this.#beyondSince)) this.#beyondSince = time;
    if (time - this.#beyondSince >= crossedSeconds) this.#redeem(this.#beyondSince);
    const since = time - memoryHorizons * this.#horizonSeconds;
    while (this.#entries.length > 0 && this.#entries[0]!.time < since) this.#entries.shift();
  }

  /** Tells whether an alert about the present climb says more than the false ones before it did. */
  isNews(time: number, { pace, ageSeconds, wasCutShort }: ClimbEvidence): boolean {
    if (this.#entries.length < toleratedAlerts) return true;
    const counted = this.#entries.filter(
      (each) => this.#isDue(each, time) && !this.#isCutShort(each, wasCutShort),
    );
    if (counted.length < toleratedAlerts) return true;
    return (
      counted.every((each) => this.#level > each.level) ||
      counted.every((each) => pace > newRatio * each.pace) ||
      counted.every((each) => ageSeconds > newRatio * each.ageSeconds)
    );
  }

  /** An alert begins, or would without this record. */
  open(time: number, { pace, ageSeconds }: ClimbEvidence): void {
    if (this.#entries.length === maxEntries) this.#entries.shift();
    this.#entries.push({ time, level: this.#level, pace, ageSeconds, climb: this.#endedClimbs });
    this.#isOpen = true;
  }

  /** The alert ends. */
  close(): void {
    this.#isOpen = false;
  }

  /** The alert owns its climb while it is on, and what is reached until it is due. */
  #extend(time: number, { pace, ageSeconds }: ClimbEvidence): void {
    const newest = this.#entries.at(-1);
    if (!newest) return;
    if (this.#isOpen) {
      newest.time = time;
      newest.pace = Math.max(newest.pace, pace);
      newest.ageSeconds = Math.max(newest.ageSeconds, ageSeconds);
    }
    if (!this.#isDue(newest, time)) newest.level = Math.max(newest.level, this.#level);
  }

  /** When a climb has ended, it is final whether the one before it was ended from outside. */
  #settle({ ended, wasCutShort }: ClimbEvidence): void {
    if (ended) {
      const last = this.#endedClimbs - 1;
      if (this.#wasCutShort) this.#entries = this.#entries.filter(({ climb }) => climb !== last);
      this.#endedClimbs++;
    }
    this.#wasCutShort = wasCutShort;
  }

  /** The limit has been crossed: the alerts that were not due before have come true. */
  #redeem(crossedAt: number): void {
    this.#entries = this.#entries.filter((each) => this.#isDue(each, crossedAt));
    this.#isOpen = false;
  }

  #isCutShort(alert: FalseAlert, wasCutShort: boolean): boolean {
    return wasCutShort && alert.climb === this.#endedClimbs - 1;
  }

  #isDue(alert: FalseAlert, time: number): boolean {
    return time - alert.time > aboutHorizons * this.#horizonSeconds;
  }
}
