import type { Culprit } from '../../notifiers/event/alert-event.ts';
import type { ProcessMemory } from './process-memory.ts';

/** What all processes held at one time. */
export interface ProcessSnapshot {
  /** Epoch seconds. */
  readonly time: number;
  readonly processes: readonly ProcessMemory[];
}

/** How far back growth is looked at, in horizons. */
export const culpritHorizons = 2;
/** Snapshots that are kept of that time, at most; one more while the newest is not one of them. */
const maxSnapshots = 8;
const maxCulprits = 5;
/** Less growth than this is no news, nor is less than this share of what the series, or the first of them, has grown. */
const minBytes = 2 ** 20;
const minShare = 0.01;

interface Kept {
  readonly snapshot: ProcessSnapshot;
  /** The series' value at its time; increasing towards the limit. */
  readonly level: number;
}

/** Who has grown while one series' risk rose: a few snapshots of the last two horizons, and what became of the oldest. */
export class CulpritRecord {
  readonly #reachSeconds: number;
  #kept: readonly Kept[] = [];
  #newest: Kept | undefined;

  /** @param horizonSeconds the series', above 0 */
  constructor(horizonSeconds: number) {
    this.#reachSeconds = culpritHorizons * horizonSeconds;
  }

  /**
   * Takes a snapshot; one that it has already is left out.
   *
   * @param level the series' value at about that time, negative where it falls to its limit
   */
  add(snapshot: ProcessSnapshot, level: number): void {
    const { time } = snapshot;
    if (this.#newest?.snapshot.time === time) return;
    this.#newest = { snapshot, level };
    // Later ones too: the clock may have been set back.
    const kept = this.#kept.filter(({ snapshot: { time: then } }) => {
      return then >= time - this.#reachSeconds && then < time;
    });
    const last = kept.at(-1)?.snapshot.time ?? Number.NEGATIVE_INFINITY;
    this.#kept = time - last >= this.#reachSeconds / maxSnapshots ? [...kept, this.#newest] : kept;
  }

  /** Those that have grown most from the oldest snapshot to the newest; none where there is only one. */
  culprits(): Culprit[] {
    const [oldest] = this.#kept;
    const newest = this.#newest;
    if (!oldest || !newest || oldest === newest) return [];
    return culpritsBetween(oldest.snapshot, newest.snapshot, newest.level - oldest.level);
  }
}

/**
 * The five that have grown most, with at least 1 MiB and 1 % of what the series and the first of them have grown. A
 * process that is new has grown by all it holds.
 *
 * @param seriesGrowth in bytes; 0 or less where it has not grown
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

/** A pid alone may have passed to another process. */
function keyOf({ pid, startTicks }: ProcessMemory): string {
  return `${pid} ${startTicks}`;
}
