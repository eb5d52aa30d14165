import { escapeHtml } from '../report/escape-html.ts';
import { framedPage } from '../report/report-frame.ts';
import { describeModel, heldOutTexts, learnedFigures, type LearnResult } from './digest.ts';
import type { Called } from './figures.ts';
import type { LearningSeries } from './learning-series.ts';
import { mostDrawn, plottedSeries } from './plotted-series.ts';
import { marginHistogram, marginsOf, recallCurve } from './report-figures.ts';

/**
 * A page that shows how good a model is on what it was not trained on: figures and confusion matrix, recall by the share
 * of false calls, margins by label, and series with their margins. Everything is in it, and it may load nothing else.
 */
export function learnReportPage(
  result: LearnResult,
  series: readonly LearningSeries[],
  heldOutMargins: readonly Float64Array[],
): string {
  const { figures, model, rows } = result;
  const normal = marginsOf(series, heldOutMargins, -1);
  const abnormal = marginsOf(series, heldOutMargins, 1);
  const drawn = plottedSeries(series, heldOutMargins);
  const name = series.length === 1 ? series[0]!.training.name : `${series.length} series`;
  const left = series.length > mostDrawn ? ` Of ${series.length} series, ${mostDrawn} are drawn.` : '';
  return framedPage({
    title: `${model.file} - dma learn`,
    files: {
      styles: ['tools/report/report-page.css', 'tools/learn/report-page.css'],
      scripts: ['tools/report/report-plot.js', 'tools/learn/report-page.js'],
    },
    data: {
      curve: recallCurve(normal, abnormal),
      histogram: marginHistogram(normal, abnormal),
      at: { falseShare: figures.falseShare, recall: figures.recall },
      series: drawn,
    },
    body: `<header>
<h1>${escapeHtml(name)}</h1>
<p>${count(rows.normal)} normal and ${count(rows.abnormal)} abnormal rows, judged ${heldOutTexts[figures.heldOutBy]} &middot; ${escapeHtml(describeModel(model))}</p>
${result.warnings.map((text) => `<p class="warning">Warning: ${escapeHtml(text)}</p>`).join('\n')}
</header>
<section class="card sides">
<div>${confusionTable(figures)}</div>
<dl>
${learnedFigures(figures)
  .map(([term, text]) => `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`)
  .join('\n')}
</dl>
</section>
<section class="card sides">
<div><h2>Recall, by the share of normal time called abnormal</h2><div id="curve"></div>
<p class="note">As the boundary is moved; the dot is where it is. --false-share moves it.</p></div>
<div><h2>Margins</h2><div id="histogram"></div>
<p class="note">${swatch('value')}normal rows ${swatch('limit')}abnormal rows; above 0 is called abnormal. What is beyond is counted with the outermost ones.</p></div>
</section>
<div id="series"></div>
<footer>Value and limit; below, the margin by a model that was not trained on that part. Shaded: ${swatch('true')}normal ${swatch('false')}abnormal in truth. Drag to zoom in, double-click to zoom out. Times are UTC.${left}</footer>`,
  });
}

function confusionTable({ normal, abnormal }: LearnResult['figures']): string {
  return `<table class="confusion"><thead><tr><td></td><th>called normal</th><th>called abnormal</th></tr></thead><tbody>
${confusionRow('truly normal', normal)}
${confusionRow('truly abnormal', abnormal)}
</tbody></table>`;
}

function confusionRow(name: string, { rows, abnormal }: Called): string {
  return `<tr><th scope="row">${name}</th><td>${count(rows - abnormal)}</td><td>${count(abnormal)}</td></tr>`;
}

function swatch(colour: string): string {
  return `<span class="swatch" style="--swatch: var(--${colour})"></span>`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
