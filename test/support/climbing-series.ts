import type { Sample } from '../../analysis/window.ts';

/** One sample a second: flat at 100 for 30 s, then 10 a second. */
export function climbingSeries(seconds: number, start = 0): Sample[] {
  return Array.from({ length: seconds }, (_, second) => ({
    time: start + second,
    value: 100 + 10 * Math.max(0, second - 30),
  }));
}
