import { quantile } from '../../analysis/maths/quantile.ts';
import { clocksApart } from '../../plugins/series/mixed-cause.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { BehindEvidence } from '../../plugins/samples/behind-evidence.ts';
import { maxAheadSeconds } from '../../plugins/samples/series-clock.ts';
import { gapsOf } from '../../plugins/samples/writer.ts';
import { entryTimes } from './entry-times.ts';
import type { MixedSeries } from './mixed.ts';
import type { SeenSeries, SightParts } from './sight.ts';

/** Hosts of which one series is looked at, and the entries of all of them. */
const [maxHosts, maxEntriesInAll, maxEntriesOfOne] = [100, 200_000, 4000];
/** Series that are watched for arrivals. */
const maxWatched = 20;
/** Seconds between two looks, and in all; in intervals of the series as well. */
const [lookSeconds, maxWaitSeconds, minWaitSeconds, waitIntervals] = [2, 24, 9, 2.3];
/** Entries are close where their distance is below this share of the usual one, for as many in a row. */
const [closeShare, closeInRow] = [0.75, 16];
/** A longer distance than this is a hole, in seconds and in intervals. */
const [holeSeconds, holeIntervals] = [60, 20];
/** An entry is of another writer when it is behind the newest by more intervals. */
const minBehindIntervals = 1.5;

export interface BehindParts extends Pick<SightParts, 'isTimeUp' | 'now' | 'pause'> {
  readonly reader: Pick<WriteRedisReader, 'afterEach'>;
}

/**
 * Finds series into which a second machine of one name writes whose clock is far from the first one's. Where the past
 * of a series has closer samples than its newest, or a hole, it is watched for what comes there.
 *
 * @param living the series that get samples
 * @param known the ones that are known to have several writers
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function findBehind(
  living: readonly SeenSeries[],
  known: readonly MixedSeries[],
  { reader, isTimeUp, now, pause }: BehindParts,
): Promise<readonly MixedSeries[]> {
  const looked = oneOfEachHost(living, known);
  if (looked.length === 0 || isTimeUp()) return [];
  const read = async (some: readonly Pick<Watched, 'name' | 'until'>[]) => {
    const count = Math.min(maxEntriesOfOne, Math.floor(maxEntriesInAll / some.length));
    const questions = some.map(({ name, until }) => ({ name, until, time: 0, count }));
    return entryTimes(reader, questions);
  };
  // One stray entry from the future would hide all others.
  const asked = looked.map(({ identifier: { name }, offsetSeconds }) => ({
    name,
    until: now + Math.max(0, offsetSeconds) + maxAheadSeconds,
  }));
  const past = await read(asked);
  const watched = asked
    .map((one, place) => watchOf(one, past[place]!))
    .filter((one) => one !== undefined)
    .slice(0, maxWatched);
  if (watched.length === 0) return [];
  const longest = Math.max(...watched.map(({ intervalSeconds }) => intervalSeconds));
  const wait = Math.min(maxWaitSeconds, Math.max(minWaitSeconds, waitIntervals * longest));
  for (let seconds = 0; seconds < wait && !isTimeUp();) {
    await pause(lookSeconds);
    seconds += lookSeconds;
    const newer = await read(watched);
    for (const [place, times] of newer.entries()) lookAgain(watched[place]!, times, seconds);
    if (watched.every(({ evidence }) => evidence.fronts)) break;
  }
  return watched.flatMap((one) => findingOf(one) ?? []);
}

/** A series that is watched. */
interface Watched {
  readonly name: string;
  /** Epoch seconds up to which it is read. */
  readonly until: number;
  readonly intervalSeconds: number;
  readonly evidence: BehindEvidence;
  /** Epoch seconds of the newest entry at first and now, and of the newest that came behind. */
  readonly first: number;
  newest: number;
  behind: number | undefined;
  known: ReadonlySet<number>;
}

function oneOfEachHost(living: readonly SeenSeries[], known: readonly MixedSeries[]): readonly SeenSeries[] {
  const hosts = new Set(known.map(({ name }) => name.split('/', 1)[0]!));
  const some: SeenSeries[] = [];
  for (const one of living) {
    const { host } = one.identifier;
    if (hosts.has(host) || some.length >= maxHosts) continue;
    hosts.add(host);
    some.push(one);
  }
  return some;
}

/** Undefined where nothing in the past of a series shows that another one may write there. */
function watchOf(
  { name, until }: Pick<Watched, 'name' | 'until'>,
  times: readonly number[],
): Watched | undefined {
  const gaps = gapsOf(times);
  const usual = quantile(gaps.slice(-2 * closeInRow), 0.5);
  if (usual === undefined || gaps.length < 2 * closeInRow) return undefined;
  const hole = Math.max(holeSeconds, holeIntervals * usual);
  const isClose = (end: number): boolean =>
    quantile(gaps.slice(end - closeInRow, end), 0.5)! < closeShare * usual;
  const ends = gaps.map((_, place) => place).filter((place) => place > 0 && place % closeInRow === 0);
  if (!gaps.some((gap) => gap > hole) && !ends.some(isClose)) return undefined;
  const newest = times.at(-1)!;
  return {
    name,
    until,
    intervalSeconds: usual,
    evidence: new BehindEvidence(times, newest, 0),
    first: newest,
    newest,
    behind: undefined,
    known: new Set(times),
  };
}

function lookAgain(one: Watched, times: readonly number[], seconds: number): void {
  const newest = times.at(-1) ?? one.newest;
  const limit = one.first - minBehindIntervals * one.intervalSeconds;
  one.behind = times.findLast((time) => time < limit && !one.known.has(time)) ?? one.behind;
  one.evidence.look(times, newest, seconds);
  one.newest = newest;
  one.known = new Set(times);
}

/** A single entry behind may be one that came late. */
function findingOf({ name, evidence, first, newest, behind }: Watched): MixedSeries | undefined {
  const fronts = evidence.fronts?.map((front) => newest - front.newest);
  if (fronts) return { name, cause: clocksApart(fronts), certainty: 'sure' };
  if (behind === undefined || newest === first) return undefined;
  return { name, cause: clocksApart([newest - behind]), certainty: 'possible' };
}
