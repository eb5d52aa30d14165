import type { SoakResult } from './result.ts';

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
