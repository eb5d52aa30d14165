import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';

/** The memory of one process. */
export interface ProcessMemory {
  readonly pid: number;
  /** The program's name in the kernel, without arguments. */
  readonly name: string;
  /** Ticks from boot to its start; tells it from an earlier process with the same pid. */
  readonly startTicks: number;
  /** Resident memory; shared pages are counted in each process. */
  readonly residentBytes: number;
}

/** Number of processes that are read without a pause: about a millisecond. */
const processesAtOnce = 50;
/** Upper bound of the line in `stat`. */
const maxStatBytes = 2048;
/** Errors of a process that has ended, or that we may not see (`hidepid`). */
const passedOver = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

/** Makes a reader of the memory of all processes, which reads the page size once. */
export function processMemoryReader(): () => Promise<ProcessMemory[]> {
  let pageBytes: number | undefined;
  return async () => readProcessMemory((pageBytes ??= readPageBytes()));
}

/**
 * Reads the memory of all processes that we may see and that have any.
 *
 * Each costs one read of `/proc/<pid>/stat`: that gives pid, name, start and memory of the same process, and takes no
 * lock that a process in trouble could hold (as `smaps` does). The read is synchronous, because /proc waits for no
 * disk and an asynchronous read takes ten times as long. There is a pause after every fifty processes.
 *
 * @param pageBytes see {@link readPageBytes}
 * @param folder where proc is mounted (default: /proc)
 * @returns rejects when the list of processes cannot be read, or a process cannot be read for an unexpected reason
 */
export async function readProcessMemory(pageBytes: number, folder = '/proc'): Promise<ProcessMemory[]> {
  const buffer = Buffer.alloc(maxStatBytes);
  const pids = readdirSync(folder).filter((name) => /^[1-9]\d*$/.test(name));
  const found: ProcessMemory[] = [];
  for (const [index, pid] of pids.entries()) {
    if (index % processesAtOnce === 0) await breath();
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
 * @returns undefined for a malformed line, and for a process without memory, such as a kernel thread
 */
export function parseStat(line: string, pageBytes: number): ProcessMemory | undefined {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  // The fields from number 3 on.
  const fields = line.slice(close + 2).split(' ');
  const pid = Number(line.slice(0, open));
  const startTicks = Number(fields[22 - 3]);
  const pages = Number(fields[24 - 3]);
  if (!Number.isInteger(pid) || !Number.isFinite(startTicks) || !(pages > 0)) return undefined;
  return { pid, name: line.slice(open + 1, close), startTicks, residentBytes: pages * pageBytes };
}

/**
 * Reads the page size of this host: usually 4 KiB, but 16 or 64 KiB on some arm64 and ppc64 machines. It is the
 * smallest page size of our own mappings, because some mappings may have larger pages.
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

/** Maximum length of a name: enough to tell containers apart by an id of 64 digits. */
const maxNameLength = 80;

/**
 * Finds the control group of a process: its systemd unit, or its container's name in the runtime.
 *
 * @param folder where proc is mounted (default: /proc)
 * @returns undefined when the process has no group, has ended, or may not be seen by us
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
 * The path is that of version 2 (hierarchy 0), else that of version 1's memory controller, else systemd's own. The
 * name is the innermost unit of the path, because units may have groups of their own; without a unit, the last part.
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
