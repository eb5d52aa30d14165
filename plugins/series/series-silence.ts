import { finish, sliceSize, type SlicedWork } from '../process/sliced-work.ts';
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
  present: Present,
  roundSeconds: number,
): SeriesSilence {
  return finish(silenceIn(series, present, roundSeconds));
}

/** As {@link silenceOf}. */
export function* silenceIn(
  series: readonly TargetSeries[],
  present: Present,
  roundSeconds: number,
): SlicedWork<SeriesSilence> {
  const { monotonicNow } = present;
  const silent: TargetSeries[] = [];
  const unknown: TargetSeries[] = [];
  for (let place = 0; place < series.length; place++) {
    if (place % sliceSize === sliceSize - 1) yield;
    const one = series[place]!;
    if (one.isStale(monotonicNow, roundSeconds)) silent.push(one);
    else if (!one.isHeard) unknown.push(one);
  }
  const unheard = unknown.length === 0 ? [] : yield* unheardOf(unknown, series, present, roundSeconds);
  if (silent.length + unheard.length === 0) return { stale: [], ended: [], unheard: [] };
  const isSilent = new Set([...silent, ...unheard]);
  const goingPlugins = new Set<string>();
  for (const one of series) if (!isSilent.has(one)) goingPlugins.add(pluginOf(one));
  const hasEnded = (one: TargetSeries): boolean => one.isOptional && goingPlugins.has(pluginOf(one));
  return {
    stale: silent.filter((one) => !hasEnded(one)),
    ended: silent.filter((one) => hasEnded(one)),
    unheard: unheard.filter((one) => !hasEnded(one)),
  };
}

/** Of series that are not heard yet, those that were silent before the program started. @param series all of them */
function* unheardOf(
  unknown: readonly TargetSeries[],
  series: readonly TargetSeries[],
  { monotonicNow, now }: Present,
  roundSeconds: number,
): SlicedWork<readonly TargetSeries[]> {
  const lags = yield* lagsOf(series, now);
  const unheard: TargetSeries[] = [];
  for (let place = 0; place < unknown.length; place++) {
    if (place % sliceSize === sliceSize - 1) yield;
    const one = unknown[place]!;
    const hostTime = now - Math.max(0, lags.get(one.identifier.host) ?? 0);
    if (one.wasStale(monotonicNow, hostTime, roundSeconds)) unheard.push(one);
  }
  return unheard;
}

/** By host: how far its clock, or the way of its samples, is behind. */
function* lagsOf(series: readonly TargetSeries[], now: number): SlicedWork<ReadonlyMap<string, number>> {
  const lags = new Map<string, number>();
  for (let place = 0; place < series.length; place++) {
    if (place % sliceSize === sliceSize - 1) yield;
    const { isHeard, identifier, newestTime } = series[place]!;
    if (isHeard) lags.set(identifier.host, Math.min(lags.get(identifier.host) ?? Infinity, now - newestTime));
  }
  return lags;
}

function pluginOf({ identifier: { host, plugin } }: TargetSeries): string {
  return `${plugin} of ${host}`;
}
