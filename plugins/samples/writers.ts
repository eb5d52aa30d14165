import type { Sample } from '../../analysis/window.ts';
import { quantile } from '../../analysis/maths/quantile.ts';
import { alternatingWriters, beforeTurnsBroke, maxRestartedSamples } from './alternating-writers.ts';
import { isOneComb } from './comb.ts';
import { writersByTime } from './interleaved-writers.ts';
import { writersInRounds } from './simultaneous-writers.ts';
import { gapsOf, minSamples, type Writers } from './writer.ts';

/** Number of the newest samples of a series that show its writers. */
export const samplesLookedAt = 64;

/** Writers were started again where nobody wrote for longer than this, in usual distances of samples. */
const holeDistances = 3;

/**
 * Finds out whether several collectd write one series, by its newest samples.
 *
 * A collectd reads at even distances, so two of them leave two regular combs of times beside each other, or rounds with
 * two samples each. Samples that are irregular, late, missing or taken at a new interval make no second comb; nor does
 * a collectd that was restarted, because its two combs follow each other.
 *
 * @param samples oldest first; values may be NaN
 * @returns undefined for one writer, and where nothing can be known
 */
export function findWriters(samples: readonly Sample[]): Writers | undefined {
  if (samples.length < 2 * minSamples) return undefined;
  // Nearly always so, and cheap: each round has one sample then, and there is one comb.
  if (isOneComb(samples)) return alternatingWriters(samples);
  return (
    writersInRounds(samples) ??
    writersByTime(samples) ??
    // A slow writer's newest sample may be taken for the end of another comb.
    writersByTime(samples.slice(0, -1)) ??
    alternatingWriters(samples)
  );
}

/** Writers, and the samples in which they were found. */
export interface ShownWriters {
  readonly shown: readonly Sample[];
  readonly writers: Writers;
}

/**
 * Finds writers that may just have been started again: their newest samples show none, and the ones before do.
 *
 * @param samples oldest first
 */
export function writersBeforeStart(samples: readonly Sample[]): ShownWriters | undefined {
  for (const shown of [beforeTurnsBroke(samples), beforeHole(samples)]) {
    const writers = shown && findWriters(shown);
    if (writers) return { shown, writers };
  }
  return undefined;
}

/** The samples before all were silent, not long ago; undefined where they were not. */
function beforeHole(samples: readonly Sample[]): readonly Sample[] | undefined {
  const gaps = gapsOf(samples.map(({ time }) => time));
  const usual = quantile(gaps, 0.5);
  if (usual === undefined) return undefined;
  const before = gaps.findLastIndex((gap) => gap > holeDistances * usual);
  const isRecent = samples.length - before <= maxRestartedSamples;
  return before >= 0 && isRecent ? samples.slice(0, before + 1) : undefined;
}
