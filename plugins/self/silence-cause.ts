import { formatIsoTime } from '../../notifiers/event/iso-time.ts';
import type { RedisState } from '../redis/trouble.ts';
import type { CacheState } from '../samples/fallback-reader.ts';
import { minAheadSeconds } from '../samples/series-clock.ts';

/** Everything that can be seen when samples no longer arrive. */
export interface SilenceEvidence {
  readonly redis: RedisState;
  readonly cache: CacheState;
  /** Epoch seconds. */
  readonly now: number;
  /** Seconds since `dma predict` started. */
  readonly runningSeconds: number;
  /** Seconds since the last sample arrived, or since `dma predict` looks for the first one. */
  readonly silentSeconds: number;
  /** True when a sample has arrived since `dma predict` started. */
  readonly hasArrived: boolean;
  /** Seconds by which the newest sample is later than now; below 0 as a rule. */
  readonly aheadSeconds: number;
  /** Seconds until the clock has caught up after it was set back; 0 when it was not. */
  readonly behindSeconds: number;
  /** True when a series of the program's own host is silent. */
  readonly isOwnHost: boolean;
}

/** The cause of a silence, and the remedy: two parts of a sentence. */
export interface SilenceCause {
  readonly cause: string;
  readonly cure: string;
  /** Numbers and names for the log. */
  readonly facts?: string;
}

/** Redis' uptime is in whole seconds, and collectd connects when it writes first. */
const uptimeSlackSeconds = 2;

const prefix = "do write_redis' Database and Prefix fit?";
const dropIn = 'collectd.service.d/50-dma.conf prevents it';

/** Finds the likely cause why no samples arrive, the most certain one first. */
export function silenceCause(evidence: SilenceEvidence): SilenceCause {
  const { redis, cache, now, silentSeconds, hasArrived, aheadSeconds, behindSeconds, isOwnHost } = evidence;
  const { trouble, uptimeSeconds } = redis;
  if (!redis.isOpen && redis.reason !== undefined)
    return {
      cause: `Redis cannot be used: ${redis.reason}`,
      cure: 'correct that, or wait; `dma check` says when it works',
    };
  if (!redis.isOpen)
    return {
      cause: 'Redis cannot be reached',
      cure: 'start it, and then restart collectd, because write_redis does not reconnect (dma relay does)',
    };
  // Errors that Redis counted since its start may be over, unless nothing has ever arrived.
  if (trouble && (trouble.isNow || !hasArrived)) return trouble;
  const ahead = Math.max(hasArrived ? aheadSeconds : 0, behindSeconds);
  if (ahead >= minAheadSeconds)
    return {
      cause: `the newest is ${Math.ceil(ahead)} s ahead: the clock was set back`,
      cure: 'restart collectd, which reads nothing until its clock has caught up',
    };
  const restarted =
    uptimeSeconds === undefined ? undefined : `Redis was started at ${clock(now - uptimeSeconds)}`;
  if (hasArrived && restarted !== undefined && uptimeSeconds! <= silentSeconds + uptimeSlackSeconds)
    return { cause: `${restarted}, and write_redis does not reconnect`, cure: 'restart collectd' };
  if (!hasArrived && restarted !== undefined && uptimeSeconds! < evidence.runningSeconds)
    return {
      cause: `${restarted}, after dma predict, and write_redis does not connect again`,
      cure: `restart collectd (${dropIn})`,
    };
  if (!hasArrived && cache === 'no-answer')
    return {
      cause: `none since our start at ${clock(now - evidence.runningSeconds)}, and collectd does not answer`,
      cure: 'is it running?',
    };
  if (!hasArrived)
    return {
      cause: `none since our start at ${clock(now - evidence.runningSeconds)}`,
      cure: `if Redis started later, restart collectd (${dropIn}); ${prefix}`,
    };
  const stopped = `the last came at ${clock(now - silentSeconds)}`;
  if (cache === 'newer')
    return {
      cause: `${stopped}, though collectd has newer ones. write_redis does not reconnect`,
      cure: `restart collectd; ${prefix}`,
    };
  if (cache === 'no-answer')
    return { cause: `${stopped}, and collectd does not answer`, cure: 'is it running?' };
  if (!isOwnHost)
    return {
      cause: stopped,
      cure: 'is collectd running on that host, and does its network plugin reach this one?',
    };
  if (cache === 'nothing-newer')
    return {
      cause: `${stopped}, and collectd has nothing newer`,
      cure: "do its read plugins hang? See collectd's log",
    };
  if (uptimeSeconds !== undefined)
    return {
      cause: `${stopped}, and Redis was not restarted since`,
      cure: 'is collectd running, and does it read as often as before?',
    };
  return {
    cause: `${stopped}. write_redis does not reconnect`,
    cure: `after a restart of Redis, restart collectd; ${prefix}`,
  };
}

/** `02:00:00Z` */
function clock(epochSeconds: number): string {
  return formatIsoTime(epochSeconds, 0).slice('2026-11-21T'.length);
}
