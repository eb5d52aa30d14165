import { countOf, nounOf } from '../../notifiers/count-of.ts';
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
import { newestAlerts, summaryText } from './summary-lines.ts';

/** The head of a table of alerts, for terminal and report. */
export const episodeHead = ['anomaly raised', 'cleared', 'lasted', 'value', 'sure', 'odd by'] as const;

/** Formats a summary for people: the alerts, and which tests voted. */
export function formatAnomalySummary(summary: AnomalySummary, unit: Unit): string {
  const { shown, remark } = newestAlerts(summary.alerts);
  const rows = shown.map((episode) => episodeCells(episode, summary, unit));
  const alerts =
    rows.length === 0
      ? [noAlertText(summary)]
      : [...remark, ...textTable([episodeHead, ...rows], new Set([3, 4]))];
  return summaryText(summary, describeEnsemble(summary), alerts, anomalyFigures(summary));
}

/** Instead of a table of alerts; nothing is said of what was not judged. */
export function noAlertText({ judged, options }: AnomalySummary): string {
  if (judged > 0) return 'No alert.';
  return `Nothing was judged: that takes more than ${options.minimumSamples} samples.`;
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
    ['alerts', judged === 0 ? '-' : alerts.length === 0 ? 'none' : `${alerts.length}${rate}`],
    ['on alert', shareOnAlert === null ? '-' : `${formatPercent(shareOnAlert)} of the time`],
    [
      'judged',
      `${judged.toLocaleString('en-US')} of ${samples.toLocaleString('en-US')} ${nounOf(samples, 'sample')}`,
    ],
    [
      'agreed',
      shareAgreed === null
        ? '-'
        : `${countOf(options.votes, 'test')} or more on ${formatPercent(shareAgreed)} of them`,
    ],
    [
      'votes',
      voted.length === 0
        ? judged === 0
          ? '-'
          : 'none'
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
