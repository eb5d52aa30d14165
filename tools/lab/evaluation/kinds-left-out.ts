import type { Detector } from '../../../analysis/detector.ts';
import type { TrainingSeries } from '../../../analysis/detectors/training/training-rows.ts';
import type { TrainingMaterial } from './training-material.ts';

/** Kinds of series are divided into this many parts: as many detectors are trained, each without one of them. */
export const parts = 5;

/**
 * Trains a detector.
 *
 * @param part counted from 0: what the series are without
 */
export type TrainWithout = (series: readonly TrainingSeries[], part: number) => Detector;

/**
 * Detectors that know nothing of the kind they judge: what they are worth on series that nobody thought of.
 *
 * @param material asked for when the first detector is needed
 * @param train is called when the first series of a part is to be judged
 * @returns a detector that was trained without this kind's family, and a fifth of the others; an unknown kind is judged
 *   by the first detector
 */
export function kindsLeftOut(
  material: () => Pick<TrainingMaterial, 'series' | 'families'>,
  train: TrainWithout,
): (kind: string) => Detector {
  const detectors: (Detector | undefined)[] = [];
  let known: ReturnType<typeof material> | undefined;
  let partOf: ReadonlyMap<string, number> = new Map();
  return (kind) => {
    if (!known) {
      known = material();
      const families = [...new Set(known.series.map(({ group }) => group))];
      partOf = new Map(families.map((each, index) => [each, index % parts]));
    }
    const part = partOf.get(known.families.get(kind) ?? kind) ?? 0;
    detectors[part] ??= train(
      known.series.filter(({ group }) => partOf.get(group) !== part),
      part,
    );
    return detectors[part];
  };
}
