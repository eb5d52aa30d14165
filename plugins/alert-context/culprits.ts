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

/** Processes that have grown and may end, of which more are remembered: on a busy machine others grow as well. */
const maxWatched = 50;
/** Processes that held less than this share of what the series has fallen by have not ended the alert. */
const minEndedShare = 0.25;

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
  /** The culprits when the level was highest within the reach. */
  #top: { readonly time: number; readonly level: number; readonly grown: readonly Growth[] } | undefined;

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
    const isLater = !this.#top || Math.abs(time - this.#top.time) > this.#reachSeconds;
    if (isLater || level >= this.#top!.level) this.#top = { time, level, grown: this.#growths(maxWatched) };
  }

  /** The processes that grew most from the oldest snapshot to the newest; empty when there is only one. */
  culprits(): Culprit[] {
    return this.#growths(maxCulprits).map(({ culprit }) => culprit);
  }

  /**
   * The processes that had grown when the level was highest, and whose end explains that it fell: the newest snapshot
   * no longer has them. At most five.
   */
  ended(): Culprit[] {
    if (!this.#top || !this.#newest) return [];
    const there = new Set(this.#newest.snapshot.processes.map(keyOf));
    const gone = this.#top.grown.filter(({ key }) => !there.has(key)).map(({ culprit }) => culprit);
    const held = gone.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
    const fallen = this.#top.level - this.#newest.level;
    return fallen > 0 && held >= minEndedShare * fallen ? gone.slice(0, maxCulprits) : [];
  }

  #growths(max: number): readonly Growth[] {
    const [oldest] = this.#kept;
    const newest = this.#newest;
    if (!oldest || !newest) return [];
    return growthsBetween(oldest.snapshot, newest.snapshot, newest.level - oldest.level, max);
  }
}

/** A process that has grown. */
interface Growth {
  readonly key: string;
  readonly culprit: Culprit;
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
  return growthsBetween(then, now, seriesGrowth, maxCulprits).map(({ culprit }) => culprit);
}

function growthsBetween(
  then: ProcessSnapshot,
  now: ProcessSnapshot,
  seriesGrowth: number,
  max: number,
): Growth[] {
  const before = new Map(then.processes.map((process) => [keyOf(process), process.residentBytes]));
  const growths = now.processes.map((process): Growth => {
    const { pid, name, residentBytes } = process;
    const key = keyOf(process);
    const grownBytes = residentBytes - (before.get(key) ?? 0);
    return { key, culprit: { pid, name, residentBytes, grownBytes, overSeconds: now.time - then.time } };
  });
  growths.sort((a, b) => b.culprit.grownBytes - a.culprit.grownBytes || a.culprit.pid - b.culprit.pid);
  const most = growths[0]?.culprit.grownBytes ?? 0;
  const least = Math.max(minBytes, minShare * seriesGrowth, minShare * most);
  return growths.slice(0, max).filter(({ culprit }) => culprit.grownBytes >= least);
}

/** Identifies a process; a pid alone may be reused. */
function keyOf({ pid, startTicks }: ProcessMemory): string {
  return `${pid} ${startTicks}`;
}
