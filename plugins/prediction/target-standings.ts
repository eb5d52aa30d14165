import { hostOf } from '../collectd/identifier.ts';
import type { SeriesStanding } from '../coverage/coverage.ts';
import { waitingReason } from '../coverage/series-reasons.ts';
import { sliceSize, type SlicedWork } from '../process/sliced-work.ts';
import type { SeriesStandings } from '../series/series-standing.ts';
import type { TargetSeries } from '../series/target-series.ts';
import type { TargetLook } from './target-look.ts';

/** The series of a target: how many are predicted, and the others with their reasons. */
export interface TargetStandings {
  readonly predicted: number;
  readonly series: readonly SeriesStanding[];
}

/**
 * Judges the series of a target.
 *
 * @param catalogued the catalogued series of all targets
 * @param seriesOf finds one of this target by its name
 */
export function* standingsOf(
  { target, outcomes }: TargetLook,
  catalogued: readonly TargetSeries[],
  seriesOf: (name: string) => TargetSeries | undefined,
  standings: SeriesStandings,
): SlicedWork<TargetStandings> {
  const others: SeriesStanding[] = [];
  let predicted = 0;
  let count = 0;
  let found = 0;
  const add = (name: string, reason: SeriesStanding['reason']): void => {
    if (reason) others.push({ name, host: hostOf(name), reason });
    else predicted++;
  };
  for (const [name, outcome] of outcomes) {
    if (++count % sliceSize === 0) yield;
    const series = seriesOf(name);
    if (series) {
      found++;
      add(name, standings.reasonOf(series));
    }
    // The past is being read.
    else if (outcome === 'catalogued') add(name, waitingReason);
    else if (outcome !== 'gone') add(name, outcome);
  }
  const its: TargetSeries[] = [];
  for (const series of catalogued) {
    if (++count % sliceSize === 0) yield;
    if (series.target === target) its.push(series);
  }
  // Nearly always so, and cheap.
  if (its.length === found) return { predicted, series: others };
  // Series that are predicted outlive their names in the store.
  for (const series of its) {
    if (++count % sliceSize === 0) yield;
    if (!outcomes.has(series.name)) add(series.name, standings.reasonOf(series));
  }
  return { predicted, series: others };
}
