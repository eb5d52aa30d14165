import { escapeHtml, framedPage } from '../report/report-frame.ts';
import { describeModel, heldOutTexts, learnedFigures, type LearnResult } from './summary.ts';
import type { Called } from './figures.ts';
import type { LearningSeries } from './learning-series.ts';
import { maxDrawn, plottedSeries } from './plotted-series.ts';

/**
 * A page that shows how good a model is on what it was not trained on: figures and confusion matrix, recall by the
 * share of false calls, margins by label, and series with their margins. Everything is in it, and it may load nothing
 * else.
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
  const left = series.length > maxDrawn ? ` Of ${series.length} series, ${maxDrawn} are drawn.` : '';
  return framedPage({
    title: `${model.file} - dma learn`,
    files: {
      styles: [
        'tools/report/report-page.css',
        'tools/report/report-table.css',
        'tools/learn/report-page.css',
      ],
      scripts: ['tools/report/plot-labels.js', 'tools/report/report-plot.js', 'tools/learn/report-page.js'],
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

/** The curve ends where so much of normal time is called abnormal: nobody wants more. */
const maxFalseShare = 0.2;
const maxCurvePoints = 300;
const bins = 40;
/** The share of a label's margins that may lie beyond the outermost bins; they are counted with these bins. */
const beyondShare = 0.05;

/** Recall by the share of normal time that is called abnormal, as the boundary is moved. */
export interface RecallCurve {
  /** Increasing, from 0. */
  readonly falseShare: readonly number[];
  readonly recall: readonly number[];
}

/** Shares of the rows of a label, by margin. */
export interface MarginHistogram {
  /** Beyond this, from 0, margins are counted with the outermost ones. */
  readonly widest: number;
  /** The lower end of each bin. */
  readonly from: readonly number[];
  readonly normal: readonly number[];
  readonly abnormal: readonly number[];
}

/** Held-out margins of a label; rows that were not judged are left out. */
export function marginsOf(
  series: readonly LearningSeries[],
  heldOutMargins: readonly Float64Array[],
  label: 1 | -1,
): Float64Array {
  const found = series.map(({ training: { labels } }, which) =>
    heldOutMargins[which]!.filter((margin, index) => labels[index] === label && !Number.isNaN(margin)),
  );
  const margins = new Float64Array(found.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const some of found) {
    margins.set(some, at);
    at += some.length;
  }
  return margins;
}

export function recallCurve(normal: Float64Array, abnormal: Float64Array): RecallCurve {
  const [down, up] = [normal.toSorted().toReversed(), abnormal.toSorted().toReversed()];
  const most = Math.floor(maxFalseShare * down.length);
  const step = Math.max(1, Math.ceil(most / maxCurvePoints));
  const falseShare: number[] = [];
  const recall: number[] = [];
  let found = 0;
  for (let called = 0; called <= most; called += step) {
    // `called` normal rows are called abnormal when the boundary is the next one's margin.
    const boundary = down[called] ?? Number.NEGATIVE_INFINITY;
    while (found < up.length && up[found]! > boundary) found++;
    falseShare.push(called / Math.max(1, down.length));
    recall.push(found / Math.max(1, up.length));
  }
  return { falseShare, recall };
}

export function marginHistogram(normal: Float64Array, abnormal: Float64Array): MarginHistogram {
  const lowest = normal.toSorted().at(Math.floor(beyondShare * normal.length)) ?? 0;
  const highest = abnormal.toSorted().at(-1 - Math.floor(beyondShare * abnormal.length)) ?? 0;
  const widest = Math.max(1, Math.ceil(Math.max(-lowest, highest)));
  const size = (2 * widest) / bins;
  const shares = (margins: Float64Array): number[] => {
    const counts = Array<number>(bins).fill(0);
    for (const margin of margins) {
      const bin = Math.floor((margin + widest) / size);
      counts[Math.min(bins - 1, Math.max(0, bin))]! += 1 / margins.length;
    }
    return counts;
  };
  const from = Array.from({ length: bins }, (_, bin) => bin * size - widest);
  return { widest, from, normal: shares(normal), abnormal: shares(abnormal) };
}
