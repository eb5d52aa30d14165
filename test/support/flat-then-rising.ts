import type { Sample } from '../../analysis/window.ts';

/** One sample a second: at `level` for 90 s, then so much more each second. */
export function flatThenRising(level: number, perSecond: number, seconds: number, start = 1.8e9): Sample[] {
  return Array.from({ length: seconds + 1 }, (_, second) => ({
    time: start + second,
    // A little unrest: nothing that is read is quite flat.
    value: level + perSecond * Math.max(0, second - 90) + Math.sin(second * second),
  }));
}
