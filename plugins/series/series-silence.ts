import type { TargetSeries } from './target-series.ts';

/** The series that get no new samples. */
export interface SeriesSilence {
  /** Series that should get samples. */
  readonly stale: readonly TargetSeries[];
  /**
   * Series that seem to have ended as planned: of an optional target, while others of the same plugin of the same host
   * go on. A disk was unmounted, or a network card removed.
   */
  readonly ended: readonly TargetSeries[];
  /**
   * Series that were silent before the program started, and are not heard yet. It is too early to tell; but an alarm of
   * an earlier process about them goes on.
   */
  readonly unheard: readonly TargetSeries[];
}

/** The present, by two clocks. */
export interface Present {
  /** Seconds of the monotonic clock. */
  readonly monotonicNow: number;
  /** Epoch seconds. */
  readonly now: number;
}

/** Finds the series that are silent. */
export function silenceOf(
  series: readonly TargetSeries[],
  { monotonicNow, now }: Present,
  roundSeconds: number,
): SeriesSilence {
  const lags = lagsOf(series, now);
  const silent: TargetSeries[] = [];
  const unheard: TargetSeries[] = [];
  const going: TargetSeries[] = [];
  for (const one of series) {
    const hostTime = now - Math.max(0, lags.get(one.identifier.host) ?? 0);
    if (one.isStale(monotonicNow, roundSeconds)) silent.push(one);
    else if (one.wasStale(monotonicNow, hostTime, roundSeconds)) unheard.push(one);
    else going.push(one);
  }
  if (silent.length + unheard.length === 0) return { stale: [], ended: [], unheard: [] };
  const goingPlugins = new Set(going.map(pluginOf));
  const hasEnded = (one: TargetSeries): boolean => one.isOptional && goingPlugins.has(pluginOf(one));
  return {
    stale: silent.filter((one) => !hasEnded(one)),
    ended: silent.filter((one) => hasEnded(one)),
    unheard: unheard.filter((one) => !hasEnded(one)),
  };
}

/** By host: how far its clock, or the way of its samples, is behind. Only needed while some series are not heard. */
function lagsOf(series: readonly TargetSeries[], now: number): ReadonlyMap<string, number> {
  const lags = new Map<string, number>();
  if (series.every(({ isHeard }) => isHeard)) return lags;
  for (const { isHeard, identifier, newestTime } of series)
    if (isHeard) lags.set(identifier.host, Math.min(lags.get(identifier.host) ?? Infinity, now - newestTime));
  return lags;
}

function pluginOf({ identifier: { host, plugin } }: TargetSeries): string {
  return `${plugin} of ${host}`;
}
