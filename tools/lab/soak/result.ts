import type { SoakAlerts } from './alerts.ts';
import type { Judged } from './judgement.ts';

/** What a soak found. */
export interface SoakResult {
  /** Driven hours, and seconds of ours without start and end. */
  readonly hours: number;
  readonly seconds: number;
  readonly pace: number;
  readonly valuesSent: number;
  readonly machinesGone: number;
  readonly judged: readonly Judged[];
  readonly alerts: SoakAlerts;
  /** Lines that our programs wrote to collectd's log, and how many may be expected of so many machines that went. */
  readonly logLines: number;
  readonly logLinesExpected: number;
  /** Series that fell silent, which has its own lines; and how often that was said over again. */
  readonly silences: number;
  readonly silencesRepeated: number;
  /** What they say most often, numbers aside. */
  readonly commonestLines: readonly { readonly line: string; readonly count: number }[];
  /** Programs of ours that ended and were started again by collectd. */
  readonly restarts: number;
  /** What is wrong, for people; empty when all is well. */
  readonly faults: readonly string[];
}

/** What is wrong, for people; empty when all is well. */
export function soakFaults(result: Omit<SoakResult, 'faults'>): string[] {
  const { judged, alerts, logLines, logLinesExpected, silencesRepeated, restarts } = result;
  return [
    ...judged
      .filter(({ isJudged, verdict }) => isJudged && verdict === 'grows')
      .map(({ program, quantity }) => `${program}: ${quantity} grows`),
    ...(alerts.lost > 0 ? [`${alerts.lost} events were lost`] : []),
    ...(alerts.missed > 0 ? [`${alerts.missed} leaks reached the limit without an alert`] : []),
    ...(alerts.unended > 0 ? [`${alerts.unended} alerts did not end`] : []),
    ...(logLines > logLinesExpected
      ? [`${logLines} lines in the log, where ${logLinesExpected} may be expected`]
      : []),
    ...(silencesRepeated > 0 ? [`${silencesRepeated} times the silence of a series was said again`] : []),
    ...(restarts > 0 ? [`${restarts} times a program had ended and was started again`] : []),
  ];
}
