import { nounOf } from '../../notifiers/count-of.ts';
import { formatDuration, formatPercent, textTable } from '../report/readable.ts';
import type { Announced, Called, Figures } from './figures.ts';

/** Below this, a model is of little use. */
const leastRecall = 0.2;

/** The result of training, in numbers; `--json` prints just this. */
export interface LearnResult {
  readonly series: readonly string[];
  readonly rows: { readonly normal: number; readonly abnormal: number };
  readonly horizonSeconds: readonly number[];
  readonly figures: Figures;
  readonly model: {
    readonly file: string;
    readonly bytes: number;
    readonly supportVectors: number;
    readonly features: readonly string[];
    readonly trainer: string;
    readonly cost: number;
    readonly width: number;
    readonly falseShare: number;
    readonly seed: number;
  };
  readonly warnings: readonly string[];
  readonly seconds: number;
}

export const heldOutTexts: Readonly<Record<Figures['heldOutBy'], string>> = {
  group: 'on series that it was not trained on',
  fault: 'on faults that it was not trained on, and on other normal time',
  piece: 'on pieces of the fault that it was not trained on, and on other normal time',
};

/** Formats a result for people: how good the model is, what it was made of, and what to do with it. */
export function formatLearned(result: LearnResult): string {
  const { figures, model, seconds, warnings } = result;
  return [
    ...headLines(result),
    '',
    `Judged ${heldOutTexts[figures.heldOutBy]}:`,
    '',
    ...confusionLines(figures),
    '',
    ...learnedFigures(figures).map(([name, text]) => `${name.padEnd(14)}${text}`),
    `${'model'.padEnd(14)}${describeModel(model)}`,
    `${'took'.padEnd(14)}${formatDuration(seconds)}`,
    ...warnings.map((text) => `\nWarning: ${text}`),
    '',
    `Next: ${nextSteps(model.file)}`,
    '',
  ].join('\n');
}

function headLines({ series, rows, horizonSeconds }: LearnResult): string[] {
  const names = series.length === 1 ? series[0]! : `${series.length} series`;
  const horizons = horizonSeconds.map(formatDuration).join(', ');
  return [
    `Learned from ${names}: ${count(rows.normal)} normal and ${count(rows.abnormal)} abnormal rows, horizon ${horizons}`,
  ];
}

function confusionLines({ normal, abnormal }: Figures): string[] {
  const head = ['', 'called normal', 'called abnormal'];
  const rows = [confusionRow('truly normal', normal), confusionRow('truly abnormal', abnormal)];
  return textTable([head, ...rows], new Set([1, 2]));
}

function confusionRow(name: string, { rows, abnormal }: Called): string[] {
  return [name, count(rows - abnormal), count(abnormal)];
}

/** The names and texts of the figures, for terminal and report. */
export function learnedFigures(figures: Figures): [string, string][] {
  const { normal, abnormal, belowLimit, precision, recall, falseShare, crossings, faults } = figures;
  const called = abnormal.abnormal + normal.abnormal;
  return [
    [
      'recall',
      recall === null
        ? '- (no abnormal row could be judged)'
        : `${formatPercent(recall)} of abnormal time was called so (${ratio(abnormal)} rows)${belowText(abnormal, belowLimit)}`,
    ],
    [
      'precision',
      precision === null
        ? '- (nothing was called abnormal)'
        : `${formatPercent(precision)} of what was called abnormal was (${count(abnormal.abnormal)} of ${count(called)} rows)`,
    ],
    [
      'false',
      falseShare === null
        ? '- (no normal row could be judged)'
        : `${formatPercent(falseShare)} of normal time was called abnormal (${ratio(normal)} rows); ${falseAlertsText(figures)}`,
    ],
    ...announcedFigure('crossings', crossings, 'before the limit was crossed', 'median lead time'),
    ...announcedFigure('faults', faults, 'before they ended', 'at the median after'),
  ];
}

