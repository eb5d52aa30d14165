import type { Sample } from '../../analysis/window.ts';
import type { CapacityMovement } from './capacity-movement.ts';
import { totalOf, type SampleReader } from './sample-reader.ts';

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

/** Times to look at, in horizons before now: two that tell whether anything has changed, and all of them. */
const [earliest, half] = [2, 0.5];
const all = [earliest, 1.75, 1.5, 1.25, 1, 0.75, half, 0.25];
/** Parts whose entries are further apart are no sum. */
const maxApartSeconds = 60;
/** The same in horizons. */
const maxApartHorizons = 1 / 12;
/** A smaller share makes no difference. */
const minShare = 0.001;

/**
 * Shows the capacities of the last two horizons to `movement`, the present one included.
 *
 * @param present the capacity now, by the clock of its host
 */
export async function observePast(
  movement: CapacityMovement,
  reader: Pick<SampleReader, 'newestEntry'>,
  parts: CapacityParts,
  horizonSeconds: number,
  present: Sample,
): Promise<void> {
  const at = (horizons: number): Promise<number | undefined> =>
    capacityAt(reader, parts, present.time - horizons * horizonSeconds, horizonSeconds);
  const isOther = (capacity: number | undefined): boolean =>
    capacity !== undefined && Math.abs(capacity - present.value) > minShare * present.value;
  // A capacity that has not changed costs two looks.
  const ends = await Promise.all([earliest, half].map(at));
  if (ends.some(isOther)) {
    const capacities = await Promise.all(all.map(at));
    for (const [index, horizons] of all.entries()) {
      const capacity = capacities[index];
      if (capacity !== undefined) movement.observe(present.time - horizons * horizonSeconds, capacity);
    }
  }
  movement.observe(present.time, present.value);
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
  const times: number[] = [];
  for (const entry of entries) {
    if (!entry) return undefined;
    times.push(entry.time);
    sum += totalOf(entry.values, dataSources) ?? Number.NaN;
  }
  const apart = Math.max(...times) - Math.min(...times);
  const isTogether = apart <= Math.max(maxApartSeconds, maxApartHorizons * horizonSeconds);
  return isTogether && Number.isFinite(sum) && sum > 0 ? sum : undefined;
}
