import { describeError } from '../../notifiers/error-text.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import { capacityMisfit } from '../../plugins/series/capacity-fit.ts';
import { CapacitySum } from '../../plugins/samples/capacity-sum.ts';
import { RawCounter } from '../../plugins/samples/raw-counter.ts';
import { capacitySeries, sumParts } from '../../plugins/samples/related-series.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import type { SeenSeries, SightParts } from './sight.ts';

/** The parts of sums and capacities that the living series of a target need beside their own samples. */
export interface SeriesNeeds {
  /** Of the series of which it is known; Infinity where the target has no capacity. */
  readonly capacities: readonly number[];
  /** The reasons why others are not known. */
  readonly problems: readonly string[];
  /** The same for series that are so new that their parts may be about to appear. */
  readonly waiting: readonly string[];
  readonly notes: readonly string[];
  /** Names of the series that are not predicted for one of these reasons. */
  readonly explained: readonly string[];
  /** Number of series that were not looked at, because time was up. */
  readonly unseen: number;
}

export interface NeedsParts extends Pick<SightParts, 'names' | 'now' | 'isTimeUp'> {
  readonly reader: WriteRedisReader;
  /** True for a data source, counted from 0, of which collectd makes rates (default: none is known). */
  readonly isCounter?: ((type: string, dataSource: number) => boolean) | undefined;
}

/** Number of series whose parts are asked for at once. */
const seriesAtOnce = 200;
/** Number of entries without a value that show that there will be no value. */
const unknownSamples = 10;
/** Number of entries that show if the values of a counter are counts. */
const counterSamples = 33;
/** A series whose first sample is not older than this is new. */
const newSeconds = 60;
/** Number of samples in that time at the shortest interval that is usual. */
const newSamples = 601;

/**
 * Looks for the parts of the sums and capacities of a target's series.
 *
 * @param living the series that get samples
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function lookAtNeeds(
  target: TargetConfig,
  living: readonly SeenSeries[],
  parts: NeedsParts,
): Promise<SeriesNeeds> {
  const found: Need[] = [];
  let looked = 0;
  for (; looked < living.length && !parts.isTimeUp(); looked += seriesAtOnce)
    found.push(
      ...(await Promise.all(
        living.slice(looked, looked + seriesAtOnce).map((series) => lookAtOne(target, series, parts)),
      )),
    );
  return {
    capacities: found.flatMap(({ capacity }) => capacity ?? []),
    problems: found.flatMap(({ problem, isYoung }) => (problem === undefined || isYoung ? [] : problem)),
    waiting: found.flatMap(({ problem, isYoung }) => (problem === undefined || !isYoung ? [] : problem)),
    notes: found.flatMap(({ notes }) => notes),
    explained: found.flatMap(({ problem, isNothing }, index) =>
      problem === undefined && isNothing !== true ? [] : living[index]!.identifier.name,
    ),
    unseen: Math.max(0, living.length - looked),
  };
}

interface Need {
  readonly capacity?: number;
  readonly problem?: string;
  readonly isYoung?: boolean;
  /** True for an optional resource that this host does not have, as its capacity is 0. */
  readonly isNothing?: boolean;
  readonly notes: readonly string[];
}

async function lookAtOne(target: TargetConfig, seen: SeenSeries, parts: NeedsParts): Promise<Need> {
  const { reader, names, now } = parts;
  const { identifier: series } = seen;
  const { name } = series;
  const fault = async (problem: string): Promise<Need> => ({
    problem,
    isYoung: await isNew(reader, name, now),
    notes: [],
  });
  try {
    const sum = await sumParts(reader, target.addends, target.series, series, names);
    if (sum.kind === 'incomplete') return await fault(`the sum at ${name}: ${sum.problem}`);
    // A series without an entry has another problem.
    const value = seen.newest ? seen.newest.values[target.dataSource] : 0;
    if (value === undefined) {
      const count = seen.newest?.values.length ?? 0;
      return {
        problem: `${name} lacks data source ${target.dataSource}: it has ${count} (counted from 0)`,
        notes: [],
      };
    }
    if (Number.isNaN(value) && (await isUnknown(reader, name, target.dataSource)))
      return { problem: `the values of ${name} are unknown (nan): does its source give any?`, notes: [] };
    if (parts.isCounter?.(series.type, target.dataSource) && (await isCount(reader, name, target.dataSource)))
      return { problem: countsProblem(name), notes: [] };
    const misfitOf = (capacity: number): Pick<Need, 'problem'> => {
      const limit = typeof target.limit === 'number' && !target.ensemble ? target.limit : 0;
      const misfit = capacityMisfit({ value, limit, capacity }, unitOf(series));
      return misfit === undefined ? {} : { problem: `${name}: ${misfit}` };
    };
    if (typeof target.capacity === 'number')
      return { capacity: target.capacity, ...misfitOf(target.capacity), notes: [] };
    const { sumOf, dataSources } = target.capacity;
    const capacityParts = capacitySeries(sumOf, target.series, series, names);
    const question = {
      series,
      sumOf,
      parts: capacityParts,
      dataSources,
      dataSource: target.dataSource,
      newestTime: seen.newest?.time,
      now,
      monotonic: 0,
    };
    const capacity = await new CapacitySum().read(reader, question);
    if (capacity.kind === 'unknown' && capacity.isZero && target.optional)
      return { notes: [`${name} is not predicted, as its capacity is 0; it is optional`], isNothing: true };
    if (capacity.kind === 'unknown')
      return await fault(`the capacity of ${name} is not known: ${capacity.problem}`);
    const notes = [
      ...fullNotes(target, seen, value, capacity.value),
      ...(capacity.ended.length > 0
        ? [`the capacity of ${name} leaves out ${capacity.ended.join(', ')}: no longer written`]
        : []),
    ];
    if (capacity.kind === 'known') return { capacity: capacity.value, ...misfitOf(capacity.value), notes };
    const problem = `${name} waits for its capacity, whose series have only just appeared`;
    return { capacity: capacity.value, problem, isYoung: true, notes };
  } catch (error) {
    if (!(error instanceof SeriesError)) throw error;
    return { problem: `${name} cannot be read: ${describeError(error)}`, notes: [] };
  }
}

function fullNotes({ addends }: TargetConfig, seen: SeenSeries, value: number, capacity: number): string[] {
  const { plugin, name } = seen.identifier;
  if (plugin !== 'df' || addends.length > 0 || value < capacity) return [];
  return [`${name} has nothing free; \`<Plugin df>\` can leave out what is always full`];
}

async function isNew(reader: WriteRedisReader, name: string, now: number): Promise<boolean> {
  const { entries } = await reader.newest(name, newSamples);
  return entries.length < newSamples && now - (entries[0]?.time ?? 0) <= newSeconds;
}

/** True when the recent values are counts and not rates. */
async function isCount(reader: WriteRedisReader, name: string, dataSource: number): Promise<boolean> {
  const { entries } = await reader.newest(name, counterSamples);
  const counter = new RawCounter();
  for (const { values } of entries) counter.observe(values[dataSource] ?? Number.NaN);
  return counter.kind === 'count';
}

/** The cause and the cure where counts are stored in place of rates. @param names of the series */
export function countsProblem(names: string): string {
  return `the values of ${names} are counts, not rates: set StoreRates true in <Plugin write_redis>, and restart collectd`;
}

/** True when no recent entry has a value. */
async function isUnknown(reader: WriteRedisReader, name: string, dataSource: number): Promise<boolean> {
  const { entries } = await reader.newest(name, unknownSamples);
  return entries.every(({ values }) => Number.isNaN(values[dataSource]));
}
