import { featureNames } from '../../../../analysis/features/features.ts';
import type { LabelledRange } from '../../../../tools/learn/labels.ts';
import type { LearningSeries } from '../../../../tools/learn/learning-series.ts';

interface HandMade {
  readonly name?: string;
  readonly labels: readonly number[];
  /** The value at each second, as a share of the limit (default: 0.5). */
  readonly levels?: readonly number[];
  readonly ranges?: readonly LabelledRange[];
  readonly crossings?: readonly number[];
  readonly predictable?: boolean;
}

/** A row a second from 0 on, a horizon of 60 s, and a limit of 100. */
export function handMadeLearningSeries({
  name = 'made',
  labels,
  levels = labels.map(() => 0.5),
  ranges = [],
  crossings = [],
  predictable = true,
}: HandMade): LearningSeries {
  const seconds = Float64Array.from(labels, (_, index) => index);
  const features = new Float32Array(labels.length * featureNames.length);
  for (const [index, level] of levels.entries()) features[index * featureNames.length] = level;
  return {
    training: {
      name,
      group: name,
      horizonSeconds: 60,
      times: seconds,
      features,
      labels: Int8Array.from(labels),
    },
    unit: 'plain',
    limit: 100,
    intervalSeconds: 1,
    times: seconds,
    values: Float64Array.from(levels, (level) => 100 * level),
    crossings: crossings.map((time) => ({ time, predictable, targetLeadSeconds: 30 })),
    ranges,
  };
}

/** The same number, repeated. */
export function times<Item>(count: number, item: Item): Item[] {
  return Array<Item>(count).fill(item);
}

export function range(label: 1 | -1, from: number, to: number): LabelledRange {
  return { label, from, to, name: `${from}..${to}` };
}