function belowText(abnormal: Called, below: Called): string {
  if (below.rows === 0 || below.rows === abnormal.rows) return '';
  return `; of that below the limit, ${formatPercent(below.abnormal / below.rows)} (${ratio(below)})`;
}

function falseAlertsText({ falseAlerts, normalSeconds }: Figures): string {
  const alerts = `${count(falseAlerts)} ${nounOf(falseAlerts, 'alert')}`;
  return normalSeconds === 0 ? alerts : `${alerts} in ${formatDuration(normalSeconds)} of it`;
}

function announcedFigure(
  name: string,
  { count: all, announced, medianSeconds }: Announced,
  when: string,
  median: string,
): [string, string][] {
  if (all === 0) return [];
  const time = medianSeconds === null ? '' : `, ${median} ${formatDuration(medianSeconds)}`;
  return [[name, `${announced} of ${all} called abnormal ${when}${time}`]];
}

/** In one line. */
export function describeModel(model: LearnResult['model']): string {
  return [
    `${model.file} (${formatSize(model.bytes)}): ${model.supportVectors} support vectors, ${model.features.length} features`,
    `trainer ${model.trainer}, C ${model.cost}, kernel width ${model.width}, at most ${formatPercent(model.falseShare)} false, seed ${model.seed}`,
  ].join('; ');
}

/**
 * Warnings about the figures, a line each.
 *
 * @param hasRanges true when the labels come from ranges, false when they follow from the limit
 */
export function warningsOf(
  { normal, abnormal, belowLimit, heldOutBy, crossings, faults }: Figures,
  hasRanges: boolean,
): string[] {
  const warnings: string[] = [];
  const more = hasRanges
    ? 'name more --fault ranges, each from when the trouble begins'
    : 'give more series in which the limit is crossed';
  const advice = `${more}; check --limit; or allow a larger --false-share`;
  // Above the limit, nobody needs a model.
  const [judged, where] = belowLimit.rows > 0 ? [belowLimit, ' below the limit'] : [abnormal, ''];
  const found = judged.abnormal / judged.rows;
  if (judged.rows === 0 || normal.rows === 0)
    return [
      `too little could be held out, so neither how much of a fault the model finds is known, nor how much of normal time it calls abnormal, and --false-share may not hold; ${more}`,
    ];
  if (found < leastRecall) {
    const text = found === 0 ? 'finds nothing' : `finds only ${formatPercent(found)}`;
    warnings.push(`the model ${text} of the abnormal time${where}, and is of little use; ${advice}`);
  } else if (crossings.count + faults.count > 0 && crossings.announced + faults.announced === 0)
    warnings.push(`the model called nothing abnormal for long enough to raise an alert in time; ${advice}`);
  if (heldOutBy === 'piece') {
    warnings.push(
      `there is one fault only, and the model was judged on pieces of it: the figures look better than they are; ${hasRanges ? 'add a --fault range of another one' : more}`,
    );
  }
  return warnings;
}

function ratio({ abnormal, rows }: Called): string {
  return `${count(abnormal)} of ${count(rows)}`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function formatSize(bytes: number): string {
  return bytes < 10_240 ? `${count(bytes)} bytes` : `${Math.round(bytes / 1024)} KiB`;
}

/** A model that was trained elsewhere. */
export interface ImportResult {
  readonly file: string;
  readonly bytes: number;
  readonly about: string;
  readonly features: readonly string[];
  readonly supportVectors: number;
}

export function formatImported({ file, bytes, about, features, supportVectors }: ImportResult): string {
  return [
    `${file} (${formatSize(bytes)}): ${about}`,
    `${supportVectors} support vectors, ${features.length} features`,
    '',
    `How good it is was not judged: ${nextSteps(file)}`,
    '',
  ].join('\n');
}

function nextSteps(file: string): string {
  return `try it on the past with dma backtest --detector ${file}, then name it in dma.yaml: detector: {svm: ${file}}`;
}
