import { isEpoch, type Unit } from '../report/readable.ts';
import type { LearningSeries } from './learning-series.ts';

/** Series that are drawn, at most. */
export const maxDrawn = 12;
/** Points that a line is drawn with, at most. */
const maxPoints = 3000;

/** A stretch of rows of one label. */
export interface LabelledStretch {
  readonly from: number;
  readonly to: number;
  readonly label: 1 | -1;
}

/** The data of a series for the report's script. */
export interface PlottedSeries {
  readonly name: string;
  readonly unit: Unit;
  readonly isEpoch: boolean;
  readonly limit: number;
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly marginTimes: readonly number[];
  /** Held out; null where it was not judged. */
  readonly margins: readonly (number | null)[];
  readonly stretches: readonly LabelledStretch[];
}

/** The series with the most abnormal rows, thinned out. */
export function plottedSeries(
  series: readonly LearningSeries[],
  heldOutMargins: readonly Float64Array[],
): PlottedSeries[] {
  return series
    .map((each, which) => ({ each, margins: heldOutMargins[which]!, abnormal: countAbnormal(each) }))
    .sort((a, b) => b.abnormal - a.abnormal)
    .slice(0, maxDrawn)
    .map(({ each, margins }) => plotted(each, margins));
}

function countAbnormal({ training }: LearningSeries): number {
  return training.labels.reduce((count, label) => count + (label === 1 ? 1 : 0), 0);
}

function plotted(
  { training, unit, limit, times, values }: LearningSeries,
  margins: Float64Array,
): PlottedSeries {
  const shown = thinned(values);
  const judged = thinned(margins);
  return {
    name: training.name,
    unit,
    isEpoch: isEpoch(times[0]!),
    limit,
    times: shown.map((index) => times[index]!),
    values: shown.map((index) => rounded(values[index]!)),
    marginTimes: judged.map((index) => training.times[index]!),
    margins: judged.map((index) => (Number.isNaN(margins[index]) ? null : rounded(margins[index]!))),
    stretches: stretchesOf(training),
  };
}

/** Indices of numbers that look the same when drawn: of each stretch the first, the lowest and the highest. */
function thinned(numbers: Float64Array): number[] {
  const stretch = Math.max(1, Math.ceil((3 * numbers.length) / maxPoints));
  const kept = new Set<number>();
  for (let start = 0; start < numbers.length; start += stretch) {
    let [low, high] = [start, start];
    for (let index = start; index < Math.min(numbers.length, start + stretch); index++) {
      if (numbers[index]! < numbers[low]!) low = index;
      if (numbers[index]! > numbers[high]!) high = index;
    }
    for (const index of [start, low, high]) kept.add(index);
  }
  if (numbers.length > 0) kept.add(numbers.length - 1);
  return [...kept].sort((a, b) => a - b);
}

function stretchesOf({ times, labels }: LearningSeries['training']): LabelledStretch[] {
  const stretches: { from: number; to: number; label: 1 | -1 }[] = [];
  for (const [index, label] of labels.entries()) {
    const last = stretches.at(-1);
    if (last && label === last.label && labels[index - 1] === label) last.to = times[index]!;
    else if (label !== 0) stretches.push({ from: times[index]!, to: times[index]!, label: label as 1 | -1 });
  }
  return stretches;
}

/** Seven digits are finer than any screen. */
function rounded(number: number): number {
  return Number(number.toPrecision(7));
}
