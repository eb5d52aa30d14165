import { totalOf } from './entry.ts';
import type { SampleReader } from './sample-reader.ts';
import type { Sample } from '../../analysis/window.ts';

/** The series that are summed up to a capacity, and their data sources. */
export interface CapacityParts {
  /** At least one. */
  readonly names: readonly string[];
  readonly dataSources: readonly number[];
}

/** The capacity of a series. */
export interface KnownCapacity {
  /** Above 0, in the unit of the series. */
  readonly value: number;
  /** The series that it is the sum of, while it moves and the limit is a share of it; undefined otherwise. */
  readonly moving: CapacityParts | undefined;
}

/** Times to look at, in horizons before now: two that tell whether anything has changed... */
const ends = [2, 0.5];
/** ...and all of them, closer together near now, so that a movement that has just begun is seen. */
const times = [2, 1.75, 1.5, 1.25, 1, 0.75, ...Array.from({ length: 12 }, (_, index) => (12 - index) / 24)];
/** Parts whose entries are further apart are no sum. */
const maxApartSeconds = 60;
/** The same in horizons. */
const maxApartHorizons = 1 / 12;
/** Beside the largest change there have to be as many others. */
const minOthers = 2;
/** Their sum, as a share of the capacity and of all the ways back and forth. */
const minShare = 0.001;
const minDirectness = 0.5;

/**
 * Tells a capacity that has gone up or down for a while, within two horizons, from one that is constant, jumps, or goes
 * to and fro.
 *
 * Memory that is plugged in and a disk that is grown change once, or a few times at once. A pool that others fill, and
 * a guest whose memory is taken away, change again and again in one direction.
 *
 * @param present the capacity now, by the clock of its host
 */
export async function hasMoved(
  reader: Pick<SampleReader, 'newestEntry'>,
  parts: CapacityParts,
  horizonSeconds: number,
  present: Sample,
): Promise<boolean> {
  const at = (horizons: number): Promise<number | undefined> =>
    capacityAt(reader, parts, present.time - horizons * horizonSeconds, horizonSeconds);
  const isOther = (capacity: number | undefined): boolean =>
    capacity !== undefined && Math.abs(capacity - present.value) > minShare * present.value;
  // A capacity that has not changed costs two looks.
  if (!(await Promise.all(ends.map(at))).some(isOther)) return false;
  const past = await Promise.all(times.map(at));
  return isMovement([...past.filter((capacity) => capacity !== undefined), present.value]);
}

/** True for capacities (oldest first) that change several times in one direction. */
export function isMovement(capacities: readonly number[]): boolean {
  const [, ...others] = capacities
    .slice(1)
    .map((capacity, index) => capacity - capacities[index]!)
    .filter((change) => change !== 0)
    .toSorted((a, b) => Math.abs(b) - Math.abs(a));
  if (others.length < minOthers) return false;
  const way = others.reduce((sum, change) => sum + Math.abs(change), 0);
  const net = Math.abs(others.reduce((sum, change) => sum + change, 0));
  return net >= minShare * capacities.at(-1)! && net >= minDirectness * way;
}

/** The sum of the newest values that are not newer than `time`; undefined where they make no sum. */
async function capacityAt(
  reader: Pick<SampleReader, 'newestEntry'>,
  { names, dataSources }: CapacityParts,
  time: number,
  horizonSeconds: number,
): Promise<number | undefined> {
  const entries = await Promise.all(names.map((name) => reader.newestEntry(name, time)));
  let sum = 0;
  const found: number[] = [];
  for (const entry of entries) {
    if (!entry) return undefined;
    found.push(entry.time);
    sum += totalOf(entry.values, dataSources) ?? Number.NaN;
  }
  const apart = Math.max(...found) - Math.min(...found);
  const isTogether = apart <= Math.max(maxApartSeconds, maxApartHorizons * horizonSeconds);
  return isTogether && Number.isFinite(sum) && sum > 0 ? sum : undefined;
}
