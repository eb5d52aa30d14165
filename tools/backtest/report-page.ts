import { raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { describeOptions, summaryFigures } from './summary-text.ts';
import { formatDuration, type Unit } from '../report/readable.ts';
import type { BacktestRow } from './replay.ts';
import { replayPage, type LegendEntry } from './replay-page.ts';
import type { Summary } from './summary.ts';
import { drawnColumn, drawnRows } from './drawn-rows.ts';
import { leadCurveTable, type LeadChoice } from './lead-curve.ts';
import { alertTable } from './report-table.ts';

export { embeddedJson } from '../report/report-frame.ts';

/** The head of a page that is about more than a replay. */
export interface ReportHead {
  /** Plain text (default: the series). */
  readonly title?: string;
  /** Lines above the plot, plain text. */
  readonly preface?: string;
  /** Other horizons and thresholds, as a table below the alerts. */
  readonly curve?: readonly LeadChoice[];
}

/** The fields of a row that are drawn beside its value. */
const drawnFields = [
  'predicted',
  'lower',
  'upper',
  'risk',
  'exhaustion',
  'exhaustionEarliest',
  'exhaustionLatest',
] as const satisfies readonly (keyof BacktestRow)[];

const shiftButton =
  '<button id="shift" data-due="Draw forecasts where they are due" data-made="Draw forecasts where they were made">Draw forecasts where they are due</button>\n';

/**
 * A page that shows what would have been told and why: the alerts as a table; series, forecast with its interval,
 * limit, alerts and crossings as a plot; the risk below it.
 *
 * @param rows of the replay that is summed up, at least one; long ones are thinned out
 */
export function reportPage(
  summary: Summary,
  rows: readonly BacktestRow[],
  unit: Unit,
  { title = `${summary.series} - dma backtest`, preface, curve }: ReportHead = {},
): string {
  const { options, alerts, crossings, to } = summary;
  const shown = drawnRows(rows, summary.intervalSeconds);
  return replayPage({
    title,
    past: summary,
    subject: describeOptions(options, unit),
    figures: summaryFigures(summary, unit),
    preface,
    tables: [alertTable(summary, rows, unit), ...(curve === undefined ? [] : [leadCurveTable(curve)])],
    legend: legend(options),
    buttons: shiftButton,
    below: `the risk, and the ${raiseAtPercent} % at which an alert is raised`,
    scripts: ['tools/backtest/report-sample.js', 'tools/backtest/report-page.js'],
    unit,
    horizonSeconds: options.horizonSeconds,
    alerts: alerts.map(({ raisedAt, clearedAt, outcome }) => ({
      from: raisedAt,
      to: clearedAt ?? to,
      outcome,
    })),
    shown,
    data: {
      limit: options.limit,
      limitSide: options.limitSide ?? 'upper',
      ...Object.fromEntries(drawnFields.map((name) => [name, drawnColumn(shown, (row) => row[name])])),
      crossings: crossings.map(({ at }) => ({ at })),
    },
  });
}

function legend({ horizonSeconds, limitSide }: Summary['options']): LegendEntry[] {
  const mark = limitSide === 'lower' ? '\u25B2' : '\u25BC';
  return [
    ['--swatch: var(--value)', 'line', 'value'],
    ['--swatch: var(--forecast); --dash: dashed', 'line', `expected in ${formatDuration(horizonSeconds)}`],
    ['--swatch: var(--band); --edge: var(--band-edge)', '', 'its interval'],
    ['--swatch: var(--limit); --dash: dashed', 'line', `limit, crossings ${mark}`],
    ['--swatch: var(--true)', '', 'alert in time'],
    ['--swatch: var(--late)', '', 'too late'],
    ['--swatch: var(--false)', '', 'false alarm'],
    ['--swatch: var(--ended)', '', 'ended from outside'],
    ['--swatch: var(--open)', '', 'not known yet'],
    ['--swatch: var(--risk)', 'line', 'risk (below)'],
  ];
}
