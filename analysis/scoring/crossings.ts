import type { LimitSide } from '../series-predictor.ts';
import type { Sample } from '../window.ts';
import { firstNotBefore, type LabelledSeries, valueAt } from './labelled-series.ts';

/** The shortest time that counts, in seconds: as a lead, and as a stay beyond the limit. */
export function leastSeconds(intervalSeconds: number): number {
  return Math.max(5, intervalSeconds);
}

/**
 * Finds the crossings of a limit in a stream of samples, with a fixed amount of memory.
 *
 * The value crosses when it goes from the good side to at or beyond the limit and stays there for {@link
 * leastSeconds}; half of that is enough at the end of a series. After the first crossing, the value must have been on
 * the good side for half a horizon to cross again.
 */
export class CrossingFinder {
  readonly #horizonSeconds: number;
  readonly #isUpper: boolean;
  #newest = Number.NaN;
  #isBeyond = false;
  /** Start of the newest stay on the good side, in seconds. */
  #safeSince = Number.NaN;
  /** When the limit was reached, until it is known whether that lasts; NaN otherwise. */
  #reachedAt = Number.NaN;
  #hasCrossed = false;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number, limitSide: LimitSide = 'upper') {
    this.#horizonSeconds = horizonSeconds;
    this.#isUpper = limitSide === 'upper';
  }

  /** The newest value is at or beyond the limit. */
  get isBeyond(): boolean {
    return this.#isBeyond;
  }

  /** The earliest time at which an unknown crossing can be: of a stay that may yet last, or now. */
  get knownUntil(): number {
    return Number.isNaN(this.#reachedAt) ? this.#newest : this.#reachedAt;
  }

  /**
   * Takes a sample.
   *
   * @param time seconds, increasing
   * @param intervalSeconds the usual time between two samples
   * @returns the time of the crossing that this sample confirms, if it does
   */
  observe(time: number, value: number, limit: number, intervalSeconds: number): number | undefined {
    const isFirst = Number.isNaN(this.#newest);
    const wasBeyond = this.#isBeyond;
    this.#newest = time;
    this.#isBeyond = this.#isUpper ? value >= limit : value <= limit;
    if (isFirst || (wasBeyond && !this.#isBeyond)) this.#safeSince = time;
    if (!this.#isBeyond) this.#reachedAt = Number.NaN;
    else if (!isFirst && !wasBeyond) this.#reachedAt = time;
    return this.#confirm(leastSeconds(intervalSeconds));
  }

  /** Ends the series; as {@link observe}. */
  finish(intervalSeconds: number): number | undefined {
    return this.#confirm(leastSeconds(intervalSeconds) / 2);
  }

  #confirm(leastStay: number): number | undefined {
    const at = this.#reachedAt;
    if (!(this.#newest - at >= leastStay)) return undefined;
    this.#reachedAt = Number.NaN;
    const isNew = !this.#hasCrossed || at - this.#safeSince >= this.#horizonSeconds / 2;
    this.#hasCrossed = true;
    return isNew ? at : undefined;
  }
}

/** The times at which stays at or above an upper limit begin that last for {@link leastSeconds}. */
export function findStays({ samples, limit, intervalSeconds }: LabelledSeries): number[] {
  const least = leastSeconds(intervalSeconds);
  const stays: number[] = [];
  let since: number | undefined;
  let isTold = false;
  for (const [index, { time, value }] of samples.entries()) {
    if (value < limit) {
      since = undefined;
      isTold = false;
      continue;
    }
    since ??= time;
    const isLast = index === samples.length - 1;
    if (isTold || time - since < (isLast ? least / 2 : least)) continue;
    stays.push(since);
    isTold = true;
  }
  return stays;
}

/** A crossing with what could have been known before it. */
export interface Crossing {
  /** Time of the first sample at or above the limit, in seconds. */
  readonly time: number;
  /** Enough of the rise was visible before; a sudden jump asks for no alert. */
  readonly predictable: boolean;
  /** The lead time that earns the full score, in seconds: half a horizon, or less where the rise began later. */
  readonly targetLeadSeconds: number;
}

/** The share of the rise that must be visible. */
const visibleShare = 0.2;

/** The crossings of an upper limit in a whole series, as {@link CrossingFinder} defines them. */
export function findCrossings(series: LabelledSeries): Crossing[] {
  const { samples, limit, horizonSeconds, intervalSeconds } = series;
  const finder = new CrossingFinder(horizonSeconds);
  const times = samples.map(({ time, value }) => finder.observe(time, value, limit, intervalSeconds));
  return [...times, finder.finish(intervalSeconds)]
    .filter((time) => time !== undefined)
    .map((time) => judge(series, firstNotBefore(samples, time)));
}

function judge(series: LabelledSeries, index: number): Crossing {
  const { samples, horizonSeconds } = series;
  const { time, value } = samples[index]!;
  const least = leastSeconds(series.intervalSeconds);
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

/** Time of the newest sample at or before `time`; minus infinity when there is no such sample. */
function newestNotAfter(samples: readonly Sample[], time: number): number {
  const index = firstNotBefore(samples, time);
  if (samples[index]?.time === time) return time;
  return samples[index - 1]?.time ?? Number.NEGATIVE_INFINITY;
}
