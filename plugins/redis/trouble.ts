import { StoreError } from '../samples/sample-reader.ts';
import type { RedisConnection } from './connection.ts';

/** A reason why collectd's values do not get into Redis. */
export interface WriteTrouble {
  /** The start of a sentence about Redis, the same for the same cause, at most 120 characters. */
  readonly cause: string;
  /** Numbers and names that may change while the cause stays. */
  readonly facts: string;
  /** The remedy, as the end of that sentence. */
  readonly cure: string;
  /** False when it is known only from Redis' counters of refused commands since its start: it may be over. */
  readonly isNow: boolean;
}

/** Formats the trouble as one sentence. */
export function describeTrouble({ cause, facts, cure }: WriteTrouble): string {
  return `${cause} (${facts}); ${cure}`;
}

type Reason = Omit<WriteTrouble, 'isNow'> | undefined;

/** The sections of `INFO` to read; one call for several needs Redis 7. */
const sections = ['memory', 'replication', 'persistence', 'errorstats'];

/**
 * Share of maxmemory from which Redis counts as full: client buffers count as used for a moment, so it varies below
 * the limit.
 */
const fullShare = 0.98;

/**
 * Asks Redis for the likely reason why no new samples arrive.
 *
 * @returns undefined when Redis shows no reason or cannot be asked (no connection, or no permission for `INFO`)
 */
export async function findWriteTrouble(
  redis: Pick<RedisConnection, 'info'>,
): Promise<WriteTrouble | undefined> {
  try {
    const texts = await Promise.all(sections.map((section) => redis.info(section)));
    return writeTroubleIn(parseInfo(texts.join('\r\n')));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return undefined;
  }
}

/** The state of Redis while no new samples arrive. */
export interface RedisState {
  readonly isOpen: boolean;
  /** The reason why it cannot be used although it can be reached; undefined while it is open. */
  readonly reason?: string | undefined;
  readonly trouble?: WriteTrouble | undefined;
  /** Undefined when Redis does not say. */
  readonly uptimeSeconds?: number | undefined;
}

/**
 * Asks Redis why no new samples arrive, and when it was started.
 *
 * @param failure why it cannot be read although there is a connection, as of a cluster without some of its servers;
 *   undefined while it can
 */
export async function readRedisState(
  redis: Pick<RedisConnection, 'info' | 'isOpen'> & Partial<Pick<RedisConnection, 'reason'>>,
  failure?: string,
): Promise<RedisState> {
  if (!redis.isOpen) return { isOpen: false, reason: redis.reason };
  const [trouble, uptimeSeconds] = await Promise.all([findWriteTrouble(redis), findUptime(redis)]);
  if (failure !== undefined && trouble?.isNow !== true) return { isOpen: false, reason: failure };
  return { isOpen: true, trouble, uptimeSeconds };
}

async function findUptime(redis: Pick<RedisConnection, 'info'>): Promise<number | undefined> {
  try {
    const text = parseInfo(await redis.info('server')).get('uptime_in_seconds');
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return undefined;
  }
}

/** Reads the `name:value` lines of an `INFO` reply. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^([a-zA-Z]\w*):(.*?)\r?$/gm)].map(([, name, value]) => [name!, value!] as const),
  );
}

/** @param info as {@link parseInfo} gives it */
export function writeTroubleIn(info: ReadonlyMap<string, string>): WriteTrouble | undefined {
  const now = loading(info) ?? brokenReplica(info) ?? full(info) ?? unsavable(info) ?? tooFewReplicas(info);
  if (now !== undefined) return { ...now, isNow: true };
  const past = refusedAsReplica(info) ?? refusedWithoutLogin(info);
  return past === undefined ? undefined : { ...past, isNow: false };
}

type Info = ReadonlyMap<string, string>;

function loading(info: Info): Reason {
  if (info.get('loading') !== '1') return undefined;
  return {
    cause: 'Redis is still loading its data, and accepts no writes',
    facts: 'LOADING',
    cure: 'wait until it is done',
  };
}

function brokenReplica(info: Info): Reason {
  if (!isReplica(info) || info.get('master_link_status') !== 'down') return undefined;
  const seconds = number(info, 'master_link_down_since_seconds');
  return {
    cause: 'Redis is a replica without a link to its primary, so its data are old',
    facts: primary(info) + (seconds > 0 ? `, for ${seconds} s` : ''),
    cure: 'restore the link, or name the primary in redis.url',
  };
}

function full(info: Info): Reason {
  const [used, limit] = [number(info, 'used_memory'), number(info, 'maxmemory')];
  const policy = info.get('maxmemory_policy') ?? '';
  // collectd's keys never expire, so the volatile policies find nothing to remove.
  if (limit === 0 || policy.startsWith('allkeys')) return undefined;
  const isOver = used - number(info, 'mem_not_counted_for_evict') > limit;
  if (!isOver && !(used > fullShare * limit && refusals(info, 'OOM') > 0)) return undefined;
  return {
    cause: "Redis is full and refuses collectd's writes",
    facts: `OOM: ${mebibytes(used)} of maxmemory ${mebibytes(limit)}, ${policy}`,
    cure: 'raise maxmemory, or keep fewer samples by MaxSetSize of write_redis',
  };
}

function unsavable(info: Info): Reason {
  const isFailing =
    info.get('rdb_last_bgsave_status') === 'err' || info.get('aof_last_write_status') === 'err';
  if (!isFailing || refusals(info, 'MISCONF') === 0) return undefined;
  return {
    cause: "Redis cannot save its data to the disk, and therefore refuses collectd's writes",
    facts: 'MISCONF',
    cure: "see Redis' log: is its disk full?",
  };
}

function tooFewReplicas(info: Info): Reason {
  if (isReplica(info) || refusals(info, 'NOREPLICAS') === 0) return undefined;
  const wellCount = info.get('min_slaves_good_slaves');
  if (wellCount === undefined) return undefined;
  return {
    cause: "Redis refuses collectd's writes while it has too few replicas",
    facts: `NOREPLICAS: ${wellCount} are well`,
    cure: 'restore them, or lower min-replicas-to-write',
  };
}

function refusedAsReplica(info: Info): Reason {
  const count = refusals(info, 'READONLY');
  if (count === 0 || !isReplica(info) || info.get('slave_read_only') === '0') return undefined;
  return {
    cause: 'Redis is a read-only replica, and has refused writes',
    facts: `READONLY: ${count} since it was started`,
    cure: `let collectd write to its primary ${primary(info)}`,
  };
}

function refusedWithoutLogin(info: Info): Reason {
  const count = refusals(info, 'NOAUTH');
  if (count === 0) return undefined;
  return {
    cause: 'Redis has refused commands without a password, and write_redis cannot give one',
    facts: `NOAUTH: ${count} since it was started`,
    cure: 'let Redis\' user "default" write without one, and give dma predict a user of its own',
  };
}

function isReplica(info: Info): boolean {
  return info.get('role') === 'slave';
}

function primary(info: Info): string {
  return `${info.get('master_host') ?? '?'}:${info.get('master_port') ?? '?'}`;
}

/** Number of error replies of this kind since Redis was started. */
function refusals(info: Info, kind: string): number {
  return Number(/^count=(\d+)$/.exec(info.get(`errorstat_${kind}`) ?? '')?.[1] ?? 0);
}

/** The number of a line; 0 where it is missing. */
function number(info: Info, name: string): number {
  const value = Number(info.get(name));
  return Number.isFinite(value) ? value : 0;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 30 ? 1 : 0)} MiB`;
}
