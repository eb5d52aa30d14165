import type { Sample } from '../window.ts';

/** A whole series with what an alert on it is judged by. */
export interface LabelledSeries {
  readonly name: string;
  /** The behaviour, such as "fast leak"; figures are grouped by it. */
  readonly kind: string;
  /**
   * Shared by series recorded at the same time and place, for example in another unit (default: the series stands
   * alone).
   */
  readonly run?: string | undefined;
  /**
   * The program, machine or collection that it comes from: series of one source resemble each other (default: its
   * kind).
   */
  readonly source?: string | undefined;
  /** Made by a simulation instead of recorded from a real program or machine. */
  readonly simulated: boolean;
  /** Times in seconds, increasing; at least one sample. */
  readonly samples: readonly Sample[];
  /** The value that counts as exhaustion, in the unit of the values. */
  readonly limit: number;
  /** The horizon in seconds. */
  readonly horizonSeconds: number;
  /** The usual time between two samples, in seconds. */
  readonly intervalSeconds: number;
  /** The recording may stop before a crossing: alerts raised close to its end are not judged. */
  readonly endsMidway: boolean;
  /** Overrides for all crossings whether they are predictable (default: judged one by one). */
  readonly predictable?: boolean;
}

/** The answer of a method right after the sample at `t`. */
export interface EvaluatedRow {
  /** The sample's time, in seconds. */
  readonly t: number;
  /** The value expected one horizon later, with an 80 % interval; null while the method abstains. */
  readonly pred: number | null;
  readonly q10: number | null;
  readonly q90: number | null;
  readonly alert: boolean;
  /** 0 to 100 %; null while there is nothing to judge by, absent for a method without one. */
  readonly risk?: number | null;
}

/** The longest time that one sample stands for, in seconds: a longer gap in the series is not time. */
export function maxStepSeconds(intervalSeconds: number): number {
  return 5 * intervalSeconds;
}

/** The index of the first sample at or after `time`; the number of samples when all are earlier. */
export function firstNotBefore(samples: readonly Sample[], time: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (samples[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value at a time, on the straight line between its neighbours; undefined outside of the series. */
export function valueAt(samples: readonly Sample[], time: number): number | undefined {
  const index = firstNotBefore(samples, time);
  const after = samples[index];
  if (after?.time === time) return after.value;
  const before = samples[index - 1];
  if (!before || !after) return undefined;
  const share = (time - before.time) / (after.time - before.time);
  return before.value * (1 - share) + after.value * share;
}
