import { anomalyTests } from '../../analysis/detectors/ensemble/registry.ts';
import type { AnomalyOptions, AnomalyRow } from './anomaly-replay.ts';
import { countedTime, replayedSeries, type ReplayedSeries } from './replayed-series.ts';

const daySeconds = 86_400;

/** An alert, from its raising to its end. */
export interface AnomalyEpisode {
  readonly raisedAt: number;
  /** Null when it was on at the end of the series. */
  readonly clearedAt: number | null;
  /** The value at which it was raised. */
  readonly value: number;
  /** The highest percentage while it was on. */
  readonly percent: number;
  /** The tests that called its samples an anomaly, and those of the horizon before it. */
  readonly tests: readonly string[];
}

/** The part of a test in a replay. */
export interface TestVotes {
  readonly test: string;
  /** Judged samples that it called an anomaly. */
  readonly samples: number;
  /** Their share of all that were judged, 0 to 1. */
  readonly share: number;
}

/** The anomalies that a target would have told of a past series. */
export interface AnomalySummary extends ReplayedSeries {
  readonly options: AnomalyOptions;
  /** Samples that were judged. */
  readonly judged: number;
  readonly alerts: readonly AnomalyEpisode[];
  /** Per day in which the series had samples that were judged; null when that is no time. */
  readonly alertsPerDay: number | null;
  /** The share of that time on alert, 0 to 1; null when that is no time. */
  readonly shareOnAlert: number | null;
  /** In the order of the committee. */
  readonly votes: readonly TestVotes[];
  /** The share of the judged samples on which enough tests agreed, 0 to 1; null when none was judged. */
  readonly shareAgreed: number | null;
}

/** @param rows of one replay, at least one */
export function summariseAnomalies(
  name: string,
  rows: readonly AnomalyRow[],
  options: AnomalyOptions,
): AnomalySummary {
  const past = replayedSeries(name, rows);
  const judged = rows.filter(({ anomaly }) => anomaly !== null);
  const { seconds, onSeconds } = countedTime(rows, past.intervalSeconds, ({ anomaly, alert }) =>
    anomaly === null ? null : alert,
  );
  const alerts = episodesOf(rows, options.horizonSeconds);
  return {
    ...past,
    options,
    judged: judged.length,
    alerts,
    alertsPerDay: seconds > 0 ? (alerts.length * daySeconds) / seconds : null,
    shareOnAlert: seconds > 0 ? onSeconds / seconds : null,
    votes: anomalyTests.map(({ name: test }) => {
      const samples = judged.filter(({ tests }) => tests.includes(test)).length;
      return { test, samples, share: samples / Math.max(1, judged.length) };
    }),
    shareAgreed:
      judged.length === 0
        ? null
        : judged.filter(({ tests }) => tests.length >= options.votes).length / judged.length,
  };
}

function episodesOf(rows: readonly AnomalyRow[], horizonSeconds: number): AnomalyEpisode[] {
  const episodes: AnomalyEpisode[] = [];
  for (let start = 0; start < rows.length; start++) {
    if (!rows[start]!.alert) continue;
    let end = start;
    while (rows[end]?.alert) end++;
    const { t, value } = rows[start]!;
    let first = start;
    while (first > 0 && rows[first - 1]!.t >= t - horizonSeconds) first--;
    const voters = new Set(rows.slice(first, end).flatMap(({ tests }) => tests));
    episodes.push({
      raisedAt: t,
      clearedAt: rows[end]?.t ?? null,
      value,
      percent: rows.slice(start, end).reduce((most, { anomaly }) => Math.max(most, anomaly ?? 0), 0),
      tests: anomalyTests.map(({ name }) => name).filter((name) => voters.has(name)),
    });
    start = end;
  }
  return episodes;
}
