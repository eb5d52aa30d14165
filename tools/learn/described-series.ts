import { FeatureTracker } from '../../analysis/features/feature-tracker.ts';
import type { TrainingSeries } from '../../analysis/detectors/training/training-rows.ts';
import type { Sample } from '../../analysis/window.ts';

export interface SeriesToDescribe {
  readonly name: string;
  /** Series of one group are never apart in cross-validation. */
  readonly group: string;
  readonly samples: Iterable<Sample>;
  /** The value that counts as exhaustion, in the unit of the values. */
  readonly limit: number;
  readonly horizonSeconds: number;
}

/** 1 abnormal, -1 normal, 0 not to be learned from. */
export type Labeller = (time: number, value: number) => -1 | 0 | 1;

/** A series as a detector sees it, row by row, each with its label. Rows that cannot be described are left out. */
export function describeSeries(series: SeriesToDescribe, labelOf: Labeller): TrainingSeries {
  const tracker = new FeatureTracker(series.horizonSeconds);
  const times: number[] = [];
  const labels: number[] = [];
  const rows = new GrowingRows();
  let newest = Number.NEGATIVE_INFINITY;
  for (const { time, value } of series.samples) {
    if (!Number.isFinite(value) || !(time > newest)) continue;
    newest = time;
    if (!tracker.append(time, value, series.limit)) continue;
    const { features } = tracker;
    if ('kind' in features) continue;
    times.push(time);
    labels.push(labelOf(time, value));
    rows.append(features);
  }
  return {
    name: series.name,
    group: series.group,
    horizonSeconds: series.horizonSeconds,
    times: Float64Array.from(times),
    features: rows.toArray(),
    labels: Int8Array.from(labels),
  };
}

const firstCapacity = 1024;

/** Numbers that are not counted beforehand, in an array that doubles: an eighth of what plain arrays of arrays take. */
export class GrowingRows {
  #numbers = new Float32Array(firstCapacity);
  #length = 0;

  /** Appends a copy. */
  append(row: Float64Array): void {
    if (this.#length + row.length > this.#numbers.length) {
      const larger = new Float32Array(Math.max(2 * this.#numbers.length, this.#length + row.length));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers.set(row, this.#length);
    this.#length += row.length;
  }

  /** All rows one after the other, in a new array. */
  toArray(): Float32Array {
    return this.#numbers.slice(0, this.#length);
  }
}
