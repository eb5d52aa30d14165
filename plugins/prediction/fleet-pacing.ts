import type { Shard } from '../samples/shard.ts';

/** Series that are looked at in a second, beside those that are due: some milliseconds of work. */
const looksPerSecond = 5000;
/** Series of very many whose capacity and life are looked at again in a second: each asks the store twice. */
const turnsPerSecond = 100;
/** The report on the program itself is due this often, in seconds, and needs a look at all. */
const maxLookSeconds = 10;
/** Seconds between two searches for new series and changed capacities, of few series. */
const minDiscoverSeconds = 10;
/** Series up to which nothing is put off. */
const fewSeries = 2000;

/** Seconds between two looks at all series for silence and clocks; 0 for few, which are looked at in each round. */
export function lookSeconds(count: number): number {
  return count <= fewSeries ? 0 : Math.min(maxLookSeconds, count / looksPerSecond);
}

/**
 * Seconds between two searches for new series and changed capacities. Each shard reads the names of all.
 *
 * @param count of the series that are predicted here
 */
export function discoverSeconds(count: number, shard: Pick<Shard, 'count'> = { count: 1 }): number {
  return Math.max(minDiscoverSeconds, (count * shard.count) / looksPerSecond);
}

/**
 * True for a series whose turn it is when all are searched: all of few, and of many a part in each search.
 *
 * @param place of the series among them
 * @param search the number of searches before this one
 * @param shard see {@link discoverSeconds}
 */
export function hasTurn(place: number, search: number, count: number, shard?: Pick<Shard, 'count'>): boolean {
  if (count <= fewSeries) return true;
  const turns = Math.ceil(count / (turnsPerSecond * discoverSeconds(count, shard)));
  return place % turns === search % turns;
}

/** True where the next round need not wait for the newest series' next sample: some series is due at any time. */
export function isFleet(count: number): boolean {
  return count > fewSeries;
}
