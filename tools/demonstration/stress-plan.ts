import { readFileSync } from 'node:fs';
import { OutsideError } from '../process/outside-error.ts';

/** A growth that is not harmless, for a machine of any size. All sizes in bytes. */
export interface StressPlan {
  /** The limit in dma.yaml for the demonstration. */
  readonly limit: number;
  /** Taken every second. */
  readonly step: number;
  /** Steps until well over the limit. */
  readonly steps: number;
}

const mebi = 2 ** 20;
/** What Redis, collectd and our own processes take while they start. */
const ownBytes = 250 * mebi;
/** Room below the limit: enough to stand out from what else happens on the machine. */
const leastRoom = 550 * mebi;
const mostRoom = 3072 * mebi;
/** What the growth takes to fill that room. */
const growthSeconds = 90;
/** What the bulk allocation takes of what is left: about as much as has grown by the time of the warning. */
const bulkShare = 0.88;

/**
 * @param totals of /proc/meminfo, see {@link readMeminfo}
 * @throws OutsideError when there is too little memory for a demonstration
 */
export function planStress({ usedBytes, availableBytes }: Meminfo): StressPlan {
  const room = Math.min(mostRoom, Math.max(leastRoom, 0.05 * availableBytes));
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
  /** As collectd's memory plugin counts: neither free, nor buffers, cache or slab. */
  readonly usedBytes: number;
  /** What can be taken without swapping. */
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
