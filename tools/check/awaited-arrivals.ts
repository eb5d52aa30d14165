import type { FoundSeries } from '../../plugins/series/series-start.ts';
import { ArrivalsBehind } from './arrivals-behind.ts';
import { offsetOf } from './recent.ts';
import type { SeenSeries, SightParts } from './sight.ts';

/** Seconds between two looks for arrivals. */
const lookSeconds = 1.2;
/** The longest wait for arrivals, in seconds, and where some come behind the newest entry. */
const [maxWaitSeconds, maxBehindSeconds] = [12, 24];
/** Of more hosts than this that seem to be gone, nobody waits: their clocks are not all behind. */
const maxAwaitedHosts = 20;

/**
 * Finds the series that get newer entries: they are fresh, whatever time their host's clock tells. So are those of
 * which entries come behind the newest one as time goes on: the clock was set back.
 */
export async function awaitArrivals(
  undecided: readonly (readonly [FoundSeries, SeenSeries])[],
  { reader, now, isTimeUp, pause }: SightParts,
): Promise<ReadonlyMap<FoundSeries, SeenSeries>> {
  const arrived = new Map<FoundSeries, SeenSeries>();
  const goneHosts = new Set(
    undecided.filter(([, { state }]) => state === 'gone').map(([{ identifier }]) => identifier.host),
  );
  let waiting = undecided.filter(([, { state }]) => state !== 'gone' || goneHosts.size <= maxAwaitedHosts);
  const late = waiting.filter(([, { state }]) => state !== 'gone');
  const longest = Math.max(0, ...late.map(([, { intervalSeconds = 0 }]) => intervalSeconds));
  const maxSeconds = Math.min(maxWaitSeconds, longest + lookSeconds);
  const behind = new ArrivalsBehind(reader);
  await behind.begin(waiting.map(([{ identifier }]) => identifier.name));
  for (let seconds = 0; waiting.length > 0 && !isTimeUp();) {
    await pause(lookSeconds);
    seconds += lookSeconds;
    const entries = await Promise.all(waiting.map(([{ identifier }]) => reader.newest(identifier.name, 1)));
    await behind.look(seconds);
    const older: typeof waiting = [];
    for (const [index, [found, seen]] of waiting.entries()) {
      const newest = entries[index]!.entries.at(-1);
      const isNewer = newest && newest.time > (seen.newest?.time ?? 0);
      const come = isNewer ? newest : behind.newestOf(found.identifier.name, seen.intervalSeconds);
      if (come)
        arrived.set(found, {
          ...seen,
          newest: isNewer ? newest : seen.newest,
          ageSeconds: now - come.time,
          state: 'fresh',
          offsetSeconds: offsetOf(come, now + seconds, seen.intervalSeconds),
        });
      else older.push([found, seen]);
    }
    // One look has to do for those that are gone.
    waiting = older.filter(
      ([{ identifier }, { state }]) => state !== 'gone' || behind.mayCome(identifier.name),
    );
    const isBehind = waiting.some(([{ identifier }]) => behind.mayCome(identifier.name));
    if (seconds >= (isBehind ? maxBehindSeconds : maxSeconds)) break;
  }
  return arrived;
}
