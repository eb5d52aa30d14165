import type { Culprit } from '../../notifiers/event/alert-event.ts';
import type { ProcessMemory } from './process-memory.ts';

/** The memory of all processes at one time. */
export interface ProcessSnapshot {
  /** Epoch seconds. */
  readonly time: number;
  readonly processes: readonly ProcessMemory[];
}

/** Length of the time over which growth is measured, in horizons. */
export const culpritHorizons = 2;
/** Maximum number of snapshots of that time, not counting the newest. */
const maxSnapshots = 8;
const maxCulprits = 5;
/** Minimum growth to report: in bytes, and as a share of the growth of the series and of the first process. */
const minBytes = 2 ** 20;
const minShare = 0.01;

interface Kept {
  readonly snapshot: ProcessSnapshot;
  /** The series' value at its time; increasing towards the limit. */
  readonly level: number;
}

/** The growth of processes while the risk of one series rose: a few snapshots of the last two horizons. */
export class CulpritRecord {
  readonly #reachSeconds: number;
  #kept: readonly Kept[] = [];
  #newest: Kept | undefined;

  /** @param horizonSeconds horizon of the series, above 0 */
  constructor(horizonSeconds: number) {
    this.#reachSeconds = culpritHorizons * horizonSeconds;
  }

  /**
   * Adds a snapshot. Idempotent.
   *
   * @param level the series' value at about that time, negated when the limit is a lower one
   */
  add(snapshot: ProcessSnapshot, level: number): void {
    const { time } = snapshot;
    this.#newest = { snapshot, level };
    // Later snapshots are dropped too: the clock may have been set back.
    const kept = this.#kept.filter(({ snapshot: { time: then } }) => {
      return then >= time - this.#reachSeconds && then < time;
    });
    const last = kept.at(-1)?.snapshot.time ?? Number.NEGATIVE_INFINITY;
    this.#kept = time - last >= this.#reachSeconds / maxSnapshots ? [...kept, this.#newest] : kept;
  }

  /** The processes that grew most from the oldest snapshot to the newest; empty when there is only one. */
  culprits(): Culprit[] {
    const [oldest] = this.#kept;
    const newest = this.#newest;
    if (!oldest || !newest) return [];
    return culpritsBetween(oldest.snapshot, newest.snapshot, newest.level - oldest.level);
  }
}

/**
 * The five processes that grew most, each by at least 1 MiB, 1 % of the growth of the series and 1 % of that of the
 * first process. A new process has grown by all of its memory.
 *
 * @param seriesGrowth bytes; 0 or less when the series has not grown
 */
export function culpritsBetween(
  then: ProcessSnapshot,
  now: ProcessSnapshot,
  seriesGrowth: number,
): Culprit[] {
  const before = new Map(then.processes.map((process) => [keyOf(process), process.residentBytes]));
  const growths = now.processes.map((process) => ({
    pid: process.pid,
    name: process.name,
    residentBytes: process.residentBytes,
    grownBytes: process.residentBytes - (before.get(keyOf(process)) ?? 0),
    overSeconds: now.time - then.time,
  }));
  growths.sort((a, b) => b.grownBytes - a.grownBytes || a.pid - b.pid);
  const most = growths[0]?.grownBytes ?? 0;
  const least = Math.max(minBytes, minShare * seriesGrowth, minShare * most);
  return growths.slice(0, maxCulprits).filter(({ grownBytes }) => grownBytes >= least);
}

/** Identifies a process; a pid alone may be reused. */
function keyOf({ pid, startTicks }: ProcessMemory): string {
  return `${pid} ${startTicks}`;
}
