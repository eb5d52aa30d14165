import { pause } from '../../plugins/process/clock.ts';
import { readFileSync } from 'node:fs';
import { UsageError, OutsideError } from '../process/command-error.ts';

export interface MemStress {
  /** Taken each time. */
  readonly bytes: number;
  /** How many times, at least 1. */
  readonly count: number;
  /** From the start of one time to the start of the next, at least 0. */
  readonly intervalSeconds: number;
  /** For which all of it is kept, at least 0. */
  readonly keepSeconds: number;
  /** Even if the machine has less than that. */
  readonly force: boolean;
}

export interface MemStressSurroundings {
  /** Memory that can be taken before the machine gets into trouble. */
  readonly availableBytes: number;
  readonly write: (line: string) => void;
  /** Gives everything back at once. */
  readonly signal: AbortSignal;
}

/** Memory that is left to the rest of the machine. */
const reservedBytes = 64 * 2 ** 20;
/** Maximum size of one buffer; larger amounts are made of several. */
const maxPieceBytes = 2 ** 30;

/**
 * Reads the command line's texts: sizes with k, m or g (powers of 1,024), numbers with a decimal point.
 *
 * @throws UsageError naming the argument, its value and the rule
 */
export function parseMemStress(texts: {
  readonly size: string;
  readonly count: string;
  readonly interval: string;
  readonly keep: string;
  readonly force: boolean;
}): MemStress {
  const size = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(texts.size);
  const bytes = size ? Math.round(Number(size[1]) * sizeFactors[size[2]!.toLowerCase()]!) : 0;
  if (!(bytes > 0)) throw new UsageError(`size: expected a size above 0 such as 200m, not "${texts.size}"`);
  const count = Number(texts.count);
  if (!(Number.isInteger(count) && count > 0)) {
    throw new UsageError(`count: expected a whole number above 0, not "${texts.count}"`);
  }
  return {
    bytes,
    count,
    intervalSeconds: secondsOf('interval', texts.interval),
    keepSeconds: secondsOf('keep', texts.keep),
    force: texts.force,
  };
}

/**
 * Takes memory and writes to every page, so that it is really used; keeps it; gives it back.
 *
 * @throws UsageError when that is more than the machine has, unless forced
 */
export async function memStress(
  options: MemStress,
  { availableBytes, write, signal }: MemStressSurroundings,
): Promise<void> {
  const { bytes, count, intervalSeconds, keepSeconds, force } = options;
  if (!force && bytes * count > availableBytes - reservedBytes) {
    throw new UsageError(
      `${count} times ${megabytes(bytes)} is more than this machine can spare (${megabytes(availableBytes - reservedBytes)}); ` +
        'take less, or say --force if it may swap or kill processes',
    );
  }
  const taken: Buffer[] = [];
  const start = performance.now();
  for (let i = 1; i <= count && !signal.aborted; i++) {
    for (let left = bytes; left > 0; left -= maxPieceBytes) {
      taken.push(Buffer.alloc(Math.min(left, maxPieceBytes), 1));
      // Lets a signal be seen between the pieces.
      await pause(0, signal);
    }
    write(`mem-stress: ${megabytes(i * bytes)} of ${megabytes(count * bytes)} taken\n`);
    if (i < count) await pause(i * intervalSeconds - (performance.now() - start) / 1000, signal);
  }
  if (!signal.aborted) write(`mem-stress: keeping ${megabytes(count * bytes)} for ${keepSeconds} s\n`);
  await pause(keepSeconds, signal);
  taken.length = 0;
  write('mem-stress: given back\n');
}

const sizeFactors: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

function secondsOf(name: string, text: string): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new UsageError(`${name}: expected seconds, 0 or more, not "${text}"`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 2 : 0)} MiB`;
}

/** A growth that reaches the limit, for a machine of any size. All sizes in bytes. */
export interface StressPlan {
  /** The limit in dma.yaml for the demonstration. */
  readonly limit: number;
  /** Memory taken every second. */
  readonly step: number;
  /** Steps until well over the limit. */
  readonly steps: number;
}

const mebi = 2 ** 20;
/** Memory that Redis, collectd and our own processes take at their start. */
const ownBytes = 250 * mebi;
/** Room below the limit: enough to stand out from other processes of the machine. */
const minRoom = 550 * mebi;
const maxRoom = 3072 * mebi;
/** Seconds in which the growth fills that room. */
const growthSeconds = 90;
/** Share of the rest that the bulk allocation takes: about the growth at the time of the warning. */
const bulkShare = 0.88;

/**
 * @param totals of /proc/meminfo, see {@link readMeminfo}
 * @throws OutsideError when there is too little memory for a demonstration
 */
export function planStress({ usedBytes, availableBytes }: Meminfo): StressPlan {
  const room = Math.min(maxRoom, Math.max(minRoom, 0.05 * availableBytes));
  const limit = usedBytes + ownBytes + room;
  const step = Math.ceil(room / growthSeconds / mebi) * mebi;
  // The machine may use less by then than it did when the limit was set.
  const steps = Math.ceil((1.3 * room + ownBytes) / step);
  const needed = ownBytes + steps * step;
  if (needed > 0.9 * availableBytes) {
    throw new OutsideError(
      `the demonstration needs ${Math.ceil(needed / mebi)} MiB of free memory, and this machine has ${Math.floor(availableBytes / mebi)} MiB`,
    );
  }
  return { limit, step, steps };
}

/** Bytes of a bulk allocation that is harmless: large, and below the limit as the machine is now. */
export function planBulk(limit: number, { usedBytes }: Meminfo): number {
  return Math.floor((bulkShare * (limit - usedBytes)) / mebi) * mebi;
}

export interface Meminfo {
  /** Used memory as in collectd's memory plugin: without free, buffers, cache and slab. */
  readonly usedBytes: number;
  /** Memory that can be taken without swapping. */
  readonly availableBytes: number;
}

export function readMeminfo(): Meminfo {
  return parseMeminfo(readFileSync('/proc/meminfo', 'utf8'));
}

/** Reads the kernel's `Name:   1234 kB` lines. */
export function parseMeminfo(text: string): Meminfo {
  const bytes = (name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0);
  const others = ['MemFree', 'Buffers', 'Cached', 'SReclaimable', 'SUnreclaim'];
  return {
    usedBytes: bytes('MemTotal') - others.reduce((sum, name) => sum + bytes(name), 0),
    availableBytes: bytes('MemAvailable'),
  };
}
