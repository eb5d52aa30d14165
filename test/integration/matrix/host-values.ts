/** Values by the rest of their identifiers, such as `memory/memory-used`; NaN is not known. */
export type Values = Readonly<Record<string, number | readonly number[]>>;

export const gib = 2 ** 30;

/** The memory plugin of Linux. @param total bytes */
export function memory(total: number, used: number): Values {
  return {
    'memory/memory-used': used,
    'memory/memory-free': 0.98 * total - used,
    'memory/memory-cached': total / 100,
    'memory/memory-buffered': total / 100,
    'memory/memory-slab_recl': 0,
    'memory/memory-slab_unrecl': 0,
  };
}

/** The df plugin. @param mount its plugin instance @param total bytes */
export function disk(mount: string, total: number, used: number): Values {
  return {
    [`df-${mount}/df_complex-used`]: used,
    [`df-${mount}/df_complex-free`]: total - used,
    [`df-${mount}/df_complex-reserved`]: 0,
  };
}

/** A climb from one value to another between two times, with the level before and after it. */
export function climb(
  from: number,
  to: number,
  startSeconds: number,
  endSeconds: number,
): (seconds: number) => number {
  return (seconds) =>
    from + (to - from) * Math.min(1, Math.max(0, (seconds - startSeconds) / (endSeconds - startSeconds)));
}

/** 16 GiB of memory of which 4 are used. */
export const calm = (): Values => memory(16 * gib, 4 * gib);
