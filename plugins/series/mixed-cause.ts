import { formatDuration } from '../../notifiers/event/alert-units.ts';
import type { Sample } from '../../analysis/window.ts';
import { roomOf } from '../samples/writer-capacities.ts';
import type { Certainty, Writers } from '../samples/writer.ts';

/** Samples that are nearer to each other come from one collectd that writes twice. */
const sameTimeSeconds = 1e-5;
/** A distance of clocks is told in seconds up to this. */
const maxPlainSeconds = 1000;

/** The likely cause why a series has several writers, and the remedy: two parts of a sentence. */
export interface MixedCause {
  readonly cause: string;
  readonly cure: string;
}

const sameTime: MixedCause = {
  cause: 'two write_redis write them at the same times, perhaps with and without StoreRates',
  cure: 'keep one, or give it a Prefix or Database of its own',
};
const sameName: MixedCause = {
  cause: 'two collectd share one name',
  cure: 'give each its own Hostname, or a Prefix or Database of its own in write_redis',
};
const perhaps: MixedCause = {
  cause: 'two collectd share one name, or a single source jumps between levels from sample to sample',
  cure: sameName.cure,
};

/**
 * The cause where clocks are far apart.
 *
 * @param seconds by how much the others are behind one of them
 * @param areAllPredicted false where those behind are not
 */
export function clocksApart(seconds: readonly number[], areAllPredicted = true): MixedCause {
  const [first, ...others] = seconds.map(describeSeconds);
  const count = ['two', 'three', 'four'][others.length] ?? `${seconds.length + 1}`;
  const distances = [first, ...others].join(' and ');
  const abstention = areAllPredicted ? '' : ', and only the one ahead is predicted, as it is a sum';
  return {
    cause: `${count} collectd share one name, and their clocks are ${distances} apart${abstention}`,
    cure: sameName.cure,
  };
}

function describeSeconds(seconds: number): string {
  return seconds < maxPlainSeconds ? `${Math.round(seconds)} s` : formatDuration(seconds);
}

/**
 * Finds the likely cause.
 *
 * @param shown the samples in which the writers were found
 */
export function mixedCause(shown: readonly Sample[], writers: Writers, certainty: Certainty): MixedCause {
  if (certainty !== 'sure') return perhaps;
  const rooms = writers.writers.map((_, writer) => roomOf(shown, writers, writer));
  return Math.min(...rooms) < sameTimeSeconds ? sameTime : sameName;
}
