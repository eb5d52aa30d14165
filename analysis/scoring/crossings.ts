import type { Sample } from '../window.ts';
import { leastSeconds, type LabelledSeries } from './labelled-series.ts';
import { firstNotBefore, valueAt } from './value-at.ts';

/** The resource runs out. */
export interface Crossing {
  /** Time of the first sample at or above the limit, in seconds. */
  readonly time: number;
  /** Enough of the rise was to be seen before; a sudden jump asks for no alert. */
  readonly predictable: boolean;
  /** The lead time that earns everything, in seconds: half a horizon, or less where the rise began later. */
  readonly targetLeadSeconds: number;
}

/** So much of the rise must be visible. */
const visibleShare = 0.2;

/**
 * The crossings of the limit: from below to at or above it, staying there for the least time that counts (half of it at
 * the end of the series). After the first one, the value has to have been below for half a horizon to cross anew.
 */
export function findCrossings(series: LabelledSeries): Crossing[] {
  const { samples, limit, horizonSeconds } = series;
  const crossings: Crossing[] = [];
  let hasBeenAbove = false;
  let belowSince = samples[0]!.time;
  for (let index = 1; index < samples.length; index++) {
    const { time, value } = samples[index]!;
    const isBelow = value < limit;
    const wasBelow = samples[index - 1]!.value < limit;
    if (isBelow && !wasBelow) belowSince = time;
    if (isBelow || !wasBelow || !staysAbove(series, index)) continue;
    if (!hasBeenAbove || time - belowSince >= horizonSeconds / 2) crossings.push(judge(series, index));
    hasBeenAbove = true;
  }
  return crossings;
}

function staysAbove(series: LabelledSeries, start: number): boolean {
  const { samples, limit } = series;
  const since = samples[start]!.time;
  for (let index = start; index < samples.length; index++) {
    if (samples[index]!.value < limit) return false;
    if (samples[index]!.time - since >= leastSeconds(series)) return true;
  }
  return samples.at(-1)!.time - since >= leastSeconds(series) / 2;
}

function judge(series: LabelledSeries, index: number): Crossing {
  const { samples, horizonSeconds } = series;
  const { time, value } = samples[index]!;
  const least = leastSeconds(series);
  const first = firstNotBefore(samples, time - 2 * horizonSeconds);
  const base = lowest(samples, Math.min(first, index - 1), index);
  const visible = visibleShare * (value - base);

  const before = valueAt(samples, time - least) ?? samples[0]!.value;
  const hasRecentSample = newestNotAfter(samples, time - least) >= time - horizonSeconds;
  let begin = index - 1;
  while (begin > first && samples[begin]!.value > base + visible) begin--;
  return {
    time,
    predictable: series.predictable ?? (hasRecentSample && before - base >= visible),
    targetLeadSeconds: Math.max(least, Math.min(horizonSeconds / 2, time - samples[begin]!.time - least)),
  };
}

function lowest(samples: readonly Sample[], start: number, end: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = start; index < end; index++) least = Math.min(least, samples[index]!.value);
  return least;
}

/** Time of the newest sample at or before `time`; minus infinity when there is none. */
function newestNotAfter(samples: readonly Sample[], time: number): number {
  const index = firstNotBefore(samples, time);
  if (samples[index]?.time === time) return time;
  return samples[index - 1]?.time ?? Number.NEGATIVE_INFINITY;
}
