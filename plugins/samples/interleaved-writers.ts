import { quantile } from '../../analysis/maths/quantile.ts';
import type { Sample } from '../../analysis/window.ts';
import { areEven, areOnLevels } from './alternating-writers.ts';
import { findCombs, type Comb } from './comb.ts';
import { maxWriters, minSamples, writerOf, type Writers } from './writer.ts';

/** The least number of samples of each writer where their intervals differ. */
const minSlowSamples = 5;
/** The share of samples that must belong to a writer. */
const minCovered = 0.9;
/** Intervals that differ by less than this share are equal. */
const equalShare = 0.05;
/** The share of neighbours whose values differ in the same direction, where levels alternate. */
const minAlternating = 0.9;
/**
 * Phases, in intervals, that differ from equal distances by this much are of several writers: with values that
 * alternate, and without. A machine may be late at every other read, with another value, but not by much.
 */
const [minPhase, minBarePhase] = [0.05, 0.12];
/** The same in standard deviations. */
const minPhaseSpreads = 3;
/** The same where all distances are about equal, as those of a single writer on a busy machine are. */
const minEvenPhaseSpreads = 6;
/**
 * The samples of a collectd are not further off than this, in intervals, where there are more than two writers or
 * intervals differ: there are more ways to make such combs of irregular times.
 */
const maxUnusualSpread = 0.02;
/** A comb lacks a tooth where two are further apart than this, and one that is this near fills it; in intervals. */
const [minHole, maxHolePhase] = [1.5, 0.1];
/** Writers that are nearer to each other, in intervals, are not told apart by their times. */
const minSpace = 0.01;

/** Finds writers with regular times of their own, by these times. @param samples oldest first */
export function writersByTime(samples: readonly Sample[]): Writers | undefined {
  const times = samples.map(({ time }) => time);
  const combs = findCombs(times, maxWriters, minSlowSamples);
  if (combs.length < 2 || combs.length > maxWriters) return undefined;
  const covered = combs.reduce((sum, { places }) => sum + places.length, 0);
  if (covered < minCovered * times.length) return undefined;
  const intervals = combs.map(({ intervalSeconds }) => intervalSeconds);
  const haveOneInterval = Math.max(...intervals) <= (1 + equalShare) * Math.min(...intervals);
  if (!haveOneInterval && combs.length > 2) return undefined;
  const spread = Math.max(...combs.map((comb) => comb.spread));
  const isUsual = haveOneInterval && combs.length === 2;
  if (!isUsual && spread > maxUnusualSpread) return undefined;
  // Of a collectd that was restarted, one comb ends where the other one begins.
  const from = Math.max(...combs.map(({ places }) => times[places[0]!]!));
  const to = Math.min(...combs.map(({ places }) => times[places.at(-1)!]!));
  const together = combs.map(({ places }) =>
    places.filter((place) => times[place]! >= from && times[place]! <= to),
  );
  if (together.some(({ length }) => length < (haveOneInterval ? minSamples : minSlowSamples)))
    return undefined;
  if (!haveOneInterval && fillHoles(times, combs, together)) return undefined;
  const writers = combs.map(({ places, intervalSeconds }) => writerOf(times, places, intervalSeconds));
  if (!haveOneInterval) return { writers, apartBy: 'time', evidence: 'times' };
  const spaces = spacesOf(times, combs, from);
  if (Math.min(...spaces) < minSpace) return undefined;
  const distance = Math.max(...spaces.map((space) => Math.abs(space - 1 / combs.length)));
  const doAlternate = alternate(samples, together);
  const isCertain = areEven(times)
    ? doAlternate && distance > Math.max(minEvenPhaseSpreads * spread, minPhase)
    : distance > Math.max(minPhaseSpreads * spread, doAlternate ? minPhase : minBarePhase);
  if (isCertain) return { writers, apartBy: 'time', evidence: 'times' };
  if (!doAlternate) return undefined;
  return { writers, apartBy: 'time', evidence: areOnLevels(samples, together) ? 'levels' : undefined };
}

/**
 * True when the slower of two combs has its teeth where the faster one lacks them: a single writer was silent for some
 * intervals, and other samples of it, such as every seventh, are as far apart as that.
 */
function fillHoles(
  times: readonly number[],
  combs: readonly Comb[],
  together: readonly (readonly number[])[],
): boolean {
  const fast = combs[0]!.intervalSeconds < combs[1]!.intervalSeconds ? 0 : 1;
  const { intervalSeconds, places } = combs[fast]!;
  const teeth = places.map((place) => times[place]!);
  const slow = together[1 - fast]!.map((place) => times[place]!);
  const filling = slow.filter((time) => {
    const before = teeth.findLast((tooth) => tooth <= time);
    const after = teeth.find((tooth) => tooth >= time);
    if (before === undefined || after === undefined) return false;
    const phase = (time - before) / intervalSeconds;
    return after - before > minHole * intervalSeconds && Math.abs(phase - Math.round(phase)) < maxHolePhase;
  });
  return filling.length > slow.length / 2;
}

/**
 * The spaces between the phases of combs with one interval, in intervals; they add up to 1.
 *
 * @param from when all of them have begun
 */
function spacesOf(times: readonly number[], combs: readonly Comb[], from: number): number[] {
  const interval = combs[0]!.intervalSeconds;
  const first = combs[0]!.places.map((place) => times[place]!);
  const phases = combs.map(({ places }) => {
    const shown = places.map((place) => times[place]!).filter((time) => time >= from);
    const offsets = shown.map((time) => (time - first.findLast((tooth) => tooth <= time)!) / interval);
    return quantile(offsets, 0.5) ?? 0;
  });
  const sorted = phases.toSorted((a, b) => a - b);
  return sorted.map((phase, index) => (sorted[index + 1] ?? sorted[0]! + 1) - phase);
}

/** True when the values of each writer nearly always differ from those of the first one in the same direction. */
function alternate(samples: readonly Sample[], [first, ...others]: readonly (readonly number[])[]): boolean {
  return others.every((other) => {
    let [higher, lower] = [0, 0];
    for (const place of other) {
      const before = first!.findLast((one) => one < place);
      if (before === undefined) continue;
      const difference = samples[place]!.value - samples[before]!.value;
      if (difference > 0) higher++;
      else if (difference < 0) lower++;
    }
    return Math.max(higher, lower) >= Math.max(minSamples - 1, minAlternating * (other.length - 1));
  });
}
