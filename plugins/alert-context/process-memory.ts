import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';

/** What one process holds. */
export interface ProcessMemory {
  readonly pid: number;
  /** The program's name, as the kernel has it; anything but the arguments it was started with. */
  readonly name: string;
  /** Ticks from boot to its start: what tells it from an earlier process with its pid. */
  readonly startTicks: number;
  /** Its resident memory; what it shares with others is counted in each. */
  readonly residentBytes: number;
}

/** Read in one piece; a piece takes about a millisecond, so that nothing else waits for longer. */
const processesAtOnce = 50;
/** Longer than the line in `stat` can be. */
const maxStatBytes = 2048;
/** A process that has ended meanwhile, or that is not ours to see (`hidepid`). */
const passedOver = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

/** Reads what all processes hold, with the size of a page as it is found the first time. */
export function processMemoryReader(): () => Promise<ProcessMemory[]> {
  let pageBytes: number | undefined;
  return async () => readProcessMemory((pageBytes ??= readPageBytes()));
}

/**
 * What all processes hold that can be seen and hold anything.
 *
 * One read of `/proc/<pid>/stat` each, because that has pid, name, start and memory of the same process, and takes no
 * lock that a process in trouble could hold (as `smaps` does). It is synchronous, since a read from /proc waits for no
 * disk and takes a tenth of the time of an asynchronous one, and there is a pause after every fifty.
 *
 * @param pageBytes see {@link readPageBytes}
 * @param folder where proc is mounted (default: /proc)
 * @returns rejects when the list of processes cannot be read, or reading fails in a way that would leave out others' processes
 */
export async function readProcessMemory(pageBytes: number, folder = '/proc'): Promise<ProcessMemory[]> {
  const buffer = Buffer.alloc(maxStatBytes);
  const pids = readdirSync(folder).filter((name) => /^[1-9]\d*$/.test(name));
  const found: ProcessMemory[] = [];
  for (const [index, pid] of pids.entries()) {
    if (index > 0 && index % processesAtOnce === 0) await breath();
    const stat = readStat(`${folder}/${pid}/stat`, buffer);
    const memory = stat === undefined ? undefined : parseStat(stat, pageBytes);
    if (memory) found.push(memory);
  }
  return found;
}

/**
 * Reads a line of `/proc/<pid>/stat`: `pid (name) state ...`, of which field 22 is the start and field 24 the resident
 * pages (proc(5)). The name may hold spaces and parentheses.
 *
 * @returns undefined when it is none, or of something that holds no memory, such as a thread of the kernel
 */
export function parseStat(line: string, pageBytes: number): ProcessMemory | undefined {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  // From field 3 on.
  const fields = line.slice(close + 2).split(' ');
  const pid = Number(line.slice(0, open));
  const startTicks = Number(fields[22 - 3]);
  const pages = Number(fields[24 - 3]);
  if (!Number.isInteger(pid) || !Number.isFinite(startTicks) || !(pages > 0)) return undefined;
  return { pid, name: line.slice(open + 1, close), startTicks, residentBytes: pages * pageBytes };
}

/**
 * The size of a page here: 4 KiB nearly everywhere, but 16 or 64 KiB on some arm64 and ppc64 machines.
 *
 * The smallest of our own mappings' pages, because single mappings may have larger ones.
 *
 * @param file (default: /proc/self/smaps)
 * @throws Error when the file cannot be read or names no page size
 */
export function readPageBytes(file = '/proc/self/smaps'): number {
  const sizes = readFileSync(file, 'latin1').matchAll(/^KernelPageSize:\s+(\d+) kB$/gm);
  const smallest = Math.min(...Array.from(sizes, ([, kibibytes]) => 1024 * Number(kibibytes)));
  if (smallest > 0 && Number.isFinite(smallest)) return smallest;
  throw new Error(`${file} names no KernelPageSize`);
}

function readStat(file: string, buffer: Buffer): string | undefined {
  try {
    const descriptor = openSync(file, 'r');
    try {
      return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (passedOver.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Enough to tell containers apart; their names may hold an id of 64 digits. */
const maxNameLength = 80;

/**
 * The control group of a process: its systemd unit, or what its container's runtime calls it.
 *
 * @param folder where proc is mounted (default: /proc)
 * @returns undefined when it is in none, has ended, or is not ours to see
 */
export function cgroupOf(pid: number, folder = '/proc'): string | undefined {
  try {
    return parseCgroup(readFileSync(`${folder}/${pid}/cgroup`, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Reads lines of `/proc/<pid>/cgroup`, `hierarchy:controllers:path` (cgroups(7)).
 *
 * The path is that of version 2 (hierarchy 0), or else of version 1's memory controller, or else of systemd's own. Of
 * its parts the innermost unit is the name, because units may divide themselves further; without a unit the last part.
 */
export function parseCgroup(text: string): string | undefined {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, , controllers, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers?.split(',') ?? []) paths.set(controller, path!);
  }
  for (const controller of ['', 'memory', 'name=systemd']) {
    const parts = (paths.get(controller) ?? '').match(/[^/]+/g)?.filter((part) => part !== '..') ?? [];
    const name = parts.findLast((part) => /\.(service|scope)$/.test(part)) ?? parts.at(-1);
    if (name !== undefined) return name.slice(0, maxNameLength);
  }
  return undefined;
}
