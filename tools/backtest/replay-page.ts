import { nounOf } from '../../notifiers/count-of.ts';
import { raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { escapeHtml, framedPage } from '../report/report-frame.ts';
import { formatTime, isEpoch, type Unit } from '../report/readable.ts';
import { drawnColumn, type DrawnRow } from './drawn-rows.ts';
import type { ReplayedSeries } from './replayed-series.ts';
import type { ThinnedRow } from './thinning.ts';

/** A line of the legend: the style of its swatch, whether that is a line, and the text. */
export type LegendEntry = readonly [style: string, kind: 'line' | '', text: string];

export interface ReplayPage<Row extends ThinnedRow> {
  /** Plain text. */
  readonly title: string;
  readonly past: ReplayedSeries;
  /** In one line: what was replayed, plain text. */
  readonly subject: string;
  /** Names and texts. */
  readonly figures: readonly (readonly [string, string])[];
  /** Lines above the plot, plain text (default: none). */
  readonly preface?: string | undefined;
  /** HTML, each a card of its own, above the plots. */
  readonly tables: readonly string[];
  readonly legend: readonly LegendEntry[];
  /** HTML of buttons beside "Whole range" (default: none). */
  readonly buttons?: string;
  /** The plot below: its subject, plain text. */
  readonly below: string;
  /** The script of this kind of page, and what it needs beside those that all have. */
  readonly scripts: readonly string[];
  readonly unit: Unit;
  readonly horizonSeconds: number;
  readonly alerts: readonly { readonly from: number; readonly to: number }[];
  readonly shown: readonly DrawnRow<Row>[];
  /** Data of the script besides times, values and alerts. */
  readonly data: object;
}

/**
 * A page about a replay: figures, tables, and two plots of the same time. Everything is in it, and it may load nothing
 * else.
 */
export function replayPage<Row extends ThinnedRow>(page: ReplayPage<Row>): string {
  const { past, shown, unit, horizonSeconds, alerts, tables, preface, buttons = '' } = page;
  const { series, from, to, samples } = past;
  return framedPage({
    title: page.title,
    files: {
      styles: ['tools/report/report-page.css', 'tools/report/report-table.css'],
      scripts: [
        'tools/report/plot-labels.js',
        'tools/report/report-plot.js',
        'tools/backtest/plot-pair.js',
        ...page.scripts,
      ],
    },
    data: {
      unit,
      isEpoch: isEpoch(from),
      raiseAtPercent,
      horizonSeconds,
      times: shown.map(({ t }) => t),
      value: drawnColumn(shown, ({ value }) => value),
      alerts,
      ...page.data,
    },
    body: `<header>
<h1>${escapeHtml(series)}</h1>
<p>${formatTime(from)} to ${formatTime(to)}, ${samples.toLocaleString('en-US')} ${nounOf(samples, 'sample')} &middot; ${escapeHtml(page.subject)}</p>
<dl class="figures">
${page.figures
  .map(([name, text]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd></div>`)
  .join('\n')}
</dl>
${preface === undefined ? '' : `<pre>${escapeHtml(preface)}</pre>\n`}</header>
${tables.map((table) => `<section class="card alerts">${table}</section>\n`).join('')}<section class="card">
<div class="bar">
${page.legend.map(([style, kind, text]) => `<span><span class="swatch ${kind}" style="${style}"></span>${escapeHtml(text)}</span>`).join('\n')}
<span class="right">
${buttons}<button id="whole">Whole range</button>
</span>
</div>
<p id="readout" data-hint="Move over the plot to read values; drag to zoom in, double-click to zoom out, click an alert to go there."></p>
<div id="plots"></div>
</section>
<footer>Below: ${escapeHtml(page.below)}.${thinnedText(samples, shown)}</footer>`,
  });
}

function thinnedText(samples: number, shown: readonly { readonly value: number | null }[]): string {
  const drawn = shown.filter(({ value }) => value !== null).length;
  if (drawn >= samples) return '';
  return ` Of ${samples.toLocaleString('en-US')} samples, ${drawn.toLocaleString('en-US')} are drawn; lows, highs and alerts are kept.`;
}
