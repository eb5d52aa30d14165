import { parseTime } from '../series/time-range.ts';
import { UsageError } from '../process/command-error.ts';
import type { Labeller } from './described-series.ts';
import { findCrossings } from '../../analysis/scoring/crossings.ts';
import type { LabelledSeries } from '../../analysis/scoring/labelled-series.ts';

/** A stretch of time of which somebody knows how it was. */
export interface LabelledRange {
  /** 1 abnormal, -1 normal. */
  readonly label: 1 | -1;
  /** In seconds, as the series counts them; the end is not part of it. */
  readonly from: number;
  readonly to: number;
  /** As it was given, for messages. */
  readonly name: string;
}

const form =
  'two times with two dots between them, such as "2026-11-21 10:00..10:30", 2026-11-21T10:00Z..2026-11-21T10:30Z, or -2h..-90m';

/**
 * The ranges of `--normal` and `--fault`, in the order of time. A time is given as {@link parseTime} takes it, or as
 * seconds of a recording that counts from 0. A time of day alone as the end is one of the day on which the range
 * begins.
 *
 * @param now epoch seconds
 * @param isExport whether the rows are only exported: normal ones alone will do for a one-class model (default: false)
 * @returns empty when none is given: then the labels follow from the limit
 * @throws UsageError when one is not well-formed, empty, reversed or in the future, two overlap, or one kind is missing
 */
export function parseRanges(
  normal: readonly string[],
  fault: readonly string[],
  { now, isExport = false }: { readonly now: number; readonly isExport?: boolean },
): readonly LabelledRange[] {
  const ranges = [
    ...normal.map((text) => parseRange(text, '--normal', -1, now)),
    ...fault.map((text) => parseRange(text, '--fault', 1, now)),
  ].sort((a, b) => a.from - b.from);
  for (const [index, range] of ranges.entries()) {
    const next = ranges[index + 1];
    if (next && next.from < range.to) {
      throw new UsageError(`${range.name} and ${next.name} overlap; every moment has one label`);
    }
  }
  if (ranges.length > 0 && fault.length === 0 && !isExport) {
    throw new UsageError(
      '--normal: goes with --fault, a time in which it was not well; leave out both to learn from the crossings of the limit',
    );
  }
  if (ranges.length > 0 && normal.length === 0) {
    throw new UsageError('--fault: goes with --normal, a time in which all was well; name one');
  }
  return ranges;
}

/** Labels by the range that a time is in; 0 outside. */
export function labelsFromRanges(ranges: readonly LabelledRange[]): Labeller {
  return (time) => ranges.find(({ from, to }) => time >= from && time < to)?.label ?? 0;
}

function parseRange(text: string, option: string, label: 1 | -1, now: number): LabelledRange {
  const name = `${option} "${text}"`;
  const [begin = '', end = '', ...rest] = text.split('..').map((part) => part.trim());
  if (begin === '' || end === '' || rest.length > 0) throw new UsageError(`${name}: expected ${form}`);
  const from = timeOf(begin, option, now);
  const to = timeOf(onDayOf(begin, end, name), option, now);
  if (to === from) throw new UsageError(`${name}: is empty; it ends when it begins`);
  if (to < from) {
    const hint = isTimeOfDay(end) ? '; write the date of its end as well if that is another day' : '';
    throw new UsageError(`${name}: is reversed; it ends before it begins${hint}`);
  }
  if (to > now) throw new UsageError(`${name}: is in the future; only what has happened can be learned from`);
  return { label, from, to, name };
}

/** Numbers are seconds: epoch seconds, or seconds of a recording. */
function timeOf(text: string, option: string, now: number): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : parseTime(text, option, now);
}

function isTimeOfDay(text: string): boolean {
  return /^\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text);
}

/** A time of day becomes one with the date and the zone that the range begins with. */
function onDayOf(begin: string, end: string, name: string): string {
  if (!isTimeOfDay(end)) return end;
  const [, date, zone = ''] = /^(\d{4}-\d\d-\d\d)(?:[T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.exec(begin) ?? [];
  if (date === undefined) {
    throw new UsageError(
      `${name}: ends with a time of day, and begins without a date; write "2026-11-21 10:00..10:30"`,
    );
  }
  return `${date}T${end}${zone}`;
}

/** Between one and this many horizons before the limit, an alert would be early, and none would be right as well. */
const undecidedHorizons = 2;
/** After a time at the limit, a series is neither normal nor about to cross again for this part of a horizon. */
const recoveringHorizons = 1 / 2;

/**
 * Labels that follow from the limit: abnormal at or above it and for one horizon before it is crossed, normal where
 * it is not reached for two horizons. What lies between, a sudden crossing, what has just come back from the limit,
 * and the end of the series, after which it may have been crossed, are not learned from.
 */
export function labelsFromLimit(series: LabelledSeries): Labeller {
  const { limit, horizonSeconds, samples, endsMidway } = series;
  const crossings = findCrossings(series);
  const known = samples.at(-1)!.time - (endsMidway ? undecidedHorizons : 1) * horizonSeconds;
  const atLimit = samples.filter(({ value }) => value >= limit).map(({ time }) => time);
  return (time, value) => {
    if (value >= limit) return 1;
    const next = firstAfter(atLimit, time);
    const since = time - (atLimit[next - 1] ?? Number.NEGATIVE_INFINITY);
    if (since < recoveringHorizons * horizonSeconds) return 0;
    const crossing = crossings.find((each) => each.time > time);
    if (crossing && crossing.time - time <= horizonSeconds) return crossing.predictable ? 1 : 0;
    const ahead = (atLimit[next] ?? Number.POSITIVE_INFINITY) - time;
    return ahead <= undecidedHorizons * horizonSeconds || (!crossing && time > known) ? 0 : -1;
  };
}

/** Index of the first of these increasing times that is later. */
function firstAfter(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
