import type { EvaluatedRow, LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';
import { valueAt } from '../../../analysis/scoring/value-at.ts';

/** An alert at the time of a row, as far as it counts: while the value is below the limit. */
export interface AlertState {
  readonly time: number;
  readonly on: boolean;
  /** It only has not been cleared yet after the value came back below the limit. */
  readonly excused: boolean;
}

/** From the first to the last row of an alert, in seconds. */
export interface AlertEpisode {
  readonly start: number;
  readonly end: number;
}

/** An alert that is still on when the value falls below the limit has one horizon to clear. */
export function alertStates(series: LabelledSeries, rows: readonly EvaluatedRow[]): AlertState[] {
  const states: AlertState[] = [];
  let onAbove = false;
  let tailSince: number | undefined;
  for (const { t, alert } of rows) {
    const value = valueAt(series.samples, t);
    if (value === undefined) continue;
    const isBelow = value < series.limit;
    if (isBelow && alert && onAbove) tailSince ??= t;
    if (!isBelow || !alert || (tailSince !== undefined && t - tailSince > series.horizonSeconds)) {
      tailSince = undefined;
    }
    onAbove = !isBelow && alert;
    states.push({ time: t, on: alert && isBelow, excused: tailSince !== undefined });
  }
  return states;
}

/** Runs of alerts; those with at most 30 s or two intervals between them are one. */
export function alertEpisodes(series: LabelledSeries, states: readonly AlertState[]): AlertEpisode[] {
  const gap = Math.max(30, 2 * series.intervalSeconds);
  const episodes: { start: number; end: number }[] = [];
  for (const { time, on } of states) {
    if (!on) continue;
    const last = episodes.at(-1);
    if (last && time - last.end <= gap) last.end = time;
    else episodes.push({ start: time, end: time });
  }
  return episodes;
}

/** Seconds that a state stands for: until the next one, but a gap in the series is not alert time. */
export function longestStep({ intervalSeconds }: LabelledSeries): number {
  return 5 * intervalSeconds;
}
