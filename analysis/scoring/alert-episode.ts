/** An alert is about a crossing that comes while it is on, or within two horizons after its end... */
export const horizonsAfter = 2;
/** ...unless it was raised more than ten horizons before. */
export const horizonsBefore = 10;

/** The longest pause that does not end an alert, in seconds. */
export function maxPauseSeconds(intervalSeconds: number): number {
  return Math.max(30, 2 * intervalSeconds);
}

/**
 * The end of an episode's story:
 * - `true`: a crossing followed in time;
 * - `late`: a crossing followed, but too soon to be of use;
 * - `false`: no crossing followed;
 * - `ended`: no crossing followed, because the climb was ended from outside while the alert was on;
 * - `excused`: the alert was still on when the value came back from the limit, and was cleared within a horizon;
 * - `open`: the series ends too soon to know.
 */
export type EpisodeOutcome = 'true' | 'late' | 'false' | 'ended' | 'excused' | 'open';

/** An alert while the value is on the good side of the limit; short pauses do not end it. */
export interface AlertEpisode {
  /** Time of the first sample on alert, in seconds. */
  readonly start: number;
  readonly outcome: EpisodeOutcome;
  /** The first crossing in time, or else the first crossing; undefined without one. */
  readonly crossedAt: number | undefined;
}

/** A crossing of the limit, and the warning of it. */
export interface AnnouncedCrossing {
  readonly time: number;
  /** Seconds from the earliest alert that came in time; undefined when none did. */
  readonly leadSeconds: number | undefined;
}

/** An alert whose outcome is not known yet. */
export interface PendingEpisode {
  readonly start: number;
  /** Time of the newest sample on alert, in seconds. */
  end: number;
  /** All samples on alert were excused. */
  isExcused: boolean;
  isCutShort: boolean;
  crossedAt: number | undefined;
  isInTime: boolean;
  isTold: boolean;
}
