import { readBounded } from '../files/bounded-file.ts';

/** Upper bound of a file of a group: `memory.stat` has two kilobytes. */
const maxBytes = 64 * 1024;

/** The text of a group's file; undefined without such a file: the group has gone, or lacks the controller. */
export function readGroupFile(folder: string, name: string): string | undefined {
  try {
    return readBounded(`${folder}/${name}`, { maxBytes }).toString('latin1');
  } catch {
    return undefined;
  }
}

/** The only number of a file; `max`, which is no limit, is infinite. Undefined for anything else. */
export function readNumber(folder: string, name: string): number | undefined {
  const text = readGroupFile(folder, name)?.trim();
  if (text === 'max') return Number.POSITIVE_INFINITY;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The lines `key number` of a file, by key; empty where there is no such file. */
export function readKeyed(folder: string, name: string): ReadonlyMap<string, number> {
  const lines = (readGroupFile(folder, name) ?? '').matchAll(/^(\w+) (\d+)$/gm);
  return new Map(Array.from(lines, ([, key, number]) => [key!, Number(number)]));
}

/** The shares of the last ten seconds in a file of stalls, such as `some avg10=1.50 ...`, in percent, by line. */
export function readPressure(folder: string, name: string): ReadonlyMap<string, number> {
  const lines = (readGroupFile(folder, name) ?? '').matchAll(/^(some|full) avg10=(\d+(?:\.\d+)?) /gm);
  return new Map(Array.from(lines, ([, key, percent]) => [key!, Number(percent)]));
}
