import { quantile } from '../../analysis/maths/quantile.ts';
import type { Sample } from '../../analysis/window.ts';
import { gapsOf, maxWriters, minSamples, writerOf, type Writers } from './writer.ts';

/** Distances are about equal when this share of them differs by less than this from the median. */
const [evenShare, evenSlack] = [0.8, 0.25];
/**
 * Samples of each writer that stay on its level. No window of a recorded series has two or three such levels; with half
 * of it, some windows of garbage collection and of cron jobs do.
 */
const minLevelSamples = 16;
/** Room for the lowest and the highest value of each writer. */
const [lows, highs] = [new Float64Array(maxWriters), new Float64Array(maxWriters)];
/** The newest samples, at most, that may have come since writers were started again. */
export const maxRestartedSamples = 16;

/**
 * Finds writers of which every second, third or fourth sample is, each with even times of its own: on levels, or going
 * up and down at even times. A single source may have made it as well.
 *
 * @param samples oldest first
 */
export function alternatingWriters(samples: readonly Sample[]): Writers | undefined {
  for (let count = maxWriters; count > 1; count--) {
    if (!areTurnsOnLevels(samples, count)) continue;
    const turns = turnsOf(samples, samples.length - count * minLevelSamples, count);
    const isRegular = (own: readonly number[]): boolean => areEven(own.map((place) => samples[place]!.time));
    if (turns.every(isRegular)) return writersOf(samples, turns, 'levels');
  }
  const from = startOfAlternation(samples);
  if (samples.length - from < 2 * minSamples) return undefined;
  const times = samples.slice(from).map(({ time }) => time);
  if (!areEven(times)) return undefined;
  return writersOf(samples, turnsOf(samples, from, 2), undefined);
}

/** {@link areOnLevels} for writers that take turns, without garbage: nearly every series has one writer. */
function areTurnsOnLevels(samples: readonly Sample[], count: number): boolean {
  const from = samples.length - count * minLevelSamples;
  if (from < 0) return false;
  lows.fill(Number.POSITIVE_INFINITY);
  highs.fill(Number.NEGATIVE_INFINITY);
  for (let place = from; place < samples.length; place++) {
    const { value } = samples[place]!;
    lows[place % count] = Math.min(lows[place % count]!, value);
    highs[place % count] = Math.max(highs[place % count]!, value);
  }
  for (let one = 0; one < count; one++) {
    let isApart = true;
    for (let other = 0; other < count; other++)
      isApart &&= other === one || highs[one]! < lows[other]! || highs[other]! < lows[one]!;
    if (isApart) return true;
  }
  return false;
}

/** True when the distances between times are about equal, as those of a single writer on a busy machine are. */
export function areEven(times: readonly number[]): boolean {
  const gaps = gapsOf(times);
  const usual = quantile(gaps, 0.5)!;
  const near = gaps.filter((gap) => Math.abs(gap - usual) <= evenSlack * usual);
  return near.length >= evenShare * gaps.length;
}

/**
 * True when one of the writers keeps to values that no other one has.
 *
 * @param places of each writer's samples, oldest first
 */
export function areOnLevels(samples: readonly Sample[], places: readonly (readonly number[])[]): boolean {
  if (places.some(({ length }) => length < minLevelSamples)) return false;
  const levels = places.map((own) => {
    const values = own.slice(-minLevelSamples).map((place) => samples[place]!.value);
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  // Comparisons with an unknown value are false.
  return levels.some((one) =>
    levels.every((other) => other === one || one.high < other.low || other.high < one.low),
  );
}

/**
 * The samples before the newest ones, which may have come since writers that took turns were started again.
 *
 * @param samples oldest first
 * @returns undefined where nobody took turns before, or where it is long ago
 */
export function beforeTurnsBroke(samples: readonly Sample[]): readonly Sample[] | undefined {
  const end = startOfAlternation(samples);
  const before = samples.slice(0, end);
  const isRecent = samples.length - end <= maxRestartedSamples;
  return isRecent && end - startOfAlternation(before) >= 2 * minSamples ? before : undefined;
}

/** The place from which on each value is followed by a change in the other direction. */
function startOfAlternation(samples: readonly Sample[]): number {
  let from = Math.max(0, samples.length - 1);
  let sign = 0;
  for (; from > 0; from--) {
    const difference = Math.sign(samples[from]!.value - samples[from - 1]!.value);
    if (Number.isNaN(difference) || difference === 0 || difference === sign) break;
    sign = difference;
  }
  return from;
}

/** The places of writers that take turns. */
function turnsOf(samples: readonly Sample[], from: number, count: number): number[][] {
  const turns: number[][] = Array.from({ length: count }, () => []);
  for (let place = from; place < samples.length; place++) turns[place % count]!.push(place);
  return turns;
}

function writersOf(
  samples: readonly Sample[],
  turns: readonly (readonly number[])[],
  evidence: Writers['evidence'],
): Writers {
  const times = samples.map(({ time }) => time);
  const writers = turns.map((own) => writerOf(times, own, intervalOf(own.map((place) => times[place]!))));
  return { writers, apartBy: 'time', evidence };
}

/** The mean distance of even times, of which some may be missing. */
function intervalOf(times: readonly number[]): number {
  const usual = quantile(gapsOf(times), 0.5)!;
  const seconds = times.at(-1)! - times[0]!;
  return seconds / Math.round(seconds / usual);
}
