import { join } from 'node:path';
import type { LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';
import type { TrainingSeries } from '../../../analysis/detectors/training/training-rows.ts';
import { describeSeries } from '../../learn/described-series.ts';
import { labelsFromLimit } from '../../learn/labels.ts';
import { readRecordedSeries } from '../../archives/recorded-series.ts';
import { simulatedKinds, simulateSeries } from './simulated-series.ts';

/**
 * Kinds that must not be told apart when some are left out: two recordings of one run, as the heap of a program and its
 * memory are, belong to two kinds and yet show the same.
 *
 * @returns for each kind, the first of the kinds that are connected with it by runs
 */
export function familiesOf(
  series: readonly Pick<LabelledSeries, 'kind' | 'run'>[],
): ReadonlyMap<string, string> {
  const families = new Map(series.map(({ kind }) => [kind, kind]));
  const firstOfRun = new Map<string, string>();
  for (const { kind, run } of series) {
    if (run === undefined) continue;
    const [kept, joined] = [families.get(firstOfRun.get(run) ?? kind)!, families.get(kind)!];
    for (const [each, family] of families) if (family === joined) families.set(each, kept);
    firstOfRun.set(run, kind);
  }
  return families;
}

/** The seeds of each simulated kind. An evaluation begins at 101, so it judges other series than the trained ones. */
const seeds = [1, 2, 3, 4, 5, 6] as const;

/** The manifest of the recorded series. */
export const recordedTraces = join(import.meta.dirname, 'traces', 'manifest.json');

/** That of the real series of hours to weeks: nothing is trained or fitted on them. */
export const longTraces = join(import.meta.dirname, 'traces', 'real', 'manifest.json');

/** The training material of the shipped model. */
export interface TrainingMaterial {
  /** The recorded ones first; the group of each is its family of kinds. */
  readonly series: readonly TrainingSeries[];
  /** By kind. */
  readonly families: ReadonlyMap<string, string>;
  readonly recorded: number;
  readonly simulated: number;
}

/**
 * The recorded series of `traces/` and several simulated ones of every kind, described as a detector sees them and
 * labelled by their limits. The same rows each time.
 *
 * @param onProgress is told the share that is done, 0 to 1
 * @throws OutsideError when a recorded series cannot be read
 */
export function trainingMaterial(onProgress: (share: number) => void = () => undefined): TrainingMaterial {
  const recorded = readRecordedSeries(recordedTraces);
  const simulated = simulatedKinds.length * seeds.length;
  const total = recorded.length + simulated;
  const families = familiesOf([...recorded, ...simulatedKinds.map(({ name }) => ({ kind: name }))]);
  const series: TrainingSeries[] = [];
  const add = (each: LabelledSeries): void => {
    series.push(describeSeries({ ...each, group: families.get(each.kind)! }, labelsFromLimit(each)));
    onProgress(series.length / total);
  };
  for (const each of recorded) add(each);
  for (const kind of simulatedKinds) for (const seed of seeds) add(simulateSeries(kind, seed));
  return { series, families, recorded: recorded.length, simulated };
}
