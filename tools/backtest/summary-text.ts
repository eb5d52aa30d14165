import { countOf } from '../../notifiers/count-of.ts';
import type { LimitSide } from '../../analysis/series-predictor.ts';
import type { AlertOutcome, JudgedAlert } from './judged-alerts.ts';
import {
  formatDuration,
  formatPercent,
  formatQuantity,
  formatTime,
  textTable,
  type Unit,
} from '../report/readable.ts';
import { windowSamples } from './replay.ts';
import { newestAlerts, summaryText } from './summary-lines.ts';
import type { Summary } from './summary.ts';

export const outcomeTexts: Readonly<Record<AlertOutcome, string>> = {
  true: 'in time',
  late: 'too late',
  false: 'false alarm',
  ended: 'ended from outside',
  open: 'series ends before it is known',
};

/** The words for a crossing, by the side of the limit. */
export const crossingTexts: Readonly<Record<LimitSide, { readonly head: string; readonly past: string }>> = {
  upper: { head: 'limit reached', past: 'Reached the limit' },
  lower: { head: 'fell to limit', past: 'Fell to the limit' },
};

/** Nothing is said of a series that is too short. */
export const noRiskText = 'No risk was given: there are too few samples.';

/** Formats a summary for people: the alerts, the misses, and how good the forecasts were. */
export function formatSummary(summary: Summary, unit: Unit): string {
  return summaryText(
    summary,
    describeOptions(summary.options, unit),
    alertLines(summary),
    summaryFigures(summary, unit),
  );
}

/** In one line. */
export function describeOptions(options: Summary['options'], unit: Unit): string {
  const { limit, limitSide, horizonSeconds, forecaster } = options;
  const samples = windowSamples(options);
  return [
    `${limitSide === 'lower' ? 'lower limit' : 'limit'} ${formatQuantity(limit, unit)}`,
    `horizon ${formatDuration(horizonSeconds)}`,
    `forecaster ${forecaster}${samples === undefined ? '' : ` over ${samples} samples`}`,
    ...describeDetector(options),
    ...describeMinimums(options),
  ].join(', ');
}

function describeDetector({ detector, riskFrom = 'both' }: Summary['options']): string[] {
  return detector ? [`detector ${detector.name}, risk from ${riskFrom}`] : [];
}

function describeMinimums(options: Summary['options']): string[] {
  const { horizonSeconds, minimumSamples, minimumWindowRatio = 0, minimumLeadSeconds = 0 } = options;
  const needs: string[] = [];
  if (minimumSamples !== undefined) needs.push(countOf(minimumSamples, 'sample'));
  if (minimumWindowRatio > 0) needs.push(`${formatDuration(minimumWindowRatio * horizonSeconds)} of past`);
  if (minimumLeadSeconds > 0) needs.push(`${formatDuration(minimumLeadSeconds)} to the limit`);
  return needs.length === 0 ? [] : [`no alert with less than ${needs.join(' or ')}`];
}

function alertLines({ alerts, crossings, judged, options: { limitSide = 'upper' } }: Summary): string[] {
  const texts = crossingTexts[limitSide];
  const unannounced = crossings
    .filter(({ leadSeconds }) => leadSeconds === null)
    .map(
      ({ at, sudden }) =>
        `${texts.past} at ${formatTime(at)} without a warning in time${sudden ? ': a sudden jump, nothing was to be seen before' : ''}`,
    );
  if (alerts.length === 0) return [judged > 0 ? 'No alert.' : noRiskText, ...unannounced];
  const { shown, remark } = newestAlerts(alerts);
  const rows = shown.map(({ raisedAt, clearedAt, crossedAt, leadSeconds, outcome }) => [
    formatTime(raisedAt),
    clearedAt === null ? 'still on' : formatTime(clearedAt),
    crossedAt === null ? '-' : formatTime(crossedAt),
    leadSeconds === null ? '-' : formatDuration(leadSeconds),
    outcomeTexts[outcome],
  ]);
  const head = ['alert raised', 'cleared', texts.head, 'lead time', 'verdict'];
  return [...remark, ...textTable([head, ...rows], new Set([3])), ...unannounced];
}

/** The names and texts of the figures, for terminal and report. */
export function summaryFigures(summary: Summary, unit: Unit): [string, string][] {
  const { alerts, falseAlarms, crossings, missed, medianLeadSeconds, options, coverage } = summary;
  const inTime = crossings.filter(({ leadSeconds }) => leadSeconds !== null).length;
  const sudden = crossings.filter((crossing) => crossing.sudden && crossing.leadSeconds === null).length;
  const hours = (summary.to - summary.from) / 3600;
  const rate = falseAlarms > 0 && hours >= 1 ? `, ${(falseAlarms / hours).toFixed(2)} per hour` : '';
  return [
    ['alerts', summary.judged === 0 ? '-' : describeAlerts(alerts, falseAlarms, rate)],
    ['crossings', describeCrossings(crossings.length, { inTime, missed, sudden })],
    ['median lead time', medianLeadSeconds === null ? '-' : formatDuration(medianLeadSeconds)],
    ['on alert', summary.judged === 0 ? '-' : `${formatPercent(summary.shareOnAlert)} of the time`],
    ...describeVerdicts(summary),
    ['forecast error', describeError(summary, unit)],
    [
      'interval',
      coverage === null
        ? '-'
        : `held the value ${formatPercent(coverage)} of the time; ${formatPercent(options.level)} is what it claims`,
    ],
  ];
}

function describeAlerts(
  alerts: readonly Pick<JudgedAlert, 'outcome'>[],
  falseAlarms: number,
  rate: string,
): string {
  const count = alerts.length;
  const ended = alerts.filter(({ outcome }) => outcome === 'ended').length;
  const cut = ended === 0 ? '' : `, ${ended} ended from outside`;
  if (count === 0) return 'none';
  if (count === 1 && ended === 1) return '1, ended from outside';
  if (falseAlarms === 0) return `${count === 1 ? '1, not false' : `${count}, of which 0 false`}${cut}`;
  return `${count === 1 ? '1, false' : `${count}, of which ${falseAlarms} false`}${rate}${cut}`;
}

/** `none`, `1, announced in time`, or `3, of which 2 announced in time, 1 missed`. */
function describeCrossings(count: number, parts: Record<'inTime' | 'missed' | 'sudden', number>): string {
  const { inTime, missed, sudden } = parts;
  const kinds: readonly [number, string][] = [
    [inTime, 'announced in time'],
    [missed, 'missed'],
    [sudden, 'sudden'],
  ];
  const some = kinds.filter(([size]) => size > 0);
  if (count === 0) return 'none';
  const [first] = some;
  if (some.length === 1 && first && first[0] === count)
    return count === 1 ? `1, ${first[1]}` : `${count}, all ${first[1]}`;
  return `${count}, of which ${some.map(([size, text]) => `${size} ${text}`).join(', ')}`;
}

function describeVerdicts({ shareAbnormal }: Summary): [string, string][] {
  if (shareAbnormal === undefined) return [];
  return [['called abnormal', shareAbnormal === null ? '-' : `${formatPercent(shareAbnormal)} of the time`]];
}

function describeError({ meanAbsoluteError, mase }: Summary, unit: Unit): string {
  if (meanAbsoluteError === null) return '- (the series is not longer than the horizon)';
  const error = formatQuantity(meanAbsoluteError, unit);
  return mase === null
    ? `${error} on average`
    : `${error} on average, ${mase.toFixed(2)} times that of "no change" (MASE)`;
}
