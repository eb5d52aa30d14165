import { readFileSync } from 'node:fs';
import { OutsideError } from '../process/command-error.ts';

const [kibi, mebi] = [2 ** 10, 2 ** 20];

/** A growth that reaches the limit, for a machine of any size. All sizes in bytes. */
export interface StressPlan {
  /** From what is used to the limit. */
  readonly room: number;
  /** Memory of the bulk allocation: large, and below the limit. A multiple of 1 MiB. */
  readonly bulk: number;
  /** Memory taken every second. A multiple of 1 KiB: of whole MiB, the limit would be up to 15 % nearer. */
  readonly step: number;
  /** Steps until well over the limit. */
  readonly steps: number;
}

/** Enough to stand out from other processes of a machine that is idle. */
const minRoom = 550 * mebi;
const maxRoom = 3072 * mebi;
/** The room stands out from what the other processes take and give back by this factor. */
const roomPerUnrest = 4;
/** Seconds in which the growth fills the room. */
const growthSeconds = 90;
/** Share of the room that the bulk allocation takes: much, but clear of the limit where memory is slow to be taken. */
const bulkShare = 0.7;
/** Share of the room that the growth takes, should nothing stop it: other processes may give memory back meanwhile. */
const growthShare = 1.3;
/** Share of the available memory that is taken. */
const maxAvailableShare = 0.9;

/**
 * @param memory of /proc/meminfo, see {@link readMeminfo}
 * @param unrestBytes by which the used memory went up and down while nothing was taken
 * @throws OutsideError when there is too little memory for a demonstration
 */
export function planStress({ availableBytes }: Meminfo, unrestBytes: number): StressPlan {
  const wanted = Math.max(minRoom, 0.05 * availableBytes, roomPerUnrest * unrestBytes);
  // The last step may be a whole one too much, and a step is rounded up.
  const possible = (maxAvailableShare * availableBytes - kibi) / (growthShare + 1 / growthSeconds);
  const room = Math.min(maxRoom, wanted, Math.max(minRoom, possible));
  const step = Math.ceil(room / growthSeconds / kibi) * kibi;
  const steps = Math.ceil((growthShare * room) / step);
  if (steps * step > maxAvailableShare * availableBytes) {
    throw new OutsideError(
      `the demonstration needs ${Math.ceil((steps * step) / maxAvailableShare / mebi)} MiB of free memory, ` +
        `and this machine has ${Math.floor(availableBytes / mebi)} MiB; end other programs, or take another machine`,
    );
  }
  return { room, bulk: Math.floor((bulkShare * room) / mebi) * mebi, step, steps };
}

/** Arguments of `dma mem-stress`, and what the predicted memory is compared with. */
export interface ClassicPlan {
  /** The size of one of the 16 steps, in MiB. */
  readonly stepMebibytes: number;
  /** From what is used to the limit of the predicted memory, in bytes. */
  readonly room: number;
}

/** Of the demonstration of 2017: `mem-stress 200m 16 0.7 5`. */
export const classicSteps = { count: 16, intervalSeconds: 0.7, keepSeconds: 5 } as const;
const classicMebibytes = 200;
const minClassicMebibytes = 25;
/** All steps together, times this: above what stays taken, and below what the growth leads to in a minute. */
const classicRoomFactor = 2;

/**
 * The demonstration of 2017, scaled down where the machine has less memory than it takes.
 *
 * @param memory of /proc/meminfo, see {@link readMeminfo}
 * @throws OutsideError when there is too little memory for a demonstration
 */
export function planClassic({ availableBytes }: Meminfo): ClassicPlan {
  const possible = Math.floor((maxAvailableShare * availableBytes) / classicSteps.count / mebi);
  const stepMebibytes = Math.min(classicMebibytes, possible);
  if (stepMebibytes < minClassicMebibytes) {
    throw new OutsideError(
      `the demonstration needs ${Math.ceil((minClassicMebibytes * classicSteps.count) / maxAvailableShare)} MiB of free ` +
        `memory, and this machine has ${Math.floor(availableBytes / mebi)} MiB; end other programs, or take another machine`,
    );
  }
  return { stepMebibytes, room: classicRoomFactor * classicSteps.count * stepMebibytes * mebi };
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
