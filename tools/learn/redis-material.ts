import { epochSeconds } from '../../plugins/process/clock.ts';
import { loadConfig } from '../../plugins/config/config.ts';
import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import { pastHorizons } from '../../plugins/samples/past-loader.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import {
  findTarget,
  limitOfTarget,
  requireSeries,
  seriesOfTarget,
  targetDefaults,
} from '../series/configured-target.ts';
import { withRedis } from '../series/open-redis.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { horizonOfSeries } from '../series/series-horizon.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import { readRedisSeries } from '../series/redis-series.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import type { LabelledRange } from './labels.ts';
import {
  checkRanges,
  learningSeries,
  usualIntervalOf,
  type LearningSeries,
  type RawSeries,
} from './learning-series.ts';
import type { Material } from './recorded-material.ts';

/** The wish for series from Redis. */
export interface RedisWish {
  /** The file of the configuration; undefined for the usual one. */
  readonly config: string | undefined;
  /** A name of dma.yaml; undefined when the series are named and the limit is given. */
  readonly target: string | undefined;
  readonly hosts: readonly string[];
  readonly series: readonly string[];
  /** Undefined when they are left to the target. */
  readonly limit: number | undefined;
  readonly horizonSeconds: number | undefined;
  /** Empty when the labels follow from the limit. */
  readonly ranges: readonly LabelledRange[];
  /** Gets the password of Redis. */
  readonly secrets: KnownSecrets;
}

/**
 * Material from Redis: the past before the ranges is read as well, so that each row is what would have been seen live.
 * A range holds for all the series that are read, so that several are only read when they are named. Each host is a
 * group of its own.
 *
 * @param onProgress is told the share that is done, 0 to 1
 * @returns rejects with UsageError, ConfigError or OutsideError
 */
export async function materialFromRedis(
  wish: RedisWish,
  onProgress: (share: number) => void,
): Promise<Material> {
  const config = loadConfig(wish.config);
  const target = wish.target === undefined ? targetDefaults : findTarget(config, wish.target);
  checkTarget(wish, target);
  return withRedis(config.redis, wish.secrets, async (reader) => {
    for (const identifier of wish.series) await requireSeries(reader, identifier);
    const found = await foundSeries(reader, wish, target);
    const remarks: string[] = [];
    const series: LearningSeries[] = [];
    for (const [index, identifiers] of found.entries()) {
      const progress = (share: number): void => onProgress((index + share) / found.length);
      const read = await readOne(reader, identifiers, { wish, target, remarks, onProgress: progress });
      series.push(learningSeries(read, wish.ranges));
    }
    checkRanges(wish.ranges, series, 'Redis holds');
    return { series, remarks };
  });
}

function checkTarget({ target: name, limit }: RedisWish, target: TargetConfig): void {
  if (name === undefined && limit === undefined) {
    throw new UsageError(
      '--limit: say what counts as exhaustion, such as 60GiB, or name a --target of dma.yaml',
    );
  }
  if (target.limitSide === 'lower') {
    throw new UsageError(
      `--target ${name}: has a lowerLimit, and models are trained for upper limits; name a target that counts what is used`,
    );
  }
}

/** The series to learn from, each with the ones that are summed up with it. */
async function foundSeries(
  reader: WriteRedisReader,
  { target: name, hosts, series, ranges }: RedisWish,
  target: TargetConfig,
): Promise<(readonly string[])[]> {
  if (name === undefined) return series.map((identifier) => [identifier]);
  const one = (host: string | undefined, identifier?: string) =>
    seriesOfTarget(reader, name, target, { host, series: identifier });
  if (series.length > 0) return inOrder(series, (identifier) => one(undefined, identifier));
  if (hosts.length > 0) return inOrder(hosts, (host) => one(host));
  if (ranges.length > 0) return [await one(undefined)];
  const pattern = new IdentifierPattern(target.series);
  const matching = new SeriesNames(await reader.names()).all
    .map((found) => found.name)
    .filter((identifier) => pattern.match(identifier) !== undefined);
  // None at all is told by the one.
  if (matching.length === 0) return [await one(undefined)];
  return inOrder(matching.sort(), (identifier) => one(undefined, identifier));
}

async function inOrder<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await ask(item));
  return results;
}

interface Reading {
  readonly wish: RedisWish;
  readonly target: TargetConfig;
  /** Is added to. */
  readonly remarks: string[];
  readonly onProgress: (share: number) => void;
}

async function readOne(
  reader: WriteRedisReader,
  identifiers: readonly string[],
  { wish: { ranges, ...wish }, target, remarks, onProgress }: Reading,
): Promise<RawSeries> {
  const identifier = identifiers[0]!;
  const parsed = parseIdentifier(identifier);
  const now = epochSeconds();
  const last = ranges.at(-1)?.to;
  const config = { ...target, horizonSeconds: wish.horizonSeconds ?? target.horizonSeconds };
  const { seconds: horizonSeconds, remark } = await horizonOfSeries(
    reader,
    { target: wish.target, config, name: identifier },
    last ?? now,
  );
  if (remark !== undefined) remarks.push(remark);
  const range = {
    identifiers,
    dataSource: target.dataSource,
    from: ranges[0]?.from,
    // A fault may be a lead to a crossing that comes after it.
    to: last === undefined ? undefined : Math.min(last + horizonSeconds, now),
    warmUpSeconds: pastHorizons * horizonSeconds,
  };
  try {
    const limit = wish.limit ?? (await limitOfTarget(reader, target, identifier, now));
    const { name, samples, remarks: some } = await readRedisSeries(reader, range, now, onProgress);
    remarks.push(...some);
    return {
      name,
      group: parsed.host,
      samples,
      limit,
      horizonSeconds,
      intervalSeconds: usualIntervalOf(samples),
      unit: unitOf(parsed),
      // What comes after it is not known.
      endsMidway: true,
    };
  } catch (error) {
    if (!(error instanceof SeriesError)) throw error;
    throw new OutsideError(`${identifier}: ${error.message}; write_redis did not write it`, { cause: error });
  }
}
