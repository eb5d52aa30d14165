import { alertEpisodes, longestStep, type AlertEpisode, type AlertState } from './alert-states.ts';
import type { Crossing } from '../../../analysis/scoring/crossings.ts';
import { leastSeconds, type LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';

export interface AlertScore {
  /** For each crossing: seconds from the first alert for it; undefined when there was none in time. */
  readonly leads: readonly (number | undefined)[];
  readonly trueEpisodes: number;
  readonly falseEpisodes: number;
  /** Seconds on alert, below the limit, with no crossing to come within two horizons. */
  readonly falseSeconds: number;
}

/** An alert is about a crossing that comes while it is on or within two horizons after it... */
const horizonsAfter = 2;
/** ...and has not been on for longer than this before. */
const horizonsBefore = 10;

export function scoreAlerts(
  series: LabelledSeries,
  crossings: readonly Crossing[],
  states: readonly AlertState[],
): AlertScore {
  const after = horizonsAfter * series.horizonSeconds;
  const before = horizonsBefore * series.horizonSeconds;
  const unjudgedFrom = series.endsMidway ? series.samples.at(-1)!.time - after : Number.POSITIVE_INFINITY;
  const leads: (number | undefined)[] = crossings.map(() => undefined);
  let trueEpisodes = 0;
  let falseEpisodes = 0;
  for (const episode of alertEpisodes(series, states)) {
    const { start, end } = episode;
    let isTrue = false;
    for (const [index, { time }] of crossings.entries()) {
      if (time < start || time > end + after || start < time - before) continue;
      isTrue = true;
      if (start <= time - leastSeconds(series) && end >= time - before) {
        leads[index] = Math.max(leads[index] ?? 0, time - start);
      }
    }
    if (isTrue) trueEpisodes++;
    else if (start < unjudgedFrom && !isTail(episode, states)) falseEpisodes++;
  }
  const falseSeconds = secondsWithoutCause(series, crossings, states, unjudgedFrom);
  return { leads, trueEpisodes, falseEpisodes, falseSeconds };
}

/** Nothing but alerts that had not been cleared yet after a crossing. */
function isTail({ start, end }: AlertEpisode, states: readonly AlertState[]): boolean {
  return states.every(({ time, on, excused }) => !on || time < start || time > end || excused);
}

function secondsWithoutCause(
  series: LabelledSeries,
  crossings: readonly Crossing[],
  states: readonly AlertState[],
  unjudgedFrom: number,
): number {
  const ahead = horizonsAfter * series.horizonSeconds;
  let seconds = 0;
  for (const [index, { time, on, excused }] of states.entries()) {
    const next = states[index + 1];
    if (!next || !on || excused || time >= unjudgedFrom) continue;
    if (crossings.some((crossing) => crossing.time >= time && crossing.time <= time + ahead)) continue;
    seconds += Math.min(next.time - time, longestStep(series));
  }
  return seconds;
}
