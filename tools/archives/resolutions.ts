import type { Sample } from '../../analysis/window.ts';
import { formatTime } from '../report/readable.ts';
import type { ArchivedValues } from './archive.ts';

/** The values of a series that are this many seconds apart, oldest first; NaN for a gap. */
export interface Resolution {
  readonly stepSeconds: number;
  readonly values: readonly Sample[];
}

/**
 * Joins the resolutions of a series: the finest where it reaches, and before that the next one. A value of a coarser
 * one is taken only if all of its time is before the finer ones, so that nothing counts twice.
 *
 * @param dated the time of a value is the end of its step (RRD), or the start (Whisper)
 */
export function joinResolutions(resolutions: readonly Resolution[], dated: 'end' | 'start'): ArchivedValues {
  const joined: Sample[][] = [];
  const parts: string[] = [];
  let [first, finerStep] = [Number.POSITIVE_INFINITY, 0];
  for (const { stepSeconds, values } of resolutions.toSorted((a, b) => a.stepSeconds - b.stepSeconds)) {
    const end = first - (dated === 'end' ? finerStep : stepSeconds);
    const start = values.findIndex(({ value }) => !Number.isNaN(value));
    const part = start < 0 ? [] : values.slice(start).filter(({ time }) => time <= end);
    if (part.length === 0) continue;
    joined.unshift(part);
    [first, finerStep] = [part[0]!.time, stepSeconds];
    parts.push(`every ${stepSeconds} s from ${formatTime(first)} on`);
  }
  const hint = parts.length > 1 ? '; --step takes one of them' : '';
  return { values: joined.flat(), remarks: parts.length > 0 ? [parts.join(', before that ') + hint] : [] };
}
