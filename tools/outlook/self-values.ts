import { fieldsOf, hostOf, ownPlugin } from '../../plugins/collectd/identifier.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import type { PredictorSight } from './predictors.ts';

/** The values in which one `dma predict` reports on itself, of its newest report. */
export interface SelfValues {
  /** The host under which it reports. */
  readonly host: string;
  /** The name of its Redis, where there are several. */
  readonly store?: string;
  /** By type and type instance, such as `percent-coverage-memory`; docs/reference/values.md has their meaning. */
  readonly values: ReadonlyMap<string, number>;
}

const selfPart = `${ownPlugin}-self/`;

/** The values of one report are given at the same time; older ones belong to a target that is gone. */
const maxApartSeconds = 40;

/**
 * Reads what each `dma predict` says about itself.
 *
 * @param predictors the ones that are known
 * @param known the names that Redis holds
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function readSelfValues(
  reader: Pick<WriteRedisReader, 'newest'>,
  predictors: readonly Pick<PredictorSight, 'host'>[],
  known: ReadonlySet<string>,
): Promise<readonly SelfValues[]> {
  const hosts = new Set(predictors.map(({ host }) => host));
  const names = [...known].filter((name) => fieldsOf(name).startsWith(selfPart) && hosts.has(hostOf(name)));
  const found = await Promise.all(names.map(async (name) => ({ name, entry: await newestOf(reader, name) })));
  return [...hosts].map((host) => {
    const own = found.filter(({ name }) => hostOf(name) === host);
    const newest = Math.max(...own.map(({ entry }) => entry?.time ?? Number.NEGATIVE_INFINITY));
    const values = own.flatMap(({ name, entry }): [string, number][] => {
      const value = entry?.values[0];
      const isOfIt = entry !== undefined && newest - entry.time <= maxApartSeconds;
      return isOfIt && Number.isFinite(value) ? [[fieldsOf(name).slice(selfPart.length), value!]] : [];
    });
    return { host, values: new Map(values) };
  });
}

async function newestOf(reader: Pick<WriteRedisReader, 'newest'>, name: string) {
  try {
    return (await reader.newest(name, 1)).entries.at(-1);
  } catch (error) {
    if (error instanceof SeriesError) return undefined;
    throw error;
  }
}
