import type { Sample } from '../../analysis/window.ts';
import type { WriterTime } from './capacity-around.ts';
import type { Certainty, Writers } from './writer.ts';

/** Capacities of this many samples of each writer are compared. */
const comparedSamples = 3;
/** Two machines have capacities that differ by this share, and by this many times more than those of one machine. */
const [minShare, minSpreads] = [0.05, 4];

/** Seconds between the samples of most collectd: by default, and with conf/collectd.conf.d. */
const usualIntervals = [1, 10];
/** Intervals that differ by less than this share are equal. */
const equalShare = 0.02;

/** Finds the capacity of one of several writers; undefined while it is not known. */
export type CapacityAround = (at: WriterTime) => Promise<number | undefined>;

/** The capacities of several writers. */
export interface WriterCapacities {
  /** The newest one by writer; undefined where it is not known. */
  readonly capacities: readonly (number | undefined)[];
  readonly certainty: Certainty;
}

/**
 * Finds the capacities of several writers.
 *
 * @param shown the samples in which the writers were found
 * @returns undefined for writers without evidence, and whose capacities do not differ: a single one that alternates.
 *   Rejects as `capacityAround` does
 */
export async function capacitiesOf(
  shown: readonly Sample[],
  writers: Writers,
  capacityAround: CapacityAround,
): Promise<WriterCapacities | undefined> {
  const all: number[][] = [];
  const isTimed = writers.evidence === 'times';
  for (const [writer, { places }] of writers.writers.entries()) {
    const known: number[] = [];
    const roomSeconds = roomOf(shown, writers, writer);
    // Not all parts may have arrived of the very last one.
    for (const place of places.slice(isTimed ? -2 : -1 - comparedSamples, -1)) {
      const capacity = await capacityAround({ time: shown[place]!.time, roomSeconds });
      if (capacity !== undefined) known.push(capacity);
    }
    all.push(known);
  }
  const capacities = all.map((known) => known.at(-1));
  if (isTimed || areOfMachines(all)) return { capacities, certainty: 'sure' };
  if (!writers.evidence) return undefined;
  return { capacities, certainty: haveUsualInterval(writers) ? 'likely' : 'possible' };
}

/** The least seconds between a sample of a writer and one of another. */
export function roomOf(shown: readonly Sample[], { writers }: Writers, writer: number): number {
  const own = new Set(writers[writer]!.places);
  let room = writers[writer]!.intervalSeconds;
  for (const place of own) {
    for (const beside of [place - 1, place + 1])
      if (shown[beside] && !own.has(beside))
        room = Math.min(room, Math.abs(shown[beside].time - shown[place]!.time));
  }
  return room;
}

/** True when each has an interval that is usual, so that a single one of all the samples has not. */
function haveUsualInterval({ writers }: Writers): boolean {
  return writers.every(({ intervalSeconds }) =>
    usualIntervals.some((usual) => Math.abs(intervalSeconds - usual) < equalShare * usual),
  );
}

/** True when the writers have different capacities. */
function areOfMachines(capacities: readonly (readonly number[])[]): boolean {
  if (capacities.some(({ length }) => length < comparedSamples)) return false;
  const ends = capacities.map((some) => ({ low: Math.min(...some), high: Math.max(...some) }));
  const spread = Math.max(...ends.map(({ low, high }) => high - low));
  const sorted = ends.toSorted((a, b) => a.low - b.low);
  return sorted.slice(1).some((above, index) => {
    const distance = above.low - sorted[index]!.high;
    return distance > Math.max(minShare * above.low, minSpreads * spread);
  });
}
