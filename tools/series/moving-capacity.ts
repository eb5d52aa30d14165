import type { Sample } from '../../analysis/window.ts';
import { TransitionLog } from '../../plugins/process/logger.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { isMovement, type CapacityParts } from '../../plugins/samples/capacity-past.ts';
import { CapacityTrack, type SampleOfShare } from '../../plugins/samples/capacity-track.ts';
import { SeriesSource } from '../../plugins/samples/series-source.ts';

/** Nobody is told: what is missing of a series has been told of the series itself. */
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Capacities are compared within two horizons, at as many times in each. */
const timesPerHorizon = 24;

/**
 * Reads the capacities of the time of each sample, if they move as `dma predict` would see it.
 *
 * @param samples at least one
 * @param now epoch seconds
 * @returns the samples whose capacity is known; undefined where it does not move. Rejects as the reader does
 */
export async function samplesOfShare(
  reader: WriteRedisReader,
  samples: readonly Sample[],
  parts: CapacityParts,
  horizonSeconds: number,
  now: number,
): Promise<SampleOfShare[] | undefined> {
  const capacities = await capacitiesAbout(reader, samples, parts, horizonSeconds, now);
  if (!hasMovement(capacities, horizonSeconds / timesPerHorizon)) return undefined;
  return beside(samples, capacities).filter(({ capacity }) => capacity !== undefined);
}

/** Reads the capacity at the time of each sample, whether it moves or not. @param samples at least one */
export async function withCapacities(
  reader: WriteRedisReader,
  samples: readonly Sample[],
  parts: CapacityParts,
  horizonSeconds: number,
  now: number,
): Promise<SampleOfShare[]> {
  return beside(samples, await capacitiesAbout(reader, samples, parts, horizonSeconds, now));
}

function beside(samples: readonly Sample[], capacities: readonly Sample[]): SampleOfShare[] {
  const track = new CapacityTrack();
  track.offer(capacities);
  return samples.map((sample) => track.withCapacity(sample));
}

/** The capacities from one horizon before the first sample to one after the last. */
async function capacitiesAbout(
  reader: WriteRedisReader,
  samples: readonly Sample[],
  { names, dataSources }: CapacityParts,
  horizonSeconds: number,
  now: number,
): Promise<Sample[]> {
  const source = new SeriesSource({ names, dataSources, log: new TransitionLog(silent, () => now) });
  const [from, to] = [samples[0]!.time - horizonSeconds, samples.at(-1)!.time + horizonSeconds];
  const capacities: Sample[] = [];
  for await (const page of source.past(reader, from, to, now)) for (const one of page) capacities.push(one);
  return capacities;
}

function hasMovement(capacities: readonly Sample[], stepSeconds: number): boolean {
  const grid: number[] = [];
  let next = Number.NEGATIVE_INFINITY;
  for (const { time, value } of capacities) {
    if (time < next) continue;
    grid.push(value);
    next = time + stepSeconds;
  }
  for (let start = 0; start < grid.length; start += timesPerHorizon)
    if (isMovement(grid.slice(start, start + 2 * timesPerHorizon))) return true;
  return false;
}
