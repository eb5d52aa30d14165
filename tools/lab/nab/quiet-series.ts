import { AnomalyPredictor } from '../../../analysis/anomaly/anomaly-predictor.ts';
import { findCrossings } from '../../../analysis/scoring/crossings.ts';
import type { LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';
import { defaultCommittee } from './committee-scores.ts';

/** The alerts of an ensemble on series of one kind in which nothing is crossed. */
export interface FalseAnomalies {
  readonly kind: string;
  readonly series: number;
  /** The series without any. */
  readonly silent: number;
  /** Days, all series together, without the samples before the first judgement. */
  readonly days: number;
  readonly alerts: number;
}

/** Lets an ensemble judge each series whose limit is never crossed, and counts its alerts, by kind. */
export function falseAnomalies(all: readonly LabelledSeries[]): FalseAnomalies[] {
  const byKind = new Map<string, FalseAnomalies>();
  for (const series of all) {
    if (findCrossings(series).length > 0) continue;
    const { alerts, days } = alertsOf(series);
    const before = byKind.get(series.kind) ?? { kind: series.kind, series: 0, silent: 0, days: 0, alerts: 0 };
    byKind.set(series.kind, {
      ...before,
      series: before.series + 1,
      silent: before.silent + (alerts === 0 ? 1 : 0),
      days: before.days + days,
      alerts: before.alerts + alerts,
    });
  }
  return [...byKind.values()].sort((a, b) => b.alerts - a.alerts || b.days - a.days);
}

function alertsOf({ samples, horizonSeconds }: LabelledSeries): { alerts: number; days: number } {
  const predictor = new AnomalyPredictor(defaultCommittee(horizonSeconds));
  let alerts = 0;
  let isRaised = false;
  let since: number | undefined;
  for (const { time, value } of samples) {
    const anomaly = predictor.append(time, value)?.anomaly;
    if (anomaly?.kind !== 'anomaly') continue;
    since ??= time;
    if (anomaly.raised && !isRaised) alerts++;
    isRaised = anomaly.raised;
  }
  return { alerts, days: since === undefined ? 0 : (samples.at(-1)!.time - since) / 86_400 };
}
