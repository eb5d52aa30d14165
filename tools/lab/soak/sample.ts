import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The programs that are watched; the first two are ours, the others are shown for comparison. */
export const programs = ['dma predict', 'dma deliver', 'collectd', 'redis-server'] as const;
export type Program = (typeof programs)[number];

/** The resources of a process. */
export interface ProcessSample {
  readonly pid: number;
  readonly residentBytes: number;
  readonly descriptors: number;
  readonly threads: number;
  /** The heap after a collection, buffers included; absent for programs that do not run on Node.js. */
  readonly heapBytes?: number;
}

/**
 * Finds the programs of a private stack by their command lines and parents.
 *
 * @returns those that are running
 */
export function findPrograms(collectdConf: string, redisPort: number): ReadonlyMap<Program, number> {
  const found = new Map<Program, number>();
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const words = new Map(pids.map((pid) => [pid, commandLine(pid)]));
  const isCollectd = (pid: number | undefined): boolean => {
    const line = pid === undefined ? undefined : words.get(pid);
    return line?.at(-1) === collectdConf && line[0]?.endsWith('collectd') === true;
  };
  for (const [pid, line] of words) {
    // A child that is about to become dma-enqueue still has collectd's command line.
    if (isCollectd(pid) && !isCollectd(parentOf(pid))) found.set('collectd', pid);
    if (line[0]?.startsWith('redis-server') && line[0].endsWith(`:${redisPort}`))
      found.set('redis-server', pid);
  }
  for (const [pid, line] of words) {
    const name = `dma ${line.at(-1)}`;
    if ((name === 'dma predict' || name === 'dma deliver') && parentOf(pid) === found.get('collectd'))
      found.set(name, pid);
  }
  return found;
}

/** @returns undefined when it has ended */
export function sampleProcess(pid: number, logs: string): ProcessSample | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    const heapBytes = readHeap(join(logs, `heap-${pid}`));
    return {
      pid,
      residentBytes: field('VmRSS') * 1024,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      threads: field('Threads'),
      ...(heapBytes === undefined ? {} : { heapBytes }),
    };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Number of files below a directory that others change meanwhile. */
export function countFiles(directory: string): number {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .map((entry) => (entry.isDirectory() ? countFiles(join(directory, entry.name)) : 1))
      .reduce((sum, count) => sum + count, 0);
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
}

/** Reads the file that probe.mjs writes. */
function readHeap(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function commandLine(pid: number): readonly string[] {
  try {
    // Redis writes its title over its command line and pads it.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split(/[\0 ]+/)
      .filter((word) => word !== '' && word !== '*');
  } catch {
    // The process has ended.
    return [];
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ESRCH';
}
