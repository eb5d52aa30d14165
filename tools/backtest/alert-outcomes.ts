import type { Crossing } from '../../analysis/scoring/crossings.ts';
import type { BacktestRow } from './replay.ts';

/**
 * What came of an alert: the limit was crossed in time after it (`true`), it was raised only when the limit had been
 * reached (`late`), nothing followed (`false`), or the series ends too soon to tell (`open`).
 */
export type AlertOutcome = 'true' | 'late' | 'false' | 'open';

export interface JudgedAlert {
  readonly raisedAt: number;
  /** Null while it was still on at the end. */
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

/** An alert is about a crossing that comes while it is on or within two horizons after it... */
const horizonsAfter = 2;
/** ...and has not been on for longer than this before. */
const horizonsBefore = 10;

/**
 * Every alert with what came of it, by the definitions of the evaluation: those with at most 30 s or two intervals
 * between them are one, and a lead time counts from 5 s or one interval on.
 */
export function judgeAlerts(
  rows: readonly BacktestRow[],
  crossings: readonly Crossing[],
  series: JudgedSeries,
): JudgedAlert[] {
  const { horizonSeconds, intervalSeconds } = series;
  const least = Math.max(5, intervalSeconds);
  const end = rows.at(-1)?.t ?? 0;
  return alertRuns(rows, Math.max(30, 2 * intervalSeconds)).map(({ first, last, clearedAt }) => {
    const raisedAt = first.t;
    const until = Math.min(
      last.t + horizonsAfter * horizonSeconds,
      raisedAt + horizonsBefore * horizonSeconds,
    );
    const about = crossings.find(({ time }) => time > raisedAt && time <= until);
    const lead = about === undefined ? null : about.time - raisedAt;
    if (about && lead !== null && lead >= least) {
      return { raisedAt, clearedAt, crossedAt: about.time, leadSeconds: lead, outcome: 'true' };
    }
    const isLate = about !== undefined || isBeyond(first, series);
    const crossing = about ?? (isLate ? crossings.findLast(({ time }) => time <= raisedAt) : undefined);
    const outcome = isLate ? 'late' : until > end ? 'open' : 'false';
    return { raisedAt, clearedAt, crossedAt: crossing?.time ?? null, leadSeconds: null, outcome };
  });
}

function isBeyond({ value }: BacktestRow, { limit, limitSide }: JudgedSeries): boolean {
  return limitSide === 'upper' ? value >= limit : value <= limit;
}

interface AlertRun {
  readonly first: BacktestRow;
  last: BacktestRow;
  clearedAt: number | null;
}

function alertRuns(rows: readonly BacktestRow[], gapSeconds: number): AlertRun[] {
  const runs: AlertRun[] = [];
  let wasOn = false;
  for (const row of rows) {
    const run = runs.at(-1);
    if (row.alert) {
      if (run && row.t - run.last.t <= gapSeconds) {
        run.last = row;
        run.clearedAt = null;
      } else runs.push({ first: row, last: row, clearedAt: null });
    } else if (wasOn && run) run.clearedAt = row.t;
    wasOn = row.alert;
  }
  return runs;
}
