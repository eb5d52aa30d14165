import { readdirSync } from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';
import type { GroupUsage, Hierarchy } from './group-usage.ts';

/** A group, and the limits that are in force for it: its own, or a lower one of a group around it. */
export interface Group {
  /** The names of the folders from the root on; empty for the root. */
  readonly path: readonly string[];
  readonly usage: GroupUsage;
  /** Bytes. */
  readonly memoryLimitBytes: number;
  readonly pidsLimit: number;
}

export interface WalkBounds {
  /** Groups that are read in one walk. */
  readonly maxGroups: number;
  /** Memory of this machine in bytes. */
  readonly machineBytes: number;
  /** Maximum number of processes and threads of this machine. */
  readonly machinePids: number;
}

/** Folders within folders that are looked into; those of containers within containers have ten. */
const maxDepth = 16;

/** The groups of a hierarchy, and those that were left out. */
export interface Walk {
  readonly groups: readonly Group[];
  /** True when there are more groups than may be read. */
  readonly isCut: boolean;
  /** Number of groups whose name is not valid Unicode: their files cannot be named. */
  readonly unreadable: number;
}

/**
 * Reads all groups of a hierarchy, those around others first. The root counts where it is a group itself.
 *
 * Reads are synchronous, as those of /proc are: the kernel answers from memory. There is a pause after each group.
 *
 * @returns rejects when the root cannot be read
 */
export async function walkGroups(hierarchy: Hierarchy, bounds: WalkBounds): Promise<Walk> {
  const { folder } = hierarchy;
  const usage = hierarchy.usageOf('');
  const root: Group = {
    path: [],
    usage,
    memoryLimitBytes: Math.min(bounds.machineBytes, usage.memoryLimitBytes ?? Number.POSITIVE_INFINITY),
    pidsLimit: Math.min(bounds.machinePids, usage.pidsLimit ?? Number.POSITIVE_INFINITY),
  };
  const groups = hierarchy.isGroup(usage) ? [root] : [];
  let unreadable = 0;
  const waiting = [{ outer: root, names: foldersIn(folder) }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { outer, names } = next;
    for (const name of names) {
      if (!isNameable(name)) {
        unreadable += 1;
        continue;
      }
      if (groups.length >= bounds.maxGroups) return { groups, isCut: true, unreadable };
      await breath();
      const path = [...outer.path, name];
      const text = path.map((part) => `/${part}`).join('');
      const group = within(outer, path, hierarchy.usageOf(text));
      groups.push(group);
      if (path.length < maxDepth) waiting.push({ outer: group, names: foldersOf(folder + text) });
    }
  }
  return { groups, isCut: false, unreadable };
}

function within(outer: Group, path: readonly string[], usage: GroupUsage): Group {
  return {
    path,
    usage,
    memoryLimitBytes: Math.min(outer.memoryLimitBytes, usage.memoryLimitBytes ?? Number.POSITIVE_INFINITY),
    pidsLimit: Math.min(outer.pidsLimit, usage.pidsLimit ?? Number.POSITIVE_INFINITY),
  };
}

/** A byte that is no UTF-8 was replaced, so that the folder cannot be opened by this name. */
function isNameable(name: string): boolean {
  return !name.includes('\uFFFD');
}

/** The folders of a group; empty where it has gone. */
function foldersOf(folder: string): readonly string[] {
  try {
    return foldersIn(folder);
  } catch {
    return [];
  }
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
