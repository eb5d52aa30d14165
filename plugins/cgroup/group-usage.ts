/** The use of a group, in the units of collectd's types. What the kernel does not tell is undefined or missing. */
export interface GroupUsage {
  /** Bytes of all kinds that are charged to the group: `memory.current`. */
  readonly memoryBytes?: number | undefined;
  /** Bytes of files that the kernel drops before it kills. */
  readonly cachedBytes?: number | undefined;
  /** Bytes of the kernel's own caches that it drops before it kills. */
  readonly reclaimableSlabBytes?: number | undefined;
  /** Bytes; infinite without a limit of the group's own. */
  readonly memoryLimitBytes?: number | undefined;
  /** Counts since the group was made, by name: `low`, `high`, `max`, `oom`, `oom_kill`, `oom_group_kill`. */
  readonly memoryEvents: ReadonlyMap<string, number>;
  /** Percent of the last ten seconds in which `some` or the `full` group waited for memory. */
  readonly memoryPressure: ReadonlyMap<string, number>;
  /** Hundredths of a second, as in collectd's cpu plugin: `user`, `system`, `throttled`. */
  readonly cpuTicks: ReadonlyMap<string, number>;
  /** Processes and threads. */
  readonly pids?: number | undefined;
  /** Infinite without a limit of the group's own. */
  readonly pidsLimit?: number | undefined;
}

/** A hierarchy of groups, of one version of the kernel's interface. */
export interface Hierarchy {
  /** The folder whose folders are the groups. */
  readonly folder: string;
  /** Reads the use of a group. @param path below the folder: empty, or parts that begin with a slash each */
  usageOf(path: string): GroupUsage;
  /** True when the folder is a group itself, as in a container that sees only its own groups. */
  isGroup(root: GroupUsage): boolean;
}

/** The events of memory that are given to collectd. */
const eventNames = ['low', 'high', 'max', 'oom', 'oom_kill', 'oom_group_kill'] as const;

/** Picks the known events of a file. */
export function memoryEventsOf(found: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map(eventNames.flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])));
}

/** Makes whole ticks of a time. @param perTick the time's units in a hundredth of a second */
export function ticksOf(
  times: readonly (readonly [string, number | undefined])[],
  perTick: number,
): ReadonlyMap<string, number> {
  return new Map(
    times.flatMap(([name, time]) => (time === undefined ? [] : [[name, Math.floor(time / perTick)]])),
  );
}

/** The sum of numbers of which one at least is known. */
export function sumOf(...parts: readonly (number | undefined)[]): number | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, part) => sum + part, 0);
}
