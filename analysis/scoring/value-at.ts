import type { Sample } from '../window.ts';

/** The index of the first sample at or after `time`; the number of samples when there is none. */
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
