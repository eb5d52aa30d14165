import { raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { formatTime, isEpoch, type Unit } from '../report/readable.ts';
import { escapeHtml, framedPage } from '../report/report-frame.ts';
import type { AnomalyRow } from './anomaly-replay.ts';
import type { AnomalySummary } from './anomaly-summary.ts';
import { anomalyFigures, describeEnsemble, episodeCells, episodeHead } from './anomaly-text.ts';
import { drawnRows } from './drawn-rows.ts';

/** The fields of a row that are about a limit. */
const unknown = {
  predicted: null,
  lower: null,
  upper: null,
  exhaustion: null,
  exhaustionEarliest: null,
  exhaustionLatest: null,
};

/**
 * A page that shows which anomalies would have been told: the alerts as a table, the series with the alerts as a plot,
 * and below it how sure the committee was. Everything is in it, and it may load nothing else.
 *
 * @param rows of the replay that is summed up, at least one; long ones are thinned out
 */
export function anomalyReport(summary: AnomalySummary, rows: readonly AnomalyRow[], unit: Unit): string {
  const { series, from, to, samples, intervalSeconds, alerts, options } = summary;
  const shown = drawnRows(
    rows.map(({ t, value, anomaly, alert }) => ({ t, value, risk: anomaly, alert, ...unknown })),
    intervalSeconds,
  );
  return framedPage({
    title: `${series} - dma backtest`,
    files: {
      styles: ['tools/report/report-page.css', 'tools/report/report-table.css'],
      scripts: [
        'tools/report/plot-labels.js',
        'tools/report/report-plot.js',
        'tools/backtest/anomaly-page.js',
      ],
    },
    data: {
      unit,
      isEpoch: isEpoch(from),
      raiseAtPercent,
      horizonSeconds: options.horizonSeconds,
      times: shown.map(({ t }) => t),
      value: shown.map(({ value }) => value),
      anomaly: shown.map(({ risk }) => (risk === null ? null : Number(risk.toPrecision(7)))),
      alerts: alerts.map(({ raisedAt, clearedAt }) => ({ from: raisedAt, to: clearedAt ?? to })),
    },
    body: `<header>
<h1>${escapeHtml(series)}</h1>
<p>${formatTime(from)} to ${formatTime(to)}, ${samples.toLocaleString('en-US')} samples &middot; ${escapeHtml(describeEnsemble(summary))}</p>
<dl class="figures">
${anomalyFigures(summary)
  .map(([name, text]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd></div>`)
  .join('\n')}
</dl>
</header>
<section class="card alerts">${episodeTable(summary, unit)}</section>
<section class="card">
<div class="bar">
<span><span class="swatch line" style="--swatch: var(--value)"></span>value</span>
<span><span class="swatch" style="--swatch: var(--late)"></span>alert</span>
<span><span class="swatch line" style="--swatch: var(--risk)"></span>how sure of an anomaly (below)</span>
<span class="right"><button id="whole">Whole range</button></span>
</div>
<p id="readout" data-hint="Move over the plot to read values; drag to zoom in, double-click to zoom out, click an alert to go there."></p>
<div id="plots"></div>
</section>
<footer>Below: how sure the committee is, and the ${raiseAtPercent} % from which an alert is on.</footer>`,
  });
}

function episodeTable(summary: AnomalySummary, unit: Unit): string {
  if (summary.alerts.length === 0) return 'No alert.';
  const rows = summary.alerts.map((episode) => {
    const cells = episodeCells(episode, summary, unit).map(
      (cell, index) => `<td data-name="${episodeHead[index]}">${escapeHtml(cell)}</td>`,
    );
    const { raisedAt, clearedAt } = episode;
    return `<tr tabindex="0" data-from="${raisedAt}" data-to="${clearedAt ?? summary.to}">${cells.join('')}</tr>`;
  });
  return `<table><thead><tr>${episodeHead.map((text) => `<th>${text}</th>`).join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}
