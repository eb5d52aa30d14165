import type { SoakAlerts } from './alerts.ts';
import type { Judged } from './judgement.ts';

/** The result of a soak. */
export interface SoakResult {
  /** Driven hours, and real seconds without start and end. */
  readonly hours: number;
  readonly seconds: number;
  readonly pace: number;
  readonly valuesSent: number;
  readonly machinesGone: number;
  readonly judged: readonly Judged[];
  readonly alerts: SoakAlerts;
  /** Lines that our programs wrote to collectd's log, and the number expected for the machines that went. */
  readonly logLines: number;
  readonly logLinesExpected: number;
  /** Number of silences of series, and of lines that repeat one. */
  readonly silences: number;
  readonly silencesRepeated: number;
  /** The most frequent lines, with digits masked. */
  readonly commonestLines: readonly { readonly line: string; readonly count: number }[];
  /** Number of times that one of our programs ended and collectd started it again. */
  readonly restarts: number;
  /** The faults, for people; empty when there are no faults. */
  readonly faults: readonly string[];
}

/** Lists the faults, for people; empty when there are no faults. */
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
