import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { Config } from '../../plugins/config/config.ts';
import { connectRedis, type RedisConnection } from '../../plugins/redis/connection.ts';
import { findPrefixes } from '../../plugins/redis/other-prefixes.ts';
import { placeText } from '../../plugins/redis/sentinels.ts';
import { describeTrouble, findWriteTrouble } from '../../plugins/redis/trouble.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { StoreError } from '../../plugins/samples/sample-reader.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import { namesToLookAt } from './names-to-look-at.ts';
import { writingToRedis } from './target.ts';
import { checkTargets, maxStartSeconds, type TargetsParts, type TargetsSight } from './targets.ts';

/** A connection without an answer for this long is closed. */
const silenceSeconds = 10;
/** Series are looked at for this long; of those that are left, the count is told. */
const maxLookSeconds = 10;
/** Logs nothing: the finding tells the failure. */
const silent = { subject: () => ({ failing: () => undefined, recovered: () => undefined }) };

/** Everything that the check of Redis needs of the outside world. */
export interface RedisCheckParts extends Pick<
  TargetsParts,
  'cached' | 'startedSeconds' | 'pause' | 'ownHost' | 'isCounter'
> {
  readonly secrets: KnownSecrets;
  /** True when collectd's write_redis of this machine writes to this Redis, by its configuration. */
  readonly isWrittenHere: boolean;
  /** See `writesElsewhere`; undefined as well where that is not known. */
  readonly elsewhere?: string | undefined;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** Checks Redis as `dma predict` uses it, that collectd can write there, and the series of each target. */
export async function checkRedis(config: Config, parts: RedisCheckParts): Promise<TargetsSight> {
  const subject = `Redis ${placeText(config.redis)}`;
  const redis = connectRedis({ ...config.redis, silenceSeconds, secrets: parts.secrets }, silent);
  try {
    await redis.attempted();
    if (!redis.isOpen) return unread({ subject, ok: false, text: redis.complaint ?? 'does not answer' });
    return await checkSeries(config, redis, parts);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return unread({ subject, ok: false, text: `cannot be read: ${error.message}` });
  } finally {
    redis.close();
  }
}

function unread(finding: Finding): TargetsSight {
  const figures = { series: 0, predicted: 0, ageSeconds: undefined };
  return { findings: [finding], living: [], isPredicting: false, figures };
}

async function checkSeries(
  config: Config,
  redis: RedisConnection,
  parts: RedisCheckParts,
): Promise<TargetsSight> {
  const end = parts.monotonic() + maxLookSeconds;
  const isTimeUp = (): boolean => parts.monotonic() >= end;
  const reader = new WriteRedisReader(redis.commands, config.redis.prefix);
  const allNames = await reader.names();
  // After a start of collectd not everything has come to Redis yet.
  const hasJustStarted = (parts.startedSeconds ?? Number.POSITIVE_INFINITY) <= maxStartSeconds;
  const cached = parts.isWrittenHere && !hasJustStarted ? parts.cached : undefined;
  const looked = await namesToLookAt({ reader, stored: allNames, cached, now: parts.now() });
  const names = new SeriesNames(looked);
  const trouble = await findWriteTrouble(redis);
  const sight = await checkTargets(config, {
    ...parts,
    reader,
    names,
    allNames,
    now: parts.now(),
    isTimeUp,
    isRefused: trouble?.isNow === true,
  });
  // Writes refused in the past do not matter while everything arrives.
  const isTrouble = trouble && (trouble.isNow || sight.findings.some(({ ok }) => !ok));
  const findings = [
    await describeRedis(config, redis, allNames.length, parts),
    ...(isTrouble ? [{ subject: writingToRedis, ok: false, text: describeTrouble(trouble) }] : []),
    ...sight.findings,
  ];
  return { ...sight, findings };
}

async function describeRedis(
  { redis }: Config,
  connection: RedisConnection,
  count: number,
  { startedSeconds = Number.POSITIVE_INFINITY, elsewhere }: RedisCheckParts,
): Promise<Finding> {
  const subject = `Redis ${placeText(redis)}`;
  if (count > 0) return { subject, ok: true, text: `holds ${count} series` };
  const prefixes = await findPrefixes(connection);
  if (prefixes.length > 0 || startedSeconds > maxStartSeconds)
    return { subject, ok: false, text: noSeries(redis.prefix, prefixes, elsewhere) };
  const text = `holds no series yet; collectd started ${Math.round(startedSeconds)} s ago`;
  return { subject, ok: true, kind: 'wait', text };
}

function noSeries(prefix: string, others: readonly string[], elsewhere: string | undefined): string {
  const text = `holds no series whose keys begin with ${prefix}`;
  if (others.length === 0 && elsewhere !== undefined) return `${text}: ${elsewhere}`;
  if (others.length === 0)
    return `${text}: write_redis must write there, and redis.prefix must be its Prefix`;
  const cure = `set redis: {prefix: "${others[0]!}"} in dma.yaml, or the Prefix of write_redis`;
  return `${text}, but ${firstOf(others.map((one) => `${one}values`))}: ${cure}`;
}
