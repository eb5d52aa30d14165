import { countOf } from '../../notifiers/count-of.ts';
import type { TrainingSeries } from '../../analysis/detectors/training/training-rows.ts';
import { formatTime, type Unit } from '../report/readable.ts';
import { type Crossing, findCrossings } from '../../analysis/scoring/crossings.ts';
import type { LabelledSeries } from '../../analysis/scoring/labelled-series.ts';
import { quantile } from '../../analysis/maths/quantile.ts';
import { OutsideError } from '../process/command-error.ts';
import { describeSeries } from './described-series.ts';
import { type LabelledRange, labelsFromLimit, labelsFromRanges } from './labels.ts';

/** The rows of each label that are needed; a fault of three minutes has 18 at one sample every ten seconds. */
const leastRows = 10;

/** A series to learn from, with all that is said about it later. */
export interface LearningSeries {
  readonly training: TrainingSeries;
  readonly unit: Unit;
  /** The value that counts as exhaustion, in the unit of the values. */
  readonly limit: number;
  /** The usual time between two samples, in seconds. */
  readonly intervalSeconds: number;
  /** All samples. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The crossings of the limit. */
  readonly crossings: readonly Crossing[];
  /** The ranges labelled by hand; empty where the labels follow from the limit. */
  readonly ranges: readonly LabelledRange[];
}

/** A series before it is described; series of one group may resemble each other. */
export type RawSeries = Omit<LabelledSeries, 'kind' | 'simulated'> & {
  readonly group: string;
  readonly unit: Unit;
};

/** @param ranges empty when the labels follow from the limit */
export function learningSeries(raw: RawSeries, ranges: readonly LabelledRange[]): LearningSeries {
  const { samples, unit, limit, intervalSeconds } = raw;
  const labelled = { ...raw, kind: raw.group, simulated: false };
  const labelOf = ranges.length > 0 ? labelsFromRanges(ranges) : labelsFromLimit(labelled);
  return {
    training: describeSeries(raw, labelOf),
    unit,
    limit,
    intervalSeconds,
    times: Float64Array.from(samples, ({ time }) => time),
    values: Float64Array.from(samples, ({ value }) => value),
    crossings: findCrossings(labelled),
    ranges,
  };
}

/** The usual time between two samples, in seconds; 1 when there is but one. */
export function usualIntervalOf(samples: RawSeries['samples']): number {
  const gaps = samples.slice(1).map(({ time }, index) => time - samples[index]!.time);
  return quantile(gaps, 1 / 2) ?? 1;
}

/**
 * Checks that each range has samples.
 *
 * @param keeper what holds the series: `Redis holds`, or `the file holds`
 * @throws OutsideError that says what there is instead
 */
export function checkRanges(
  ranges: readonly LabelledRange[],
  series: readonly LearningSeries[],
  keeper: string,
): void {
  for (const { name, from, to } of ranges) {
    if (series.some(({ times }) => times.some((time) => time >= from && time < to))) continue;
    const { training, times } = series[0]!;
    throw new OutsideError(
      `${name}: ${keeper} no sample of ${training.name} in it; read was ${formatTime(times[0]!)} to ${formatTime(times.at(-1)!)}`,
    );
  }
}

/** Rows of each label. */
export interface RowCounts {
  readonly normal: number;
  readonly abnormal: number;
}

export function countRows(series: readonly LearningSeries[]): RowCounts {
  const counts = { normal: 0, abnormal: 0 };
  for (const { training } of series) {
    for (const label of training.labels) {
      if (label === 1) counts.abnormal++;
      else if (label === -1) counts.normal++;
    }
  }
  return counts;
}

/**
 * Checks that there are enough rows to learn from; only normal ones are needed when only normal ranges are named.
 *
 * @param ranges empty when the labels follow from the limit
 * @throws OutsideError that says how much there is, and what to do
 */
export function checkRows(counts: RowCounts, ranges: readonly LabelledRange[]): void {
  const isNormalAlone = ranges.length > 0 && ranges.every(({ label }) => label === -1);
  for (const [label, option] of [
    ['abnormal', '--fault'],
    ['normal', '--normal'],
  ] as const) {
    if (counts[label] >= leastRows || (label === 'abnormal' && isNormalAlone)) continue;
    const advice =
      ranges.length > 0
        ? `widen the range of ${option}, or name another one`
        : label === 'abnormal'
          ? 'is the limit crossed at all? Lower --limit, or name the times with --normal and --fault'
          : 'give a longer series, or name the times with --normal and --fault';
    throw new OutsideError(
      `too little to learn from: ${countOf(counts[label], `${label} row`)}, and ${leastRows} are needed (a row is a sample, at most 60 a horizon); ${advice}`,
    );
  }
}
