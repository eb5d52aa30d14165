import { countOf, frontOf, intervalOf, isBehind, type Front, type Seen } from './behind-seen.ts';

/** Entries of the clock have come for as many seconds, and at as many looks. */
const [minSeconds, minLooks] = [10, 3];
/** Where nothing had come for long, what a host has kept, or an import, may be filled in: they come for longer. */
const [longSilenceSeconds, afterSilenceSeconds] = [300, 60];
/** The share of all that came which are of the clock. */
const minCovered = 0.9;
/** Slack of an arrival in seconds, besides the time between two looks, and the greatest share of that in all. */
const [slackSeconds, maxPauseShare] = [1, 0.4];
/** The same where another series of the host has shown it. */
const hostSlackSeconds = 5;

/** The entries that have come behind the newest one of a series, which shows whether newer ones have come. */
export interface CameBehind {
  readonly seen: readonly Seen[];
  /** Epoch seconds of the newest entry of all. */
  readonly newest: number;
}

/**
 * The entries of a clock that was set back: they go on exactly as time does, and nothing newer comes. What is filled in
 * comes faster or more slowly. Undefined while that is not certain.
 *
 * @param silentSeconds without a newer entry when they began to come
 */
export function setBackFront(came: CameBehind, silentSeconds: number): Front | undefined {
  const one = onlyOne(came);
  if (!one?.first || one.looks < minLooks) return undefined;
  const seconds = one.at - one.first.at;
  const least = silentSeconds > longSilenceSeconds ? afterSilenceSeconds : minSeconds;
  const slack = one.first.pause + one.pause + 2 * packetSlack(one);
  if (seconds < Math.max(least, slack / maxPauseShare)) return undefined;
  return isBehind(one, came.newest) ? frontOf(one) : undefined;
}

/**
 * The same where another series of the host has shown it.
 *
 * @param hostTime epoch seconds by the host's clock at 0 monotonic seconds
 */
export function setBackFrontOfHost(came: CameBehind, hostTime: number): Front | undefined {
  const one = onlyOne(came);
  if (!one || !isBehind(one, came.newest)) return undefined;
  const age = hostTime + one.at - one.times.at(-1)!;
  const slack = hostSlackSeconds + packetSlack(one);
  return age >= -slack && age <= one.pause + slack ? frontOf(one) : undefined;
}

/** True while what has come may be of a clock that was set back, or nothing has. */
export function mayBeSetBack(came: CameBehind): boolean {
  return came.seen.length === 0 || onlyOne(came) !== undefined;
}

/** The one that goes on as time does, if nearly all that came is of it, and nothing newer has come. */
function onlyOne({ seen, newest }: CameBehind): Seen | undefined {
  const one = seen.toSorted((a, b) => b.times.length - a.times.length)[0];
  if (!one?.first || newest !== one.first.newest) return undefined;
  if (one.times.length < minCovered * countOf(seen)) return undefined;
  const [seconds, advance] = [one.at - one.first.at, one.times.at(-1)! - one.first.time];
  const slack = slackSeconds + packetSlack(one);
  const isPaced = advance <= seconds + one.first.pause + slack && advance >= seconds - one.pause - slack;
  return isPaced ? one : undefined;
}

/** A packet is sent when it is full: the newest of its entries has waited for any part of an interval. */
function packetSlack({ times, looks, pause }: Seen): number {
  const interval = intervalOf(times) || 0;
  return times.length > looks && interval > pause ? interval : 0;
}
