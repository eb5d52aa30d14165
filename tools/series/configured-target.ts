import { capacitySeries, sumOfNewest, sumParts } from '../../plugins/samples/related-series.ts';
import type { Config } from '../../plugins/config/config.ts';
import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import { isOwnText } from '../../plugins/collectd/identifier.ts';
import { targetSchema, type TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';

/** Series that are named in a message, at most. */
const mostNamed = 8;

/** What holds for a target that says nothing: the defaults of dma.yaml. */
export const targetDefaults: TargetConfig = targetSchema.parse({
  series: '*/memory/memory-used',
  capacity: 1,
});

/** @throws UsageError when the configuration has no such target */
export function findTarget(config: Config, name: string): TargetConfig {
  const target = config.targets[name];
  if (target) return target;
  throw new UsageError(
    `--target: expected one of ${Object.keys(config.targets).join(', ')} (the targets of dma.yaml), not "${name}"`,
  );
}

/**
 * The one series that a target predicts, on one host if that is given, with those that are summed up with it.
 *
 * @param series the identifier, if it has been given
 * @returns the identifiers, the one that names the sum first; rejects with UsageError when several match, OutsideError when none does
 */
export async function seriesOfTarget(
  reader: WriteRedisReader,
  name: string,
  target: TargetConfig,
  { host, series }: { readonly host: string | undefined; readonly series: string | undefined },
): Promise<readonly string[]> {
  const pattern = new IdentifierPattern(target.series);
  const identifiers = await reader.identifiers();
  if (series !== undefined) return [series, ...addendsOf(target, series, identifiers)];
  const all = identifiers.filter(
    (identifier) => pattern.match(identifier) !== undefined && !isOwnText(identifier),
  );
  const found = host === undefined ? all : all.filter((identifier) => identifier.startsWith(`${host}/`));
  if (found.length === 1) return [found[0]!, ...addendsOf(target, found[0]!, identifiers)];
  if (found.length > 1) {
    throw new UsageError(
      `--target ${name}: ${found.length} series match; name ${host === undefined ? 'a --host, or ' : ''}one with --series: ${someOf(found)}`,
    );
  }
  const elsewhere =
    all.length > 0 ? `; there is ${someOf(all)}` : '; does collectd load that plugin and write_redis?';
  throw new OutsideError(
    `target ${name}: Redis holds no series like ${target.series}${host === undefined ? '' : ` of host ${host}`}${elsewhere}`,
  );
}

/** Those beside `identifier` that a target adds to it. */
function addendsOf(
  { addends, series }: TargetConfig,
  identifier: string,
  identifiers: readonly string[],
): readonly string[] {
  const parts = sumParts(addends, series, identifier, identifiers);
  if (parts.kind !== 'incomplete') return parts.identifiers;
  throw new OutsideError(`${identifier}: cannot be summed up: ${parts.problem}`);
}

/** @returns rejects with OutsideError when Redis has no such series */
export async function requireSeries(reader: WriteRedisReader, identifier: string): Promise<void> {
  const identifiers = await reader.identifiers();
  if (identifiers.includes(identifier)) return;
  const type = identifier.split('/').slice(1).join('/');
  const similar = identifiers.filter((other) => other.endsWith(`/${type}`));
  const choice = similar.length > 0 ? similar : identifiers.filter((other) => !isOwnText(other));
  const hint =
    choice.length > 0 ? `there is ${someOf(choice)}` : 'it holds none at all; is it the right one?';
  throw new OutsideError(`--series: Redis holds no ${JSON.stringify(identifier)}; ${hint}`);
}

/**
 * The limit of a target for one series, in its unit: a share of what the capacity is now.
 *
 * @returns rejects with OutsideError when the capacity is not known
 */
export async function limitOfTarget(
  reader: WriteRedisReader,
  { capacity, limit, series, dataSource, horizonSeconds }: TargetConfig,
  identifier: string,
): Promise<number> {
  if (typeof limit === 'number') return limit;
  if (typeof capacity === 'number') return limit.shareOfCapacity * capacity;
  const identifiers = await reader.identifiers();
  const parts = capacitySeries(capacity.sumOf, series, identifier, identifiers);
  const sum = await sumOfNewest(reader, parts, dataSource, horizonSeconds);
  if (sum !== undefined) return limit.shareOfCapacity * sum;
  throw new OutsideError(
    `${identifier}: its capacity is not known: the newest values of ${capacity.sumOf} do not belong together; give --limit`,
  );
}

function someOf(names: readonly string[]): string {
  const sorted = names.toSorted();
  const more = sorted.length > mostNamed ? ` and ${sorted.length - mostNamed} more` : '';
  return sorted.slice(0, mostNamed).join(', ') + more;
}
