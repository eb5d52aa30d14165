import type { CapacityParts } from '../../plugins/samples/capacity-past.ts';
import { CapacitySum } from '../../plugins/samples/capacity-sum.ts';
import { capacitySeries, sumParts } from '../../plugins/samples/related-series.ts';
import type { Config } from '../../plugins/config/config.ts';
import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import { IdentifierError } from '../../plugins/collectd/identifier.ts';
import { targetSchema, type TargetConfig } from '../../plugins/config/target-config.ts';
import type { SampleReader } from '../../plugins/samples/sample-reader.ts';
import { readName, SeriesNames, type NamedSeries } from '../../plugins/samples/series-names.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { missingSeriesCure } from '../check/drop-in.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { expectedOneOf } from '../process/expected-one-of.ts';

/** Series that are named in a message, at most. */
const maxNamed = 8;

/** The target of an empty entry: the defaults of dma.yaml. */
export const targetDefaults: TargetConfig = targetSchema.parse({
  series: '*/any/gauge',
  capacity: 1,
});

/** @throws UsageError when the configuration has no such target */
export function findTarget(config: Config, name: string): TargetConfig {
  const target = config.targets[name];
  if (target) return target;
  throw expectedOneOf('--target', Object.keys(config.targets), name, ' (the targets of dma.yaml)');
}

/**
 * The one series that a target predicts, on one host if that is given, with the ones that are summed up with it.
 *
 * @param series the identifier, if it has been given
 * @returns the identifiers, the one that names the sum first; rejects with UsageError when several match, with
 *   OutsideError when none does
 */
export async function seriesOfTarget(
  reader: WriteRedisReader,
  name: string,
  target: TargetConfig,
  { host, series }: { readonly host: string | undefined; readonly series: string | undefined },
): Promise<readonly string[]> {
  const pattern = new IdentifierPattern(target.series);
  const names = new SeriesNames(await reader.names());
  if (series !== undefined) return [series, ...(await addendsOf(reader, target, series, names))];
  const matching = names.all.filter((one) => pattern.match(one.name) !== undefined);
  const all = matching.map((one) => one.name);
  const found = matching.filter((one) => one.host === (host ?? one.host)).map((one) => one.name);
  if (found.length === 1) return [found[0]!, ...(await addendsOf(reader, target, found[0]!, names))];
  if (found.length > 1) {
    throw new UsageError(
      `--target ${name}: ${found.length} series match; name ${host === undefined ? 'a --host, or ' : ''}one with --series: ${someOf(found)}`,
    );
  }
  const elsewhere =
    all.length > 0 ? `; there is ${someOf(all)}` : `; ${missingSeriesCure(target.series, names.all)}`;
  throw new OutsideError(
    `target ${name}: Redis holds no series like ${target.series}${host === undefined ? '' : ` of host ${host}`}${elsewhere}`,
  );
}

/** The further series that a target adds to `identifier`. */
async function addendsOf(
  reader: WriteRedisReader,
  { addends, series }: TargetConfig,
  identifier: string,
  names: SeriesNames,
): Promise<readonly string[]> {
  const parts = await sumParts(reader, addends, series, readName(identifier), names);
  if (parts.kind !== 'incomplete') return parts.names;
  throw new OutsideError(`${identifier}: cannot be summed up: ${parts.problem}`);
}

/**
 * @param subject the option that names the series, for messages; empty for an argument
 * @returns rejects with OutsideError when Redis has no such series
 */
export async function requireSeries(
  reader: WriteRedisReader,
  identifier: string,
  subject = '--series: ',
): Promise<void> {
  const names = await reader.names();
  const elsewhere = isIdentifier(identifier) ? new IdentifierPattern(identifier).onAnyHost() : undefined;
  if (elsewhere && names.includes(identifier)) return;
  const similar = names.filter((other) => elsewhere?.match(other));
  const choice = similar.length > 0 ? similar : new SeriesNames(names).all.map(({ name }) => name);
  const hint =
    choice.length > 0 ? `there is ${someOf(choice)}` : 'it holds none at all; is it the right one?';
  throw new OutsideError(`${subject}Redis holds no ${JSON.stringify(identifier)}; ${hint}`);
}

/**
 * The limit of a target for one series, in its unit: a share of what the capacity is now.
 *
 * @param now epoch seconds
 * @returns rejects with OutsideError when the capacity is not known, with UsageError for a target without a limit
 */
export async function limitOfTarget(
  reader: WriteRedisReader,
  target: TargetConfig,
  identifier: string,
  now: number,
): Promise<number> {
  const { limit, ensemble } = target;
  if (ensemble)
    throw new UsageError(
      `${identifier}: its target has detector.ensemble and no limit; name a target with a limit, or give --limit`,
    );
  if (typeof limit === 'number') return limit;
  const capacity = await capacityOfTarget(reader, target, identifier, now);
  if ('value' in capacity) return limit.shareOfCapacity * capacity.value;
  throw new OutsideError(`${identifier}: its capacity is not known: ${capacity.problem}; give --limit`);
}

/** The capacity of a series in its unit, or why it is not known; Infinity where its target has none. */
export type FoundCapacity =
  | { readonly value: number; readonly parts: CapacityParts | undefined }
  /** `isZero` where there is nothing of the resource. */
  | { readonly problem: string; readonly isZero: boolean };

/**
 * The capacity of a target for one series, and the series that it is the sum of.
 *
 * @param now epoch seconds
 */
export async function capacityOfTarget(
  reader: WriteRedisReader,
  target: TargetConfig,
  identifier: string,
  now: number,
): Promise<FoundCapacity> {
  const { capacity } = target;
  if (typeof capacity === 'number') return { value: capacity, parts: undefined };
  const names = new SeriesNames(await reader.names());
  return capacityAmong(reader, target, readName(identifier), names, now);
}

/** The same with the names that Redis holds, and the memory of earlier looks. @param monotonic seconds */
export async function capacityAmong(
  reader: Pick<SampleReader, 'newestEntry'>,
  { capacity, series: seriesGlob, dataSource }: TargetConfig,
  series: NamedSeries,
  names: SeriesNames,
  now: number,
  memory = new CapacitySum(),
  monotonic = 0,
): Promise<FoundCapacity> {
  if (typeof capacity === 'number') return { value: capacity, parts: undefined };
  const { sumOf, dataSources } = capacity;
  const parts = capacitySeries(sumOf, seriesGlob, series, names);
  const question = { series, sumOf, parts, dataSources, dataSource, now, monotonic };
  const sum = await memory.read(reader, question);
  if (sum.kind === 'unknown') return { problem: sum.problem, isZero: sum.isZero ?? false };
  const counted = parts.map(({ name }) => name).filter((name) => !sum.ended.includes(name));
  return { value: sum.value, parts: { names: counted, dataSources } };
}

function isIdentifier(text: string): boolean {
  try {
    return Boolean(readName(text));
  } catch (error) {
    if (error instanceof IdentifierError) return false;
    throw error;
  }
}

function someOf(names: readonly string[]): string {
  const sorted = names.toSorted();
  const more = sorted.length > maxNamed ? ` and ${sorted.length - maxNamed} more` : '';
  return sorted.slice(0, maxNamed).join(', ') + more;
}
