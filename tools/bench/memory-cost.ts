import type { Forecaster } from '../../analysis/forecast.ts';
import { allocatedBytes, collectGarbage, heapSize } from './heap.ts';
import { FollowedWorkload, horizonSeconds } from './predictor-work.ts';
import type { SteppedWorkload } from './stepped-workload.ts';
import { quantile } from '../../analysis/maths/quantile.ts';
import { recordSeconds, type Workload } from './workloads.ts';

/** The memory that one series keeps. */
export interface SeriesSize {
  /** Bytes of objects on the heap. */
  readonly heapBytes: number;
  /** Bytes of the numbers in typed arrays, which lie beside the heap. */
  readonly bufferBytes: number;
  /** The number of series that the figures are the mean of. */
  readonly series: number;
  /** Garbage may be included, because Node.js could not be told to collect it. */
  readonly approximate: boolean;
}

/**
 * Follows a number of series for two horizons, each from another second of the workload, and measures what that takes.
 *
 * @param begin begins to follow a series at this second
 * @returns the series as well, for further use
 */
export function measureSize<Followed extends SteppedWorkload>(
  series: number,
  begin: (second: number) => Followed,
): { size: SeriesSize; followed: readonly Followed[] } {
  const isExact = collectGarbage();
  const before = heapSize();
  const followed = Array.from({ length: series }, (_, second) => begin(second));
  for (const one of followed) one.stepUntil(one.second + 2 * horizonSeconds);
  collectGarbage();
  const after = heapSize();
  const size = {
    heapBytes: (after.heapBytes - before.heapBytes) / series,
    bufferBytes: (after.bufferBytes - before.bufferBytes) / series,
    series,
    approximate: !isExact,
  };
  return { size, followed };
}

/** Bytes that a step leaves behind as garbage: the median over several repetitions of equal length, after a warm-up. */
export function measureGarbage(
  workload: Workload,
  forecaster: Forecaster,
  { repetitions, steps }: { readonly repetitions: number; readonly steps: number },
): number {
  const followed = new FollowedWorkload(workload, forecaster);
  followed.stepUntil(recordSeconds);
  const perStep = Array.from({ length: repetitions }, () => {
    const bytes = allocatedBytes(() => followed.stepUntil(followed.second + steps));
    return bytes / steps;
  });
  return quantile(perStep, 1 / 2)!;
}
