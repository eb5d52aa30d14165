import { horizonsAfter } from '../../../analysis/scoring/alert-episode.ts';
import { AlertOutcomes } from '../../../analysis/scoring/alert-outcomes.ts';
import type { Crossing } from '../../../analysis/scoring/crossings.ts';
import {
  type EvaluatedRow,
  type LabelledSeries,
  maxStepSeconds,
  valueAt,
} from '../../../analysis/scoring/labelled-series.ts';

export interface AlertScore {
  /** For each crossing: seconds from the first alert for it; undefined when there was none in time. */
  readonly leads: readonly (number | undefined)[];
  readonly trueEpisodes: number;
  readonly falseEpisodes: number;
  /** Seconds on alert, below the limit, with no crossing to come within two horizons. */
  readonly falseSeconds: number;
}

/** An alert below the limit at the time of a row. */
interface AlertState {
  readonly time: number;
  /** It counts as false time where no crossing follows. */
  readonly counts: boolean;
}

/** @param rows one for each sample */
export function scoreAlerts(
  series: LabelledSeries,
  crossings: readonly Crossing[],
  rows: readonly EvaluatedRow[],
): AlertScore {
  const { limit, horizonSeconds, intervalSeconds, samples, endsMidway } = series;
  const leads = new Map<number, number | undefined>();
  const states: AlertState[] = [];
  let trueEpisodes = 0;
  let falseEpisodes = 0;
  const outcomes = new AlertOutcomes({
    horizonSeconds,
    onEpisode: ({ outcome }) => {
      if (outcome === 'true' || outcome === 'late') trueEpisodes++;
      // Simulated and recorded faults are not mended: an end from outside is no excuse here.
      else if (outcome === 'false' || outcome === 'ended') falseEpisodes++;
    },
    onCrossing: ({ time, leadSeconds }) => leads.set(time, leadSeconds),
  });
  for (const { t, alert } of rows) {
    const value = valueAt(samples, t);
    if (value === undefined) continue;
    outcomes.observe(t, value, limit, alert, intervalSeconds);
    states.push({ time: t, counts: outcomes.isOn && !outcomes.isExcused });
  }
  outcomes.finish(endsMidway);
  return {
    leads: crossings.map(({ time }) => leads.get(time)),
    trueEpisodes,
    falseEpisodes,
    falseSeconds: secondsWithoutCause(series, crossings, states),
  };
}

function secondsWithoutCause(
  series: LabelledSeries,
  crossings: readonly Crossing[],
  states: readonly AlertState[],
): number {
  const ahead = horizonsAfter * series.horizonSeconds;
  const unjudgedFrom = series.endsMidway ? series.samples.at(-1)!.time - ahead : Number.POSITIVE_INFINITY;
  let seconds = 0;
  for (const [index, { time, counts }] of states.entries()) {
    const next = states[index + 1];
    if (!next || !counts || time >= unjudgedFrom) continue;
    if (crossings.some((crossing) => crossing.time >= time && crossing.time <= time + ahead)) continue;
    seconds += Math.min(next.time - time, maxStepSeconds(series.intervalSeconds));
  }
  return seconds;
}
