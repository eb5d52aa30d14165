import { anomalyTests } from '../../analysis/detectors/ensemble/registry.ts';
import {
  formatDuration,
  formatPercent,
  formatQuantity,
  formatTime,
  textTable,
  type Unit,
} from '../report/readable.ts';
import type { AnomalyRow } from './anomaly-replay.ts';
import type { AnomalyEpisode, AnomalySummary } from './anomaly-summary.ts';

/** Alerts that are shown one by one, at most; of more, the newest. */
const maxAlerts = 50;

/** The head of a table of alerts, for terminal and report. */
export const episodeHead = ['anomaly raised', 'cleared', 'lasted', 'value', 'sure', 'odd by'] as const;

/** Formats a summary for people: the alerts, and which tests voted. */
export function formatAnomalySummary(summary: AnomalySummary, unit: Unit): string {
  const { series, from, to, samples, intervalSeconds, alerts } = summary;
  const shown = alerts.slice(-maxAlerts);
  const more = alerts.length - shown.length;
  return [
    series,
    `  ${formatTime(from)} to ${formatTime(to)}: ${samples.toLocaleString('en-US')} samples, usually one every ${formatDuration(intervalSeconds)}`,
    `  ${describeEnsemble(summary)}`,
    '',
    ...(more > 0 ? [`(${more} older alerts are not shown)`] : []),
    ...(alerts.length === 0
      ? ['No alert.']
      : textTable(
          [episodeHead, ...shown.map((episode) => episodeCells(episode, summary, unit))],
          new Set([3, 4]),
        )),
    '',
    ...anomalyFigures(summary).map(([name, text]) => `${name.padEnd(18)}${text}`),
    '',
  ].join('\n');
}

/** In one line. */
export function describeEnsemble({ options }: Pick<AnomalySummary, 'options'>): string {
  const { votes, horizonSeconds, forecaster, normalAfterSeconds } = options;
  return [
    `ensemble of ${anomalyTests.length} tests, ${votes} to agree`,
    `horizon ${formatDuration(horizonSeconds)}`,
    `forecaster ${forecaster}`,
    `a new normal after ${formatDuration(normalAfterSeconds)}`,
  ].join(', ');
}

/** A row under {@link episodeHead}. */
export function episodeCells(
  { raisedAt, clearedAt, value, percent, tests }: AnomalyEpisode,
  { to }: Pick<AnomalySummary, 'to'>,
  unit: Unit,
): string[] {
  return [
    formatTime(raisedAt),
    clearedAt === null ? 'still on' : formatTime(clearedAt),
    formatDuration((clearedAt ?? to) - raisedAt),
    formatQuantity(value, unit),
    `${Math.round(percent)} %`,
    tests.join(', '),
  ];
}

/** The names and texts of the figures, for terminal and report. */
export function anomalyFigures(summary: AnomalySummary): [string, string][] {
  const { alerts, alertsPerDay, shareOnAlert, samples, judged, votes, shareAgreed, options } = summary;
  const rate = alertsPerDay === null || alerts.length === 0 ? '' : `, ${alertsPerDay.toFixed(2)} a day`;
  const voted = votes.filter((test) => test.samples > 0).toSorted((a, b) => b.samples - a.samples);
  return [
    ['alerts', alerts.length === 0 ? 'none' : `${alerts.length}${rate}`],
    ['on alert', `${formatPercent(shareOnAlert)} of the time`],
    ['judged', `${judged.toLocaleString('en-US')} of ${samples.toLocaleString('en-US')} samples`],
    ['agreed', `${options.votes} tests or more on ${formatPercent(shareAgreed)} of them`],
    [
      'votes',
      voted.length === 0
        ? 'none'
        : voted.map(({ test, share }) => `${test} ${formatPercent(share)}`).join(', '),
    ],
  ];
}

/** One JSON object per row, or one line of CSV under a header, in which `;` parts the tests. */
export function* formatAnomalyRows(rows: Iterable<AnomalyRow>, format: 'jsonl' | 'csv'): Generator<string> {
  if (format === 'csv') yield 't,value,anomaly,alert,votes,tests\n';
  for (const { t, value, anomaly, alert, tests } of rows)
    yield format === 'csv'
      ? `${[t, value, anomaly ?? '', Number(alert), tests.length, tests.join(';')].join(',')}\n`
      : `${JSON.stringify({ t, value, anomaly, alert, votes: tests.length, tests })}\n`;
}
