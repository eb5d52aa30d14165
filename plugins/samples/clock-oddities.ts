/** The signs of a wrong clock, which hardly any series has. */
export interface ClockOddities {
  /** Number of the newest arrivals that show an offset, as far as it counts. */
  readonly wrongArrivals: number;
  /** The newest entry from far ahead, and monotonic seconds when it was first seen. */
  readonly beyond: { readonly time: number; readonly since: number } | undefined;
  /** The newest entry from far ahead, monotonic seconds when it was seen first, and how often a newer one followed. */
  readonly going: { readonly time: number; readonly since: number; readonly steps: number } | undefined;
  /** Epoch seconds of the newest entry that is known to be a stray one. */
  readonly stray: number | undefined;
  /** True while the strays are what a clock that was set back has left. */
  readonly wasSet: boolean;
}

/** One object for all series without. */
export const nothingOdd: ClockOddities = {
  wrongArrivals: 0,
  beyond: undefined,
  going: undefined,
  stray: undefined,
  wasSet: false,
};

/** The signs with a change; {@link nothingOdd} itself without any. */
export function noted(oddities: ClockOddities, change: Partial<ClockOddities>): ClockOddities {
  const changed = { ...oddities, ...change };
  const names = Object.keys(nothingOdd) as (keyof ClockOddities)[];
  return names.every((name) => changed[name] === nothingOdd[name]) ? nothingOdd : changed;
}
