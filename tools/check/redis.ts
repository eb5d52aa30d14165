import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import type { Config } from '../../plugins/config/config.ts';
import { connectRedis } from '../../plugins/redis/connection.ts';
import { describeTrouble, findWriteTrouble } from '../../plugins/redis/trouble.ts';
import { defaultPrefix, WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesNames, type NamedSeries } from '../../plugins/samples/series-names.ts';
import { missingSeriesCure } from './drop-in.ts';
import type { Finding } from './finding.ts';
import { limitText } from './limit-text.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import { capacityMisfit } from '../../plugins/prediction/capacity-fit.ts';
import { CapacitySum } from '../../plugins/samples/capacity-sum.ts';
import { capacitySeries, sumParts } from '../../plugins/samples/related-series.ts';
import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import { SeriesError, StoreError } from '../../plugins/samples/sample-reader.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** A connection without an answer for this long is closed. */
const silenceSeconds = 10;
/** Logs nothing: the finding tells the failure. */
const silent = { subject: () => ({ failing: () => undefined, recovered: () => undefined }) };

/** Checks Redis as `dma predict` uses it, that collectd can write there, and the series of each target. */
export async function checkRedis(config: Config, secrets: KnownSecrets): Promise<Finding[]> {
  const subject = `Redis at ${config.redis.url}`;
  const redis = connectRedis({ ...config.redis, silenceSeconds, secrets }, silent);
  try {
    await redis.attempted();
    if (!redis.isOpen) return [{ subject, ok: false, text: redis.complaint ?? 'does not answer' }];
    const reader = new WriteRedisReader(redis.commands, config.redis.prefix);
    const names = await reader.names();
    const series = new SeriesNames(names);
    const isEmpty = names.length === 0;
    const found: Finding = {
      subject,
      ok: !isEmpty,
      text: isEmpty ? noSeries(config.redis.prefix) : `holds ${names.length} series`,
    };
    const targets = await Promise.all(
      Object.entries(config.targets).map(([name, target]) =>
        checkTarget(name, target, reader, series, epochSeconds(), () => sleep(1000 * arrivalSeconds)),
      ),
    );
    const trouble = await findWriteTrouble(redis);
    // Writes refused in the past do not matter while everything arrives.
    if (!trouble || (!trouble.isNow && targets.every(({ ok }) => ok))) return [found, ...targets];
    return [found, { subject: 'writing to Redis', ok: false, text: describeTrouble(trouble) }, ...targets];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [{ subject, ok: false, text: `cannot be read: ${error.message}` }];
  } finally {
    redis.close();
  }
}

function noSeries(prefix = defaultPrefix): string {
  return `holds no series whose keys begin with ${prefix}: write_redis must write there, and redis.prefix must be its Prefix`;
}

/** Seconds in which a series that is written gets another entry. */
const arrivalSeconds = 3;
/** A series whose newest entry is older than this is not being written, unless its interval is longer. */
const freshSeconds = 30;
/** The same in intervals of the series. */
const freshIntervals = 3;
/** The same in intervals, but not in more seconds: a sender behind the network plugin may fill its packets first. */
const burstIntervals = 10;
const maxBurstSeconds = 80;

/**
 * Checks that a target has series, that they are fresh, and that their sums and capacities are known.
 *
 * @param now epoch seconds
 * @param waitForArrivals is called before series that seem late are read again: what arrives comes from a clock behind
 */
