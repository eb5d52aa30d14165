import { scoreAlerts, type AlertScore } from './alert-score.ts';
import { findCrossings } from '../../../analysis/scoring/crossings.ts';
import { scoreForecasts, type ForecastScore } from '../../../analysis/scoring/forecast-score.ts';
import { judgeRisks, type RiskBin } from '../../../analysis/scoring/reliability.ts';
import {
  maxStepSeconds,
  type EvaluatedRow,
  type LabelledSeries,
} from '../../../analysis/scoring/labelled-series.ts';

/** The score of a method on one series. */
export interface SeriesScore extends ForecastScore, Omit<AlertScore, 'leads'> {
  readonly name: string;
  readonly kind: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly crossings: number;
  readonly predictable: number;
  /** Lead times of the predictable crossings that an alert announced in time, in seconds. */
  readonly leads: readonly number[];
  /** Share of the lead that was to be had, mean over the predictable crossings, 0 to 1; undefined without any. */
  readonly promptness: number | undefined;
  /** 1 without false alarms and false alert time, less with them. */
  readonly quietness: number;
  /** Promptness times quietness, or quietness alone where nothing was to be predicted. */
  readonly utility: number;
  /** Hours below the limit, in which false alarms could happen. */
  readonly watchedHours: number;
  /** The usual time between two samples, in seconds. */
  readonly intervalSeconds: number;
  /** The published risks and the crossings after them; empty bins for a method without one. */
  readonly risks: readonly RiskBin[];
}

/** @param rows what the method said, in the order of time */
export function scoreSeries(series: LabelledSeries, rows: readonly EvaluatedRow[]): SeriesScore {
  const crossings = findCrossings(series);
  const alerts = scoreAlerts(series, crossings, rows);
  const leads: number[] = [];
  let earned = 0;
  let predictable = 0;
  for (const [index, crossing] of crossings.entries()) {
    if (!crossing.predictable) continue;
    predictable++;
    const lead = alerts.leads[index];
    if (lead === undefined) continue;
    leads.push(lead);
    earned += Math.min(1, lead / crossing.targetLeadSeconds);
  }
  const promptness = predictable > 0 ? earned / predictable : undefined;
  const watchedSeconds = secondsBelow(series);
  const quietness = quietnessOf(series.horizonSeconds, watchedSeconds, alerts);
  return {
    ...scoreForecasts(series, rows),
    name: series.name,
    kind: series.kind,
    source: series.source ?? series.kind,
    simulated: series.simulated,
    crossings: crossings.length,
    predictable,
    leads,
    promptness,
    quietness,
    utility: (promptness ?? 1) * quietness,
    trueEpisodes: alerts.trueEpisodes,
    falseEpisodes: alerts.falseEpisodes,
    falseSeconds: alerts.falseSeconds,
    watchedHours: watchedSeconds / 3600,
    intervalSeconds: series.intervalSeconds,
    risks: judgeRisks(series, rows),
  };
}

/** One false alarm in up to 60 horizons halves it, so do ten horizons of false alert time, or a quarter of the time. */
function quietnessOf(horizonSeconds: number, watchedSeconds: number, alerts: AlertScore): number {
  const { falseEpisodes, falseSeconds } = alerts;
  const alarms = falseEpisodes + falseSeconds / (10 * horizonSeconds);
  const perWatch = alarms / Math.max(1, watchedSeconds / (60 * horizonSeconds));
  return 1 / (1 + perWatch + (4 * falseSeconds) / Math.max(1, watchedSeconds));
}

function secondsBelow(series: LabelledSeries): number {
  const { samples, limit, intervalSeconds } = series;
  let seconds = 0;
  for (const [index, { time, value }] of samples.entries()) {
    const next = samples[index + 1];
    if (next && value < limit) seconds += Math.min(next.time - time, maxStepSeconds(intervalSeconds));
  }
  return seconds;
}
