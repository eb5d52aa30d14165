import type { Group } from './group-walk.ts';
import { sumOf } from './group-usage.ts';

/** A value of a group, by type and type instance of collectd. */
export interface GroupValue {
  readonly type: string;
  readonly typeInstance: string;
  readonly value: number;
}

/**
 * The values of a group that collectd gets. Memory is divided as collectd's memory plugin does it: `used` is what the
 * kernel cannot drop, and the sum of `used`, `cached` and `slab_recl` is all that is charged to the group.
 */
export function groupValues({ usage, memoryLimitBytes, pidsLimit }: Group): readonly GroupValue[] {
  const { memoryBytes, cachedBytes, reclaimableSlabBytes } = usage;
  const droppable = sumOf(cachedBytes, reclaimableSlabBytes) ?? 0;
  // The files of a group are read one after another: the sum may be a little behind its parts.
  const usedBytes = memoryBytes === undefined ? undefined : Math.max(0, memoryBytes - droppable);
  const found: [string, string, number | undefined][] = [
    ['memory', 'used', usedBytes],
    ['memory', 'cached', cachedBytes],
    ['memory', 'slab_recl', reclaimableSlabBytes],
    ['memory', 'limit', memoryBytes === undefined ? undefined : memoryLimitBytes],
    ['count', 'pids', usage.pids],
    ['count', 'pids_limit', usage.pids === undefined ? undefined : pidsLimit],
    ...entriesOf('total_events', usage.memoryEvents),
    ...entriesOf('percent', usage.memoryPressure, 'memory_'),
    ...entriesOf('cpu', usage.cpuTicks),
  ];
  return found.flatMap(([type, typeInstance, value]) =>
    value === undefined ? [] : [{ type, typeInstance, value }],
  );
}

function entriesOf(
  type: string,
  values: ReadonlyMap<string, number>,
  prefix = '',
): [string, string, number][] {
  return [...values].map(([name, value]) => [type, `${prefix}${name}`, value]);
}
