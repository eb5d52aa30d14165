import { featureNames } from '../../../../../analysis/features/features.ts';
import type { TrainingSeries } from '../../../../../analysis/detectors/training/training-rows.ts';

export interface Synthetic {
  readonly name?: string;
  readonly group?: string;
  readonly labels: readonly (-1 | 0 | 1)[];
  /** The first features of a row; the others are 0.5 (default: none). */
  readonly featuresOf?: (row: number, label: number) => readonly number[];
}

/** A series with a row a second and a horizon of a minute. */
export function syntheticSeries({
  name = 'synthetic',
  group = name,
  labels,
  featuresOf = () => [],
}: Synthetic): TrainingSeries {
  const features = new Float32Array(labels.length * featureNames.length).fill(0.5);
  for (const [row, label] of labels.entries())
    features.set(featuresOf(row, label), row * featureNames.length);
  return {
    name,
    group,
    horizonSeconds: 60,
    times: Float64Array.from(labels, (_, row) => 1.8e9 + row),
    features,
    labels: Int8Array.from(labels),
  };
}

/** Rows of each label, in this order: `runs(100, -1, 20, 1)`. */
export function runs(...countsAndLabels: readonly number[]): (-1 | 0 | 1)[] {
  const labels: (-1 | 0 | 1)[] = [];
  for (let i = 0; i < countsAndLabels.length; i += 2) {
    for (let n = 0; n < countsAndLabels[i]!; n++) labels.push(countsAndLabels[i + 1] as -1 | 0 | 1);
  }
  return labels;
}
