import { readFileSync } from 'node:fs';

/** Where Debian's collectd-core puts it. */
export const defaultTypesDb = '/usr/share/collectd/types.db';

/** The number of data sources of each type: lines of `name  source:kind:min:max, ...`; # starts a comment. */
export function parseTypesDb(text: string): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name, ...sources] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (name && sources.length > 0) types.set(name, sources.join('').split(',').filter(Boolean).length);
  }
  return types;
}

/**
 * Why a value of this type cannot be given to collectd, which would say so once a second; undefined when it can be, or
 * when the file cannot be read (collectd may run elsewhere).
 */
export function complaintAboutType(type: string, file: string = defaultTypesDb): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const sources = parseTypesDb(text).get(type);
  if (sources === undefined)
    return `the type ${type} is not in ${file}; such as memory, bytes, percent or gauge are`;
  return sources === 1
    ? undefined
    : `the type ${type} has ${sources} data sources, and a prediction is one number`;
}
