import type { RedisConnection } from './connection.ts';

/** Why what collectd writes may not be in Redis. */
export interface WriteTrouble {
  /** A sentence about Redis without its end, always the same for the same cause, at most 120 characters. */
  readonly cause: string;
  /** Numbers and names, which change while the cause stays. */
  readonly facts: string;
  /** What to do, as the end of that sentence. */
  readonly cure: string;
  /** False where it follows only from what Redis has refused since it was started, which may be over. */
  readonly isNow: boolean;
}

/** All of it in one sentence. */
export function describeTrouble({ cause, facts, cure }: WriteTrouble): string {
  return `${cause} (${facts}); ${cure}`;
}

type Reason = Omit<WriteTrouble, 'isNow'> | undefined;

/** The sections of `INFO` that tell; several at once are possible only from Redis 7 on. */
const sections = ['memory', 'replication', 'persistence', 'errorstats'];

/** Writes are refused at the limit only, and what clients hold for a moment counts as used: it is close to it, then. */
const fullShare = 0.98;

/**
 * Asks Redis itself for the likely cause why no new samples arrive in it.
 *
 * @returns undefined when Redis knows of none, or does not say (`INFO` may be forbidden to us, or there is no
 *   connection); never rejects
 */
export async function findWriteTrouble(
  redis: Pick<RedisConnection, 'info'>,
): Promise<WriteTrouble | undefined> {
  try {
    const texts = await Promise.all(sections.map((section) => redis.info(section)));
    return writeTroubleIn(parseInfo(texts.join('\r\n')));
  } catch {
    return undefined;
  }
}

/** The lines `name:value` of what `INFO` answers. */
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
    cause: 'Redis is still loading its data, and takes none',
    facts: 'LOADING',
    cure: 'wait until it has done so',
  };
}

function brokenReplica(info: Info): Reason {
  if (!isReplica(info) || info.get('master_link_status') !== 'down') return undefined;
  const seconds = number(info, 'master_link_down_since_seconds');
  return {
    cause: 'Redis is a replica that has no link to its primary, so that its data are old',
    facts: primary(info) + (seconds > 0 ? `, for ${seconds} s` : ''),
    cure: 'mend the link, or name the primary in redis.url',
  };
}

function full(info: Info): Reason {
  const [used, limit] = [number(info, 'used_memory'), number(info, 'maxmemory')];
  const policy = info.get('maxmemory_policy') ?? '';
  // What collectd writes never expires, so that the volatile policies find nothing of it to remove.
  if (limit === 0 || policy.startsWith('allkeys')) return undefined;
  const isOver = used - number(info, 'mem_not_counted_for_evict') > limit;
  if (!isOver && !(used > fullShare * limit && refusals(info, 'OOM') > 0)) return undefined;
  return {
    cause: 'Redis is full and refuses what collectd writes',
    facts: `OOM: ${mebibytes(used)} of maxmemory ${mebibytes(limit)}, ${policy}`,
    cure: 'raise maxmemory, or keep fewer samples by MaxSetSize of write_redis',
  };
}

function unsavable(info: Info): Reason {
  const isFailing =
    info.get('rdb_last_bgsave_status') === 'err' || info.get('aof_last_write_status') === 'err';
  if (!isFailing || refusals(info, 'MISCONF') === 0) return undefined;
  return {
    cause: 'Redis cannot save its data to the disk, and therefore refuses what collectd writes',
    facts: 'MISCONF',
    cure: "see Redis' log: is its disk full?",
  };
}

function tooFewReplicas(info: Info): Reason {
  if (isReplica(info) || refusals(info, 'NOREPLICAS') === 0) return undefined;
  const wellCount = info.get('min_slaves_good_slaves');
  if (wellCount === undefined) return undefined;
  return {
    cause: 'Redis refuses what collectd writes while it has too few replicas',
    facts: `NOREPLICAS: ${wellCount} are well`,
    cure: 'mend them, or lower min-replicas-to-write',
  };
}

function refusedAsReplica(info: Info): Reason {
  const count = refusals(info, 'READONLY');
  if (count === 0 || !isReplica(info) || info.get('slave_read_only') === '0') return undefined;
  return {
    cause: 'Redis is a replica that nobody may write to, and has refused writes',
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

/** Of this kind, since Redis was started. */
function refusals(info: Info, kind: string): number {
  return Number(/^count=(\d+)$/.exec(info.get(`errorstat_${kind}`) ?? '')?.[1] ?? 0);
}

/** 0 where it is missing. */
function number(info: Info, name: string): number {
  const value = Number(info.get(name));
  return Number.isFinite(value) ? value : 0;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 30 ? 1 : 0)} MiB`;
}
