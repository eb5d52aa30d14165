import { raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { describeOptions, summaryFigures } from './summary-text.ts';
import { escapeHtml, framedPage } from '../report/report-frame.ts';
import { formatDuration, formatTime, isEpoch, type Unit } from '../report/readable.ts';
import type { BacktestRow } from './replay.ts';
import type { Summary } from './summary.ts';
import { drawnRows, type DrawnRow } from './drawn-rows.ts';
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

/**
 * A page that shows what would have been told and why: the alerts as a table; series, forecast with its interval,
 * limit, alerts and crossings as a plot; the risk below it. Everything is in it, and it may load nothing else.
 *
 * @param rows of the replay that is summed up, at least one; long ones are thinned out
 */
export function reportPage(
  summary: Summary,
  rows: readonly BacktestRow[],
  unit: Unit,
  { title = `${summary.series} - dma backtest`, preface, curve }: ReportHead = {},
): string {
  const shown = drawnRows(rows, summary.intervalSeconds);
  const drawn = shown.filter(({ value }) => value !== null).length;
  const thinned =
    drawn < rows.length
      ? ` Of ${rows.length.toLocaleString('en-US')} samples, ${drawn.toLocaleString('en-US')} are drawn; lows, highs and alerts are kept.`
      : '';
  const { series, from, to, samples, options } = summary;
  return framedPage({
    title,
    files: {
      styles: ['tools/report/report-page.css', 'tools/report/report-table.css'],
      scripts: [
        'tools/report/plot-labels.js',
        'tools/report/report-plot.js',
        'tools/backtest/report-sample.js',
        'tools/backtest/report-page.js',
      ],
    },
    data: plotted(summary, shown, unit),
    body: `<header>
<h1>${escapeHtml(series)}</h1>
<p>${formatTime(from)} to ${formatTime(to)}, ${samples.toLocaleString('en-US')} samples &middot; ${escapeHtml(describeOptions(options, unit))}</p>
<dl class="figures">
${summaryFigures(summary, unit)
  .map(([name, text]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd></div>`)
  .join('\n')}
</dl>
${preface === undefined ? '' : `<pre>${escapeHtml(preface)}</pre>\n`}</header>
<section class="card alerts">${alertTable(summary, rows, unit)}</section>
${curve === undefined ? '' : `<section class="card alerts">${leadCurveTable(curve)}</section>\n`}<section class="card">
<div class="bar">
${legend(options)}
<span class="right">
<button id="shift" data-due="Draw forecasts where they are due" data-made="Draw forecasts where they were made">Draw forecasts where they are due</button>
<button id="whole">Whole range</button>
</span>
</div>
<p id="readout" data-hint="Move over the plot to read values; drag to zoom in, double-click to zoom out, click an alert to go there."></p>
<div id="plots"></div>
</section>
<footer>Below: the risk, and the ${raiseAtPercent} % at which an alert is raised.${thinned}</footer>`,
  });
}

function entry(style: string, kind: string, text: string): string {
  return `<span><span class="swatch ${kind}" style="${style}"></span>${text}</span>`;
}

function legend({ horizonSeconds, limitSide }: Summary['options']): string {
  const mark = limitSide === 'lower' ? '&#9650;' : '&#9660;';
  return [
    entry('--swatch: var(--value)', 'line', 'value'),
    entry(
      '--swatch: var(--forecast); --dash: dashed',
      'line',
      `expected in ${formatDuration(horizonSeconds)}`,
    ),
    entry('--swatch: var(--band); --edge: var(--band-edge)', '', 'its interval'),
    entry('--swatch: var(--limit); --dash: dashed', 'line', `limit, crossings ${mark}`),
    entry('--swatch: var(--true)', '', 'alert in time'),
    entry('--swatch: var(--late)', '', 'too late'),
    entry('--swatch: var(--false)', '', 'false alarm'),
    entry('--swatch: var(--ended)', '', 'ended from outside'),
    entry('--swatch: var(--open)', '', 'not known yet'),
    entry('--swatch: var(--risk)', 'line', 'risk (below)'),
  ].join('\n');
}

/** The data for the script in the page. */
function plotted(summary: Summary, rows: readonly DrawnRow[], unit: Unit): unknown {
  const { alerts, crossings, options, from, to } = summary;
  const column = (name: Exclude<keyof DrawnRow, 't' | 'alert' | 'verdict' | 'margin' | 'climb'>) =>
    rows.map((row) => rounded(row[name]));
  return {
    unit,
    isEpoch: isEpoch(from),
    limit: options.limit,
    limitSide: options.limitSide ?? 'upper',
    horizonSeconds: options.horizonSeconds,
    raiseAtPercent,
    times: rows.map(({ t }) => t),
    value: column('value'),
    predicted: column('predicted'),
    lower: column('lower'),
    upper: column('upper'),
    risk: column('risk'),
    exhaustion: column('exhaustion'),
    exhaustionEarliest: column('exhaustionEarliest'),
    exhaustionLatest: column('exhaustionLatest'),
    alerts: alerts.map(({ raisedAt, clearedAt, outcome }) => ({
      from: raisedAt,
      to: clearedAt ?? to,
      outcome,
    })),
    crossings: crossings.map(({ at }) => ({ at })),
  };
}

/** Seven digits are finer than any screen. */
function rounded(number: number | null): number | null {
  return number === null ? null : Number(number.toPrecision(7));
}
