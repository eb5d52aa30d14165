import {
  maxPauseSeconds,
  type AlertEpisode,
  type AnnouncedCrossing,
} from '../../analysis/scoring/alert-episode.ts';
import { AlertOutcomes } from '../../analysis/scoring/alert-outcomes.ts';
import type { BacktestRow } from './replay.ts';
import { intervalAround } from './replayed-series.ts';

/**
 * The outcome of an alert: the limit was crossed in time after it (`true`), it was raised too late or only at the limit
 * (`late`), nothing followed (`false`), its climb was ended from outside (`ended`), or the series ends too soon to tell
 * (`open`).
 */
export type AlertOutcome = 'true' | 'late' | 'false' | 'ended' | 'open';

export interface JudgedAlert {
  readonly raisedAt: number;
  /** Its last sample where a pause of the series ended it; null while it was still on at the end. */
  readonly clearedAt: number | null;
  /** The crossing that it is about. */
  readonly crossedAt: number | null;
  /** Seconds from the alert to the crossing, where it came in time. */
  readonly leadSeconds: number | null;
  readonly outcome: AlertOutcome;
}

export interface JudgedSeries {
  readonly limit: number;
  readonly limitSide: 'upper' | 'lower';
  readonly horizonSeconds: number;
  /** The usual time between two samples, in seconds. */
  readonly intervalSeconds: number;
}

export interface JudgedAlerts {
  readonly alerts: readonly JudgedAlert[];
  readonly crossings: readonly AnnouncedCrossing[];
}

/**
 * Every alert with its outcome, and every crossing with its warning, as {@link AlertOutcomes} defines them. An alert
 * that goes on after a crossing for longer than it has to clear, or until the next crossing, is one more alert from
 * the return on.
 */
export function judgeAlerts(rows: readonly BacktestRow[], series: JudgedSeries): JudgedAlerts {
  const { limit, limitSide, horizonSeconds, intervalSeconds } = series;
  const episodes: AlertEpisode[] = [];
  const crossings: AnnouncedCrossing[] = [];
  const outcomes = new AlertOutcomes({
    horizonSeconds,
    limitSide,
    onEpisode: (episode) => episodes.push(episode),
    onCrossing: (crossing) => crossings.push(crossing),
  });
  const intervalAt = intervalAround(rows, intervalSeconds);
  for (const [index, { t, value, alert }] of rows.entries())
    outcomes.observe(t, value, limit, alert, intervalSeconds, intervalAt(index));
  outcomes.finish(true);
  const runs = alertRuns(rows, (index) => maxPauseSeconds(intervalAt(index)));
  return { alerts: runs.flatMap((run) => alertsOf(run, episodes, crossings)), crossings };
}

/** The alerts within a run: a part that began at the limit, and each episode that is judged. */
function alertsOf(
  { first, last, clearedAt }: AlertRun,
  episodes: readonly AlertEpisode[],
  crossings: readonly AnnouncedCrossing[],
): JudgedAlert[] {
  const alerts: Omit<JudgedAlert, 'clearedAt'>[] = episodes
    .filter(({ start, outcome }) => start >= first && start <= last && outcome !== 'excused')
    .map(judgedAlert);
  if (alerts[0]?.raisedAt !== first) {
    const crossedAt = crossings.findLast(({ time }) => time <= first)?.time ?? null;
    alerts.unshift({ raisedAt: first, crossedAt, leadSeconds: null, outcome: 'late' });
  }
  return alerts.map((alert, index) => ({
    raisedAt: alert.raisedAt,
    clearedAt: alerts[index + 1]?.raisedAt ?? clearedAt,
    crossedAt: alert.crossedAt,
    leadSeconds: alert.leadSeconds,
    outcome: alert.outcome,
  }));
}

function judgedAlert({ start, outcome, crossedAt }: AlertEpisode): Omit<JudgedAlert, 'clearedAt'> {
  const leadSeconds = outcome === 'true' && crossedAt !== undefined ? crossedAt - start : null;
  return {
    raisedAt: start,
    crossedAt: crossedAt ?? null,
    leadSeconds,
    outcome: outcome === 'excused' ? 'late' : outcome,
  };
}

/** Times of the first and the last row of an alert, wherever the value is. */
interface AlertRun {
  readonly first: number;
  last: number;
  clearedAt: number | null;
}

function alertRuns(rows: readonly BacktestRow[], maxPauseAt: (index: number) => number): AlertRun[] {
  const runs: AlertRun[] = [];
  let wasOn = false;
  for (const [index, { t, alert }] of rows.entries()) {
    const run = runs.at(-1);
    if (alert) {
      if (run && t - run.last <= maxPauseAt(index)) {
        run.last = t;
        run.clearedAt = null;
      } else {
        if (run) run.clearedAt ??= run.last;
        runs.push({ first: t, last: t, clearedAt: null });
      }
    } else if (wasOn && run) run.clearedAt = t;
    wasOn = alert;
  }
  return runs;
}
