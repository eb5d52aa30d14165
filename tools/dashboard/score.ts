import { historyDays } from '../../plugins/spool/episode-history.ts';
import { leadSeconds } from '../../plugins/spool/closed-episode.ts';
import type { JudgedEpisode, Outcome } from '../../plugins/delivery/series-record.ts';
import type { SelfValues } from '../outlook/self-values.ts';

/** How good the predictions of one target turned out, by the `dma predict` that reports on it. */
export interface TargetScore {
  readonly predictor: string;
  readonly target: string;
  readonly coveragePercent: number | undefined;
  readonly forecastErrorPercent: number | undefined;
  readonly biasPercent: number | undefined;
  /** Crossings of the limit with an alert in time, and without; alerts without a crossing. Since the start. */
  readonly warned: number | undefined;
  readonly missed: number | undefined;
  readonly falseAlarms: number | undefined;
  /** Of the last crossing. */
  readonly leadTimeSeconds: number | undefined;
}

/** The outcomes of the alerts that have ended. */
export interface AlertScore {
  /** The days that the history covers, at least a week and at most 30. */
  readonly days: number;
  readonly alerts: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Share of the alerts that were right or mended, among those whose outcome is known. */
  readonly reliability: number | undefined;
  readonly falseAWeek: number;
  /** Seconds from the alert to the limit: of the shortest, the median and the longest. */
  readonly leads:
    { readonly shortest: number; readonly median: number; readonly longest: number } | undefined;
}

const minDays = 7;

export function targetScores(reports: readonly SelfValues[]): readonly TargetScore[] {
  return reports.flatMap(({ host, values }) => {
    const targets = [...values.keys()].flatMap((name) => /^percent-coverage-(.+)$/s.exec(name)?.[1] ?? []);
    const counted = [...values.keys()].flatMap((name) => /^gauge-warned-(.+)$/s.exec(name)?.[1] ?? []);
    return [...new Set([...targets, ...counted])].toSorted().map((target) => ({
      predictor: host,
      target,
      coveragePercent: values.get(`percent-coverage-${target}`),
      forecastErrorPercent: values.get(`percent-forecast_error-${target}`),
      biasPercent: values.get(`gauge-forecast_bias-${target}`),
      warned: values.get(`gauge-warned-${target}`),
      missed: values.get(`gauge-missed-${target}`),
      falseAlarms: values.get(`gauge-false_alarms-${target}`),
      leadTimeSeconds: values.get(`duration-lead_time-${target}`),
    }));
  });
}

/** @param episodes that have ended, about predictions @param now epoch seconds */
export function alertScore(episodes: readonly JudgedEpisode[], now: number): AlertScore {
  const about = episodes.filter(({ episode }) => episode.kind === 'exhaustion');
  const oldest = Math.min(now, ...about.map(({ episode }) => episode.since));
  const days = Math.min(historyDays, Math.max(minDays, (now - oldest) / 86_400));
  const outcomes = { right: 0, mended: 0, false: 0, ended: 0, unknown: 0 };
  for (const { outcome } of about) outcomes[outcome]++;
  const judged = outcomes.right + outcomes.mended + outcomes.false;
  const leads = about.flatMap(({ episode }) => leadSeconds(episode) ?? []).toSorted((a, b) => a - b);
  return {
    days,
    alerts: about.length,
    outcomes,
    reliability: judged > 0 ? (outcomes.right + outcomes.mended) / judged : undefined,
    falseAWeek: (7 * outcomes.false) / days,
    leads:
      leads.length > 0
        ? { shortest: leads[0]!, median: leads[Math.floor(leads.length / 2)]!, longest: leads.at(-1)! }
        : undefined,
  };
}
