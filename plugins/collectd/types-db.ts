import { readFileSync } from 'node:fs';

/** The path in Debian's collectd-core. */
export const defaultTypesDb = '/usr/share/collectd/types.db';

/** One number of a value list. */
export interface DataSource {
  readonly name: string;
  /** True for COUNTER, DERIVE and ABSOLUTE: collectd makes rates of what is counted. */
  readonly isCounter: boolean;
  /** The lower bound; -Infinity for an unbounded one. */
  readonly minimum: number;
}

/** The data sources of each type. */
export type TypesDb = ReadonlyMap<string, readonly DataSource[]>;

/** Reads lines of `name  source:kind:min:max, ...`, where a bound may be `U`; # starts a comment. */
export function parseTypesDb(text: string): TypesDb {
  const types = new Map<string, readonly DataSource[]>();
  for (const line of text.split('\n')) {
    const [name, ...sources] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!name || sources.length === 0) continue;
    types.set(name, sources.join('').split(',').filter(Boolean).map(parseDataSource));
  }
  return types;
}

function parseDataSource(source: string): DataSource {
  const [name = '', kind = '', bound] = source.split(':');
  const minimum = Number(bound);
  return {
    name,
    isCounter: /^(counter|derive|absolute)$/i.test(kind),
    minimum: Number.isFinite(minimum) ? minimum : Number.NEGATIVE_INFINITY,
  };
}

/**
 * Reads the files of TypesDB as collectd does: of two definitions of a type, the later one counts.
 *
 * @param files (default: the one of Debian's collectd-core)
 * @returns undefined where no file can be read, because collectd may run elsewhere
 */
export function readTypesDb(files: readonly string[] = [defaultTypesDb]): TypesDb | undefined {
  const texts = files.flatMap((file) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return [];
    }
  });
  return texts.length > 0 ? parseTypesDb(texts.join('\n')) : undefined;
}

/**
 * True for a data source that cannot be below 0. Almost no type can, so that it is also true where types.db is not
 * known, and false for a type that is not in it.
 *
 * @param dataSource counted from 0
 */
export function isNeverNegative(typesDb: TypesDb | undefined, type: string, dataSource: number): boolean {
  if (!typesDb) return true;
  return (typesDb.get(type)?.[dataSource]?.minimum ?? Number.NEGATIVE_INFINITY) >= 0;
}

/** The name of a data source, such as `rx`; its number where the type is not known. @param dataSource counted from 0 */
export function nameOfSource(typesDb: TypesDb | undefined, type: string, dataSource: number): string {
  return typesDb?.get(type)?.[dataSource]?.name ?? String(dataSource);
}

/** True for a data source that counts; false where the type is not known. @param dataSource counted from 0 */
export function isCounter(typesDb: TypesDb | undefined, type: string, dataSource: number): boolean {
  return typesDb?.get(type)?.[dataSource]?.isCounter ?? false;
}

/**
 * The reason why collectd would refuse a value of this type; undefined when it takes one, or when no file can be read
 * because collectd runs elsewhere.
 */
export function complaintAboutType(
  type: string,
  files: readonly string[] = [defaultTypesDb],
): string | undefined {
  const typesDb = readTypesDb(files);
  if (!typesDb) return undefined;
  const sources = typesDb.get(type)?.length;
  if (sources === undefined)
    return `the type ${type} is not in ${files.join(', ')}; name all files of collectd's TypesDB in typesDb, or take a type such as memory, bytes, percent or gauge`;
  return sources === 1
    ? undefined
    : `the type ${type} has ${sources} data sources, and a prediction is one number`;
}

/** The types that count bytes. types.db has no units. */
export const typesInBytes: ReadonlySet<string> = new Set([
  'bytes',
  'cache_size',
  'df',
  'df_complex',
  'file_size',
  'memory',
  'ps_data',
  'ps_rss',
  'ps_stacksize',
  'ps_vm',
  'swap',
  'total_bytes',
  'vs_memory',
]);

/** The unit in which values of a type are shown, in alerts and in reports. */
export function unitOf({ type }: { readonly type: string }): 'bytes' | 'plain' {
  return typesInBytes.has(type) ? 'bytes' : 'plain';
}