export async function checkTarget(
  name: string,
  target: TargetConfig,
  reader: WriteRedisReader,
  names: SeriesNames,
  now: number,
  waitForArrivals: () => Promise<void>,
): Promise<Finding> {
  const subject = `target ${name}`;
  const pattern = new IdentifierPattern(target.series);
  const matching = names.all.filter((series) => pattern.match(series.name));
  if (matching.length === 0) {
    const missing = `no series like ${target.series}`;
    const cure = missingSeriesCure(target.series, names.all);
    return target.optional
      ? { subject, ok: true, text: `${missing}; it is optional. To have it: ${cure}` }
      : { subject, ok: false, text: `${missing}: ${cure}` };
  }
  const problems: string[] = [];
  const notes: string[] = [];
  const quiet: LateSeries[] = [];
  const going = new Set<string>();
  const capacities: number[] = [];
  let young = 0;
  let slowest = 0;
  const checkOne = async (series: NamedSeries): Promise<void> => {
    const identifier = series.name;
    try {
      const sum = await sumParts(reader, target.addends, target.series, series, names);
      if (sum.kind === 'incomplete') problems.push(`the sum at ${identifier}: ${sum.problem}`);
      const { entries } = await reader.newest(identifier, 2);
      const age = now - (entries.at(-1)?.time ?? 0);
      const interval = (entries[1]?.time ?? 0) - (entries[0]?.time ?? 0);
      slowest = Math.max(slowest, interval);
      if (isFresh(age, interval)) going.add(pluginOf(series));
      else quiet.push({ series, age });
      const { dataSource } = target;
      const value = entries.at(-1)?.values[dataSource] ?? 0;
      const tell = (capacity: number): void => {
        capacities.push(capacity);
        const limit = typeof target.limit === 'number' ? target.limit : 0;
        const misfit = capacityMisfit({ value, limit, capacity }, unitOf(series));
        if (misfit !== undefined) problems.push(`${identifier}: ${misfit}`);
      };
      if (typeof target.capacity === 'number') {
        tell(target.capacity);
        return;
      }
      const { sumOf, dataSources } = target.capacity;
      const parts = capacitySeries(sumOf, target.series, series, names);
      const newestTime = entries.at(-1)?.time;
      const question = { series, sumOf, parts, dataSources, dataSource, newestTime, now, monotonic: 0 };
      const capacity = await new CapacitySum().read(reader, question);
      if (capacity.kind === 'unknown') {
        problems.push(`the capacity of ${identifier} is not known: ${capacity.problem}`);
        return;
      }
      tell(capacity.value);
      if (series.plugin === 'df' && target.addends.length === 0 && value >= capacity.value)
        notes.push(`${identifier} has nothing free; \`<Plugin df>\` can leave out what is always full`);
      if (capacity.kind === 'young') young++;
      if (capacity.ended.length > 0)
        notes.push(
          `the capacity of ${identifier} leaves out ${capacity.ended.join(', ')}: no longer written`,
        );
    } catch (error) {
      if (!(error instanceof SeriesError)) throw error;
      problems.push(`${identifier} cannot be read: ${describeError(error)}`);
    }
  };
  // All at once: the client sends them as one stream.
  await Promise.all(matching.map(checkOne));
  if (quiet.length > 0) await waitForArrivals();
  const { late, behind } = await readAgain(reader, quiet, now);
  for (const { series } of behind) going.add(pluginOf(series));
  for (const host of new Set(behind.map(({ series }) => series.host))) {
    const { age } = behind.find(({ series }) => series.host === host)!;
    notes.push(`the clock of ${host} is behind by ${Math.round(age)} s, or ours is ahead`);
  }
  const hasEnded = (series: NamedSeries): boolean => target.optional && going.has(pluginOf(series));
  for (const { series, age } of late)
    if (hasEnded(series)) notes.push(`${series.name} has ended ${Math.round(age)} s ago`);
  const stale = late.filter(({ series }) => !hasEnded(series));
  problems.unshift(
    ...stale.map(({ series, age }) => `${series.name} has had no sample for ${Math.round(age)} s`),
  );
  if (problems.length > 0) return { subject, ok: false, text: firstOf(problems) };
  if (young > 0) notes.push(`${young} wait for their capacity, whose series have only just appeared`);
  const wanted = target.horizonSeconds / 12;
  const advice =
    slowest > 1.5 * wanted
      ? `; a sample comes every ${slowest.toFixed(0)} s, and one every ${wanted.toFixed(0)} s or less would warn sooner`
      : '';
  const noted = notes.length > 0 ? `; ${firstOf(notes)}` : '';
  const limit = limitText(target, matching[0]!.type, capacities);
  const fresh = late.length === 0 ? 'all fresh' : `${matching.length - late.length} fresh`;
  return { subject, ok: true, text: `${matching.length} series, ${fresh}${noted}; ${limit}${advice}` };
}

/** A series whose newest entry is old. */
interface LateSeries {
  readonly series: NamedSeries;
  /** Seconds. */
  readonly age: number;
}

/** Tells late series from others that get new entries with old times. */
async function readAgain(
  reader: WriteRedisReader,
  series: readonly LateSeries[],
  now: number,
): Promise<{ readonly late: readonly LateSeries[]; readonly behind: readonly LateSeries[] }> {
  const late: LateSeries[] = [];
  const behind: LateSeries[] = [];
  const entries = await Promise.all(series.map(({ series: { name } }) => reader.newestEntry(name)));
  for (const [index, one] of series.entries()) {
    const isNewer = now - (entries[index]?.time ?? 0) < one.age;
    (isNewer ? behind : late).push(one);
  }
  return { late, behind };
}

function isFresh(age: number, interval: number): boolean {
  const burst = Math.min(burstIntervals * interval, maxBurstSeconds);
  return age <= Math.max(freshSeconds, freshIntervals * interval, burst);
}

/** Series of the same plugin of one host come and go together, unless one has ended. */
function pluginOf({ plugin, host }: NamedSeries): string {
  return `${plugin} of ${host}`;
}

function firstOf(texts: readonly string[]): string {
  const shown = texts.length > 3 ? [...texts.slice(0, 3), `and ${texts.length - 3} more`] : texts;
  return shown.join('; ');
}
