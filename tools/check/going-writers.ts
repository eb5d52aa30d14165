import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { Writers } from '../../plugins/samples/writer.ts';
import { entryTimes } from './entry-times.ts';
import type { SightParts } from './sight.ts';

/** Entries of one series that are compared. */
const maxEntries = 4000;
/** Seconds between two looks, and in all; in intervals of the slowest writer as well. */
const [lookSeconds, minWaitSeconds, maxWaitSeconds, waitIntervals] = [1, 3, 24, 2.3];
/** A writer that has nothing for this many of its intervals has ended, where others go on. */
const endedIntervals = 1.5;
/** Of as many as all of them would write, one that goes on alone has written no more than this share. */
const aloneShare = 0.7;
/** An entry is of a writer when it is off its times by no more than this share of the interval. */
const maxOffShare = 0.15;

/** A series that seems to have several writers. */
export interface SeemsMixed {
  readonly name: string;
  readonly writers: Writers['writers'];
  /** Epoch seconds of the oldest entry that shows them. */
  readonly since: number;
}

export interface GoingParts extends Pick<SightParts, 'isTimeUp' | 'pause'> {
  readonly reader: Pick<WriteRedisReader, 'afterEach'>;
}

/**
 * The names of those of which one writer goes on alone: entries of the other one are left from before a clock was set
 * back, or of a machine that has ended.
 *
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function goingAlone(
  mixed: readonly SeemsMixed[],
  { reader, isTimeUp, pause }: GoingParts,
): Promise<ReadonlySet<string>> {
  const alone = new Set<string>();
  if (mixed.length === 0) return alone;
  const slowest = Math.max(...mixed.flatMap(({ writers }) => writers.map((one) => one.intervalSeconds)));
  const wait = Math.min(maxWaitSeconds, Math.max(minWaitSeconds, waitIntervals * slowest));
  const questions = mixed.map(({ name, since }) => ({ name, time: since, count: maxEntries }));
  const read = () => entryTimes(reader, questions);
  // Some may be of the future.
  const known = (await read()).map((times) => new Set(times));
  let came: readonly (readonly number[])[] = mixed.map(() => []);
  let seconds = 0;
  while (seconds < wait && !isTimeUp()) {
    await pause(lookSeconds);
    seconds += lookSeconds;
    came = (await read()).map((times, place) => times.filter((time) => !known[place]!.has(time)));
    if (
      seconds >= minWaitSeconds &&
      mixed.every(({ writers }, place) => allGoOn(writers, came[place]!, seconds))
    )
      break;
  }
  for (const [place, { name, writers }] of mixed.entries())
    if (isAlone(writers, came[place]!, seconds)) alone.add(name);
  return alone;
}

function allGoOn(writers: SeemsMixed['writers'], came: readonly number[], seconds: number): boolean {
  return writers.every((one) => goesOn(one, came)) && !areFew(writers, came, seconds);
}

function isAlone(writers: SeemsMixed['writers'], came: readonly number[], seconds: number): boolean {
  if (came.length === 0) return false;
  const going = writers.filter((one) => goesOn(one, came));
  const isLong = writers.every((one) => seconds >= endedIntervals * one.intervalSeconds);
  return isLong && (going.length === 1 || (going.length > 1 && areFew(writers, came, seconds)));
}

/** True where too few have come for several writers, which have the same times. */
function areFew(writers: SeemsMixed['writers'], came: readonly number[], seconds: number): boolean {
  const expected = writers.reduce((sum, { intervalSeconds }) => sum + seconds / intervalSeconds, 0);
  return came.length <= aloneShare * expected;
}

function goesOn({ newest, intervalSeconds }: Writers['writers'][number], came: readonly number[]): boolean {
  return came.some((time) => {
    const steps = (time - newest) / intervalSeconds;
    return Math.abs(steps - Math.round(steps)) <= maxOffShare;
  });
}
