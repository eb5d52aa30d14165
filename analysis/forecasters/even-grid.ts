import type { Window } from '../window.ts';

/**
 * Fills `grid` with `count` values at equal steps up to the newest sample, oldest first, by straight lines between the samples
 * around; before the oldest sample, its value.
 *
 * Not by means: a value of the grid keeps the noise of single samples, which is what an interval has to cover.
 */
export function fillEvenGrid(window: Window, grid: Float64Array, count: number, stepSeconds: number): void {
  const { offsets, values, length } = window;
  let next = 0;
  for (let i = 0; i < count; i++) {
    const offset = -(count - 1 - i) * stepSeconds;
    while (next < length - 1 && offsets[next]! < offset) next++;
    const before = Math.max(0, next - 1);
    const seconds = offsets[next]! - offsets[before]!;
    const share = seconds > 0 ? Math.min(1, Math.max(0, (offset - offsets[before]!) / seconds)) : 1;
    // Two products, because the difference of two values may overflow.
    grid[i] = values[before]! * (1 - share) + values[next]! * share;
  }
}
