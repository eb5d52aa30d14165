import { findWriters, samplesLookedAt } from '../../plugins/samples/writers.ts';
import type { SeriesInput } from './series-input.ts';

/** The series is looked at in windows that begin half of one after each other; as many in a row show the writers. */
const windowsInRow = 2;

/**
 * Remarks on a series that several collectd have written: a replay takes it for one, while `dma predict` tells the
 * writers apart.
 */
export function describeWriters({ name, samples }: Pick<SeriesInput, 'name' | 'samples'>): string[] {
  let [inRow, found] = [0, 0];
  for (let end = samplesLookedAt; end <= samples.length && inRow < windowsInRow; end += samplesLookedAt / 2) {
    const writers = findWriters(samples.slice(end - samplesLookedAt, end));
    inRow = writers?.evidence === 'times' ? inRow + 1 : 0;
    found = writers?.writers.length ?? 0;
  }
  if (inRow < windowsInRow) return [];
  return [
    `${name}: ${found} collectd seem to have written it, in turns; a replay takes them for one series, and dma predict does not`,
  ];
}
