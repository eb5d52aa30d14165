import type { Sample } from '../../analysis/window.ts';
import { alternatingWriters } from './alternating-writers.ts';
import { isOneComb } from './comb.ts';
import { writersByTime } from './interleaved-writers.ts';
import { writersInRounds } from './simultaneous-writers.ts';
import { minSamples, type Writers } from './writer.ts';

/** Number of the newest samples of a series that show its writers. */
export const samplesLookedAt = 64;

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
