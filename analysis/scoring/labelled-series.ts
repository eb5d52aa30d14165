import type { Sample } from '../window.ts';

/** A series of which it is known how it goes on, and what would have been worth an alert. */
export interface LabelledSeries {
  readonly name: string;
  /** What happens in it, such as "fast leak"; figures are grouped by it. */
  readonly kind: string;
  /** What was recorded at the same time and place, in another unit, has the same (default: it stands alone). */
  readonly run?: string | undefined;
  /** Made by a simulation, as opposed to measured on a real program or machine. */
  readonly simulated: boolean;
  /** Times in seconds, increasing; at least one sample. */
  readonly samples: readonly Sample[];
  /** What counts as exhaustion, in the unit of the values. */
  readonly limit: number;
  /** How far ahead is asked, in seconds. */
  readonly horizonSeconds: number;
  /** The usual time between two samples, in seconds. */
  readonly intervalSeconds: number;
  /** The recording stops while something may be under way: alerts raised close to its end are not judged. */
  readonly endsMidway: boolean;
  /** Says of all crossings whether they can be predicted (default: judged one by one). */
  readonly predictable?: boolean;
}

/** What a method said right after the sample at `t`. */
export interface EvaluatedRow {
  /** The sample's time, in seconds. */
  readonly t: number;
  /** The value expected one horizon later, and 80 % of what may happen; null while the method abstains. */
  readonly pred: number | null;
  readonly q10: number | null;
  readonly q90: number | null;
  readonly alert: boolean;
}

/** The shortest time that counts, in seconds: as a lead, and as a stay above the limit. */
export function leastSeconds({ intervalSeconds }: LabelledSeries): number {
  return Math.max(5, intervalSeconds);
}
