import { quantile } from '../../analysis/maths/quantile.ts';
import type { Sample } from '../../analysis/window.ts';
import { gapsOf, maxWriters, minSamples, writerOf, type Writers } from './writer.ts';

/** Samples that are nearer to each other than this share of the interval are of one round. */
export const roundShare = 0.08;
/** The share of rounds with the same number of samples, and of even distances between them. */
const minFullShare = 0.75;
/** Levels are apart when they differ by more than this many steps of a level. */
const minSteps = 2;

/**
 * Finds writers that read at nearly the same time: at even distances there are rounds of some samples, each of another
 * level. Equal levels are of no interest.
 *
 * @param samples oldest first
 */
export function writersInRounds(samples: readonly Sample[]): Writers | undefined {
  const times = samples.map(({ time }) => time);
  // The newest round may not be complete, and the oldest not be in sight.
  const rounds = roundsOf(times).slice(1, -1);
  const size = commonest(rounds.map(({ length }) => length));
  if (size < 2 || size > maxWriters || rounds.length < minSamples) return undefined;
  const full = rounds.filter(({ length }) => length === size);
  if (full.length < minFullShare * rounds.length) return undefined;
  const distances = gapsOf(rounds.map(([first]) => times[first!]!));
  const usual = quantile(distances, 0.5)!;
  const even = distances.filter((distance) => Math.abs(distance - usual) < roundShare * usual);
  if (even.length < minFullShare * distances.length) return undefined;
  const tracks = tracksOf(full, samples, size);
  if (!areApart(tracks.map((places) => places.map((place) => samples[place]!.value)))) return undefined;
  return {
    writers: tracks.map((places) => writerOf(times, places, usual)),
    apartBy: 'level',
    evidence: 'times',
  };
}

/** Places of samples that are close together. */
function roundsOf(times: readonly number[]): number[][] {
  const gaps = gapsOf(times);
  const interval = quantile(gaps, 0.8)!;
  const rounds: number[][] = [[0]];
  for (const [index, gap] of gaps.entries()) {
    if (gap < roundShare * interval) rounds.at(-1)!.push(index + 1);
    else rounds.push([index + 1]);
  }
  return rounds;
}

/** The places of each level, the lowest first. */
function tracksOf(
  rounds: readonly (readonly number[])[],
  samples: readonly Sample[],
  size: number,
): number[][] {
  const tracks: number[][] = Array.from({ length: size }, () => []);
  for (const round of rounds) {
    const byLevel = round.toSorted((a, b) => samples[a]!.value - samples[b]!.value);
    for (const [track, place] of byLevel.entries()) tracks[track]!.push(place);
  }
  return tracks;
}

/** True when each level is further from the next one than it moves from round to round. */
function areApart(levels: readonly (readonly number[])[]): boolean {
  return levels.slice(1).every((level, index) => {
    const below = levels[index]!;
    const steps = [below, level].map((values) => quantile(gapsOf(values).map(Math.abs), 0.5)!);
    const distance = quantile(
      level.map((value, round) => value - below[round]!),
      0.5,
    )!;
    return distance > minSteps * Math.max(...steps);
  });
}

function commonest(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const one of numbers) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}
